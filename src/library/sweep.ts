/** What goes on without anybody asking: interrupted work is taken up again, what is due is removed, a full storage is told. */
import { recordAudit } from '../audit/index.ts';
import { expiredUploads, knownFiles, knownUploads, logStorage, mediaWithoutPictures, plannedDeletions, raiseStorageAlert, removeUpload, unfinishedUploads, unfinishedWipes, withLease, type UploadRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import { storageKeyOf } from './file-keys.ts';
import { importSoon } from './import-files.ts';
import { receivingKey, type Library } from './library.ts';
import { picturesSoon } from './make-pictures.ts';
import { checkSoon } from './upload.ts';
import { eraseBytes, wipeMedia } from './wipe.ts';

const BATCH = 500;
/** Whatever is younger may belong to work that is under way. */
const ORPHAN_AGE_MS = 3_600_000;
const ALERT_LEVELS = [95, 80];
const DAY_MS = 86_400_000;
/** When this process last looked through everything that is stored. */
const lookedThrough = new WeakMap<Library, number>();

export interface Swept { resumed: number; expired: number; wiped: number; orphans: number }

/** Uploads that are complete, imports that are not, pictures that are missing. @returns how many were begun */
export async function resumeLibrary(library: Library): Promise<number> {
  const { database } = library;
  const [uploads, media] = await database.read('everything', async (tx) => [await unfinishedUploads(tx, BATCH), await mediaWithoutPictures(tx, BATCH)] as const);
  for (const row of uploads) {
    if (row.state === 'checking') checkSoon(library, row);
    else importSoon(library, row);
  }
  for (const { workspaceId, id } of media) picturesSoon(library, workspaceId, id);
  return uploads.length + media.length;
}

async function removeExpired(library: Library, row: UploadRow): Promise<void> {
  const { workspaceId, id, fileId, state } = row;
  await library.uploads.discard(id);
  // A refused one whose bytes a crash left behind.
  if (state === 'refused') await library.driver.delete(storageKeyOf(workspaceId, fileId));
  await library.database.transaction({ workspaceId }, async (tx) => {
    const removed = await removeUpload(tx, id);
    if (!removed || state !== 'receiving') return;
    await logStorage(tx, workspaceId, { action: 'expired', objectId: id, reason: 'abandoned', actor: 'system:sweep', bytes: removed.offsetBytes });
    await recordAudit(tx, { workspaceId, actor: 'system:sweep', action: 'upload.expired', objectType: 'upload', objectId: id });
    await publish(tx, workspaceId, { kind: 'upload.changed', body: { uploadId: id, state: 'expired' } });
  });
}

/** One that fails must not keep the others from being done. */
async function each<T>(library: Library, items: readonly T[], about: string, signal: AbortSignal, work: (item: T) => Promise<unknown>): Promise<number> {
  let done = 0;
  for (const item of items) {
    if (signal.aborted) break;
    try {
      await work(item);
      done += 1;
    } catch (error) {
      library.onFailure?.(toAppError(error), about);
    }
  }
  return done;
}

const sweepUploads = async (library: Library, signal: AbortSignal): Promise<number> =>
  each(library, await library.database.read('everything', (tx) => expiredUploads(tx, BATCH)), 'expired upload', signal, async (row) => {
    if (!library.receiving.has(receivingKey(row.workspaceId, row.id))) await removeExpired(library, row);
  });

async function sweepWipes(library: Library, signal: AbortSignal): Promise<number> {
  const unfinished = await library.database.read('everything', (tx) => unfinishedWipes(tx, BATCH));
  const wiped = await each(library, unfinished, 'interrupted wipe', signal, (row) => eraseBytes(library, row, 'system:sweep'));
  const due = await library.database.read('everything', (tx) => plannedDeletions(tx, { standardDays: library.options.retentionDays, withinMs: 0, free: true, limit: BATCH }));
  return wiped + await each(library, due, 'retention', signal, ({ workspaceId, mediaId }) =>
    wipeMedia(library, { workspaceId, mediaIds: [mediaId], reason: 'retention', actor: 'system:retention' }));
}

/** Stored objects that no row names: left by a process that was killed between writing and saying so. */
async function sweepOrphans(library: Library, signal: AbortSignal): Promise<number> {
  const { database, driver, uploads } = library;
  let removed = await driver.sweep(ORPHAN_AGE_MS, signal);
  const old = Date.now() - ORPHAN_AGE_MS;
  const left = (await uploads.list()).filter(({ modifiedAtMs }) => modifiedAtMs < old).map(({ uploadId }) => uploadId);
  const alive = await database.read('everything', (tx) => knownUploads(tx, left));
  removed += await each(library, left.filter((id) => !alive.has(id)), 'orphaned upload', signal, (id) => uploads.discard(id));
  for (const prefix of ['media/', 'pictures/']) {
    const batch: { key: string; fileId: string }[] = [];
    const clear = async (): Promise<void> => {
      const known = await database.read('everything', (tx) => knownFiles(tx, batch.map(({ fileId }) => fileId)));
      removed += await each(library, batch.filter(({ fileId }) => !known.has(fileId)), 'orphaned file', signal, ({ key }) => driver.delete(key));
      batch.length = 0;
    };
    for await (const { key, modifiedAtMs } of driver.list(prefix, signal)) {
      const fileId = key.split('/')[2];
      if (fileId !== undefined && modifiedAtMs < old) batch.push({ key, fileId });
      if (batch.length === BATCH) await clear();
    }
    await clear();
  }
  return removed;
}

/** Tells every workspace once when the storage passes 80 and 95 %. */
export async function watchCapacity({ database, driver }: Pick<Library, 'database' | 'driver'>): Promise<void> {
  const space = await driver.space();
  if (!space || space.totalBytes === 0) return;
  const percent = 100 * (1 - space.freeBytes / space.totalBytes);
  const level = ALERT_LEVELS.find((each) => percent >= each) ?? 0;
  const told = await database.transaction('everything', (tx) => raiseStorageAlert(tx, level));
  for (const workspaceId of told) {
    await database.transaction({ workspaceId }, (tx) => publish(tx, workspaceId, { kind: 'alert', body: { alert: 'storage_capacity', severity: level === 95 ? 'critical' : 'warning', value: Math.round(percent), limit: level } }));
  }
}

/**
 * One round: at the start of the server and then every few minutes. Of several processes one does what removes.
 *
 * @param options.orphans also looks through everything that is stored; as that takes long, at most once a day
 */
export async function sweepLibrary(library: Library, { orphans = false, signal = new AbortController().signal }: { orphans?: boolean; signal?: AbortSignal } = {}): Promise<Swept | undefined> {
  const resumed = await resumeLibrary(library);
  const done = await withLease(library.database, 'library:sweep', library.processId, async (held) => {
    const expired = await sweepUploads(library, held);
    const wiped = await sweepWipes(library, held);
    await watchCapacity(library);
    const due = orphans && Date.now() - (lookedThrough.get(library) ?? 0) >= DAY_MS;
    if (due) lookedThrough.set(library, Date.now());
    return { resumed, expired, wiped, orphans: due ? await sweepOrphans(library, held) : 0 };
  }, { signal });
  return done?.result;
}
