/** Who is sent when: a few at once, on again after breaks by itself, stopped when somebody says so. */
import { call, isApiError } from '#lib/api.ts';
import { useSession } from '#lib/session.ts';
import { contentHash } from './content-hash.ts';
import { forget, note, whileMine } from './notes.ts';
import type { Picked } from './picked-files.ts';
import { removeUpload, sendFile, type SendEnd } from './send-file.ts';
import { isOnTheWay, measure, type UploadItem } from './upload-item.ts';
import { allItems, arrive, dropItem, itemOf, patch } from './uploads-store.ts';

const AT_ONCE = 3;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** The page shows progress no more often. */
const SHOWN_EVERY_MS = 250;

const files = new Map<string, Picked>();
const running = new Map<string, AbortController>();
const queue: string[] = [];
const breaks = new Map<string, number>();
let timer: number | undefined;

/** Its turn comes. */
export function enqueue(key: string, picked: Picked): void {
  files.set(key, picked);
  if (!queue.includes(key) && !running.has(key)) queue.push(key);
  pump();
}

function pump(): void {
  while (running.size < AT_ONCE && navigator.onLine) {
    const key = queue.shift();
    if (key === undefined) return;
    const [item, picked] = [itemOf(key), files.get(key)];
    if (item && picked && !running.has(key)) void run(item, picked);
  }
}

/** Everything that a broken connection stopped. */
function tryAgain(): void {
  timer = undefined;
  for (const { key, phase } of allItems()) if (phase === 'offline' && !queue.includes(key) && !running.has(key)) queue.push(key);
  pump();
}

function later(key: string): void {
  const count = breaks.get(key) ?? 0;
  breaks.set(key, count + 1);
  timer ??= window.setTimeout(tryAgain, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count) * (0.75 + Math.random() / 2));
}

/** Small files are compared before a byte of them travels. @returns the end, where nothing has to be sent */
async function compare({ uploadId }: UploadItem, file: File): Promise<{ sha256?: string | undefined; end?: SendEnd; mediaId?: string | undefined }> {
  if (uploadId !== undefined) return {};
  const sha256 = await contentHash(file);
  if (sha256 === undefined) return {};
  try {
    const { items: [known] } = await call('findKnownContent', { body: { sha256: [sha256] } });
    return { sha256, ...(known && { end: { end: 'complete' }, mediaId: known.mediaId }) };
  } catch (error) {
    if (isApiError(error) && error.status >= 400 && error.status < 500) return { sha256 };
    return { end: { end: 'broken' } };
  }
}

function shown(key: string): (sentBytes: number) => void {
  let last = 0;
  return (sentBytes) => {
    const now = performance.now();
    const item = itemOf(key);
    if (!item || (now - last < SHOWN_EVERY_MS && item.phase === 'sending')) return;
    last = now;
    breaks.delete(key);
    patch(key, { sentBytes, phase: 'sending', meter: measure(item.phase === 'sending' ? item.meter : undefined, sentBytes, now) });
  };
}

async function run(item: UploadItem, picked: Picked): Promise<void> {
  const { key } = item;
  const stop = new AbortController();
  running.set(key, stop);
  const ended = Promise.withResolvers<undefined>();
  const hold = (uploadId: string): void => { void whileMine(uploadId, () => ended.promise); };
  if (item.phase === 'waiting') patch(key, { phase: 'sending', meter: undefined, problem: undefined });
  let end: SendEnd = { end: 'broken' };
  try {
    const { sha256, end: early, mediaId } = await compare(item, picked.file);
    if (mediaId !== undefined) patch(key, { mediaId });
    if (item.uploadId !== undefined) hold(item.uploadId);
    const begun = (uploadId: string): void => {
      if (itemOf(key)?.uploadId === uploadId) return;
      patch(key, { uploadId });
      hold(uploadId);
      const { name, size: sizeBytes, lastModified } = picked.file;
      void note(uploadId, { name, sizeBytes, lastModified, notedAtMs: Date.now(), ...(picked.handle && { handle: picked.handle }) });
    };
    end = early ?? await sendFile({ file: picked.file, uploadId: item.uploadId, sha256, signal: stop.signal, onBegun: begun, onProgress: shown(key) });
  } catch { /* such as a part of the page that could not be loaded: the connection is broken */ } finally {
    ended.resolve(undefined);
    running.delete(key);
  }
  conclude(key, end);
  pump();
}

function conclude(key: string, end: SendEnd): void {
  const item = itemOf(key);
  if (!item) return;
  switch (end.end) {
    case 'stopped':
      // Whoever stopped it said what it is now, and may have said another thing since.
      if (item.phase === 'waiting') queue.push(key);
      else if (item.phase === 'offline') later(key);
      return;
    case 'complete':
      files.delete(key);
      if (item.mediaId !== undefined) arrive(item.mediaId);
      patch(key, { phase: item.mediaId === undefined ? 'checking' : 'known', sentBytes: item.sizeBytes, meter: undefined });
      return;
    case 'refused':
      files.delete(key);
      patch(key, { phase: 'refused', problem: end.problem, meter: undefined });
      return;
    case 'gone':
      patch(key, { uploadId: undefined, sentBytes: 0, phase: 'waiting' });
      queue.push(key);
      return;
    case 'signed_out':
      useSession.getState().expire();
      patch(key, { phase: 'offline', meter: undefined });
      return;
    case 'broken':
      patch(key, { phase: 'offline', meter: undefined });
      later(key);
  }
}

const unqueue = (key: string): void => {
  const at = queue.indexOf(key);
  if (at >= 0) queue.splice(at, 1);
};

export function pause(key: string): void {
  patch(key, { phase: 'paused', meter: undefined });
  unqueue(key);
  running.get(key)?.abort();
  pump();
}

export function resume(key: string): void {
  const picked = files.get(key);
  if (!picked) return;
  patch(key, { phase: 'waiting' });
  enqueue(key, picked);
}

export const pauseAll = (): void => { for (const item of allItems()) if (isOnTheWay(item)) pause(item.key); };
export const resumeAll = (): void => { for (const { key, phase } of allItems()) if (phase === 'paused') resume(key); };

/** Away from here and from the server. @throws Error with what the server said; it is paused then */
export async function cancel(key: string): Promise<void> {
  const item = itemOf(key);
  if (!item) return;
  pause(key);
  if (item.uploadId !== undefined) {
    await removeUpload(item.uploadId);
    await forget([item.uploadId]);
  }
  files.delete(key);
  dropItem(key);
}

/** Nothing of this tab is sent any more. */
export function stopAll(): void {
  queue.length = 0;
  clearTimeout(timer);
  timer = undefined;
  for (const stop of running.values()) stop.abort();
  files.clear();
}

function wentOffline(): void {
  // A broken line may stay silent for minutes: what is known is told at once.
  for (const { key, phase } of allItems()) {
    if (phase !== 'sending') continue;
    patch(key, { phase: 'offline', meter: undefined });
    running.get(key)?.abort();
  }
}

const warn = (event: BeforeUnloadEvent): void => { event.preventDefault(); };

/** Listens to the browser; once. @returns how to end it */
export function watchConnection(warning: (listener: () => void) => () => void): () => void {
  const leave = new AbortController();
  addEventListener('offline', wentOffline, { signal: leave.signal });
  addEventListener('online', tryAgain, { signal: leave.signal });
  const unsubscribe = useSession.subscribe(({ expired }, before) => { if (before.expired && !expired) tryAgain(); });
  const quiet = warning(() => {
    // Only while something is being sent: a page that always asks is one whose question nobody reads.
    if (allItems().some(({ phase }) => phase === 'sending')) addEventListener('beforeunload', warn);
    else removeEventListener('beforeunload', warn);
  });
  return () => {
    leave.abort();
    unsubscribe();
    quiet();
    removeEventListener('beforeunload', warn);
  };
}
