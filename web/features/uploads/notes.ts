/** What this browser remembers of uploads that it began: names, sizes, and handles of files; never the files themselves. */
import { createStore, delMany, entries, set } from 'idb-keyval';
import type { Noted } from './upload-item.ts';

const store = (() => {
  let opened: ReturnType<typeof createStore> | undefined;
  return () => (opened ??= createStore('aima-uploads', 'begun'));
})();

/** Private windows may refuse to keep anything: then the file is chosen again. */
const orElse = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await work();
  } catch {
    return otherwise;
  }
};

export const readNotes = (): Promise<Map<string, Noted>> => orElse(async () => new Map(await entries<string, Noted>(store())), new Map<string, Noted>());
export const note = (uploadId: string, noted: Noted): Promise<void> => orElse(() => set(uploadId, noted, store()), undefined);
export const forget = (uploadIds: readonly string[]): Promise<void> => orElse(() => (uploadIds.length === 0 ? Promise.resolve() : delMany([...uploadIds], store())), undefined);

/** Not in TypeScript's table yet. */
type Askable = FileSystemFileHandle & { queryPermission?(options: { mode: 'read' }): Promise<PermissionState>; requestPermission?(options: { mode: 'read' }): Promise<PermissionState> };

/** @param ask only within a click */
export async function fileOfHandle(handle: FileSystemFileHandle, { ask }: { ask: boolean }): Promise<File | undefined> {
  const askable: Askable = handle;
  const state = ask ? await askable.requestPermission?.({ mode: 'read' }) : await askable.queryPermission?.({ mode: 'read' });
  return state === 'granted' ? orElse<File | undefined>(() => handle.getFile(), undefined) : undefined;
}

const lockOf = (uploadId: string): string => `aima-upload-${uploadId}`;

/** Other windows see that this one is at it, for as long as `work` lasts. Browsers on plain addresses have no locks. */
export async function whileMine<T>(uploadId: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? locks.request(lockOf(uploadId), { mode: 'shared' }, work) : work();
}

export async function sentElsewhere(): Promise<ReadonlySet<string>> {
  const held = await orElse(async () => (await (navigator as { locks?: LockManager }).locks?.query())?.held ?? [], []);
  return new Set(held.map(({ name }) => name ?? '').filter((name) => name.startsWith(lockOf(''))).map((name) => name.slice(lockOf('').length)));
}
