/** What people do with uploads: bring files, go on with what was begun before; and what the server tells of them afterwards. */
import type { components } from '@aima/contract/client';
import { call, isApiError, queryClient, renew } from '#lib/api.ts';
import { onEvent, type LiveEvent } from '#lib/live.ts';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { fileOfHandle, forget, note, readNotes, sentElsewhere } from './notes.ts';
import type { Picked, PickedAll } from './picked-files.ts';
import { awaiting, isSettled, type Noted, type UploadItem } from './upload-item.ts';
import { enqueue, stopAll } from './upload-queue.ts';
import { addItems, allItems, arrive, dropAll, itemOf, itemOfUpload, patch } from './uploads-store.ts';
import { say } from './words.ts';

type Upload = components['schemas']['Upload'];

const CHECK_EVERY_MS = 2000;
/** Longer than any server keeps what is not complete. */
const NOTES_LAST_MS = 60 * 86_400_000;
/** So many are asked about at a time; the others are told by events, or have their turn later. */
const ASKED_AT_ONCE = 10;

let notes = new Map<string, Noted>();
/** What was begun before is known, or cannot be. */
let restored = Promise.withResolvers<undefined>();

const factsOf = ({ name, size, lastModified }: File): { name: string; sizeBytes: number; lastModified: number } => ({ name, sizeBytes: size, lastModified });

const identityOf = ({ name, size, lastModified }: File): string => `${size}/${lastModified}/${name}`;
/** Of files on their way, so that the same one is not sent twice. */
const identities = new Map<string, string>();

function onTheWayAlready(file: File): boolean {
  const item = itemOf(identities.get(identityOf(file)) ?? '');
  return item !== undefined && !isSettled(item) && item.phase !== 'needs_file' && item.phase !== 'needs_permission';
}

/** Sends them; one that was begun before goes on where it stopped, also where it is chosen before the server has told of it. */
export async function addFiles({ files, leftOut }: PickedAll): Promise<void> {
  const here = restored;
  await here.promise;
  // Whoever went to another workspace meanwhile did not mean that one.
  if (here !== restored) return;
  if (leftOut > 0) toast(say('leftOut', { count: leftOut }));
  const [fresh, starts]: [UploadItem[], [string, Picked][]] = [[], []];
  let twice = 0;
  for (const picked of files) {
    if (onTheWayAlready(picked.file)) {
      twice++;
      continue;
    }
    const begun = awaiting(allItems(), factsOf(picked.file), notes);
    const key = begun?.key ?? crypto.getRandomValues(new Uint32Array(3)).join('-');
    identities.set(identityOf(picked.file), key);
    if (begun) patch(key, { phase: 'waiting' });
    else fresh.push({ key, name: picked.file.name, sizeBytes: picked.file.size, sentBytes: 0, phase: 'waiting' });
    if (begun?.uploadId !== undefined && picked.handle) void note(begun.uploadId, { ...factsOf(picked.file), notedAtMs: Date.now(), handle: picked.handle });
    starts.push([key, picked]);
  }
  addItems(fresh);
  for (const [key, picked] of starts) enqueue(key, picked);
  if (twice > 0) toast(say('twice', { count: twice }));
}

/** Within a click: the browser may ask whether the file may be read again. */
export async function allow(key: string): Promise<void> {
  const uploadId = itemOf(key)?.uploadId;
  const handle = uploadId === undefined ? undefined : notes.get(uploadId)?.handle;
  const file = handle && await fileOfHandle(handle, { ask: true });
  if (file && handle) goOn(key, file, handle);
  else patch(key, { phase: 'needs_file' });
}

function goOn(key: string, file: File, handle: FileSystemFileHandle): void {
  const item = itemOf(key);
  const noted = notes.get(item?.uploadId ?? '');
  if (!item || file.size !== item.sizeBytes || (noted && noted.lastModified !== file.lastModified)) {
    patch(key, { phase: 'needs_file' });
    toast(say('fileChanged', { name: file.name }), { tone: 'danger' });
    return;
  }
  identities.set(identityOf(file), key);
  patch(key, { phase: 'waiting' });
  enqueue(key, { file, handle });
}

/** What the server says of an upload now. */
function tell(upload: Upload): void {
  const item = itemOfUpload(upload.id);
  if (!item || isSettled(item)) return;
  const { state, mediaId, code, message, offsetBytes } = upload;
  if (state === 'done') {
    patch(item.key, { phase: 'done', sentBytes: item.sizeBytes, mediaId, meter: undefined });
    if (mediaId !== undefined) arrive(mediaId);
  } else if (state === 'refused') patch(item.key, { phase: 'refused', meter: undefined, problem: { code: code ?? '', message: message ?? '', next: '' } });
  else if (state === 'checking') patch(item.key, { phase: 'checking', sentBytes: item.sizeBytes, meter: undefined });
  else if (item.phase === 'importing' || item.phase === 'elsewhere') patch(item.key, { sentBytes: offsetBytes });
  if (state === 'done' || state === 'refused') void forget([upload.id]);
}

async function ask(uploadId: string): Promise<void> {
  try {
    tell(await call('getUpload', { path: { id: uploadId } }));
  } catch (error) {
    const item = itemOfUpload(uploadId);
    if (item && isApiError(error) && error.status === 404) patch(item.key, { phase: 'refused', problem: { code: error.code, message: error.message, next: error.next } });
  }
}

function onLive({ kind, body }: LiveEvent): void {
  if (kind !== 'upload.changed' || typeof body['uploadId'] !== 'string') return;
  const item = itemOfUpload(body['uploadId']);
  if (!item || isSettled(item)) return;
  if (body['state'] === 'receiving') {
    if (typeof body['offsetBytes'] === 'number' && (item.phase === 'importing' || item.phase === 'elsewhere')) patch(item.key, { sentBytes: body['offsetBytes'] });
  } else if (item.phase !== 'sending' && item.phase !== 'paused') void ask(body['uploadId']);
}

function askAboutOpen(): void {
  const open = allItems().filter(({ phase, uploadId }) => uploadId !== undefined && (phase === 'checking' || phase === 'importing' || phase === 'elsewhere')).slice(0, ASKED_AT_ONCE);
  for (const { uploadId } of open) if (uploadId !== undefined) void ask(uploadId);
}

const itemOfRow = (upload: Upload, phase: UploadItem['phase']): UploadItem => ({ key: upload.id, uploadId: upload.id, name: upload.name, sizeBytes: upload.sizeBytes, sentBytes: upload.offsetBytes, expiresAt: upload.expiresAt, phase });

/** Files that the server reads by itself. */
export const addImports = (uploads: readonly Upload[]): void => { addItems(uploads.filter(({ id }) => !itemOfUpload(id)).map((upload) => itemOfRow(upload, 'importing'))); };

async function unfinished(): Promise<Upload[]> {
  const found: Upload[] = [];
  for (const state of ['receiving', 'checking'] as const) {
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await call('listUploads', { query: { state, limit: 200, ...(cursor === undefined ? {} : { cursor }) } });
      found.push(...page.items);
      cursor = page.next;
    }
  }
  return found;
}

async function phaseOf(upload: Upload, elsewhere: ReadonlySet<string>): Promise<UploadItem['phase']> {
  if (upload.imported) return 'importing';
  if (upload.state === 'checking') return 'checking';
  if (elsewhere.has(upload.id)) return 'elsewhere';
  return notes.get(upload.id)?.handle ? 'needs_permission' : 'needs_file';
}

/** Lists what was begun before; what the browser may still read goes on at once. */
async function restore(): Promise<void> {
  const [rows, elsewhere] = [await unfinished(), await sentElsewhere()];
  notes = await readNotes();
  // Others may belong to another workspace.
  await forget([...notes].filter(([, { notedAtMs }]) => Date.now() - notedAtMs > NOTES_LAST_MS).map(([id]) => id));
  const fresh = rows.filter(({ id }) => !itemOfUpload(id));
  addItems(await Promise.all(fresh.map(async (row) => itemOfRow(row, await phaseOf(row, elsewhere)))));
  for (const { id } of fresh) {
    const handle = notes.get(id)?.handle;
    const file = handle && itemOf(id)?.phase === 'needs_permission' ? await fileOfHandle(handle, { ask: false }) : undefined;
    if (file && handle) goOn(id, file, handle);
  }
}

/** For as long as somebody works in this workspace. @returns how to end it */
export function watchUploads(): () => void {
  const silence = onEvent(onLive);
  const timer = setInterval(askAboutOpen, CHECK_EVERY_MS);
  const here = restored;
  void restore().catch(toastProblem).finally(() => { here.resolve(undefined); });
  return () => {
    silence();
    clearInterval(timer);
    restored = Promise.withResolvers();
    stopAll();
    dropAll();
    identities.clear();
    void renew(queryClient, ['listUploads']);
  };
}
