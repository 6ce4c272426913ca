/** An upload from its announcement to its last byte; what comes then is complete-upload.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { recordAudit } from '../audit/index.ts';
import { findContents, findUpload, insertUpload, listUploads, logStorage, moveUpload, removeUpload, type Transaction, type UploadFilter, type UploadRow } from '../db/index.ts';
import { withLease } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { completeUpload } from './complete-upload.ts';
import { newFileKey, uploadKey } from './file-keys.ts';
import { receivingKey, type Library } from './library.ts';
import { safeName } from './safe-name.ts';
import { withoutSilence } from './without-silence.ts';

/** How long a process may be away before another may receive the same upload. */
const LEASE_MS = 15_000;
const PROGRESS_MS = 5_000;

export interface UploadRequest {
  name: string;
  sizeBytes: number;
  /** Of the content, if the client has counted it: known content is not sent again, and the end is compared. */
  sha256?: string;
  contentType?: string;
  jobId?: string;
}

/** In the transaction of the change, as its last statement. */
export const publishUpload = (tx: Transaction, { workspaceId, id, state, offsetBytes, sizeBytes, mediaId, code }: UploadRow): Promise<void> =>
  publish(tx, workspaceId, { kind: 'upload.changed', body: { uploadId: id, state, offsetBytes, sizeBytes, ...(mediaId === null ? {} : { mediaId }), ...(code === null ? {} : { code }) } });

function checkRequest({ options }: Library, { sizeBytes }: UploadRequest): void {
  if (sizeBytes === 0) throw new AppError('MEDIA_EMPTY', 'This file is empty (0 bytes).');
  if (sizeBytes > options.maxFileBytes) throw new AppError('TOO_LARGE', `A file may have ${options.maxFileBytes} bytes at most.`, { maxBytes: options.maxFileBytes });
}

/**
 * Announces a file. Where its content is here already (by the hash that the client names), the upload is done at once.
 *
 * @throws AppError FORBIDDEN, MEDIA_EMPTY, TOO_LARGE, DISK_FULL; NOT_FOUND, STATE_FORBIDS of the job that it is for
 */
export async function createUpload(library: Library, principal: Principal, request: UploadRequest): Promise<UploadRow> {
  requirePermission(principal, 'media:write');
  checkRequest(library, request);
  const { workspaceId, userId, actor } = principal;
  const { sizeBytes, sha256 = null, contentType = null, jobId = null } = request;
  const key = await newFileKey(library, workspaceId);
  const row = await library.database.transaction({ workspaceId }, async (tx) => {
    if (jobId !== null) await library.demandJob?.(tx, jobId);
    const [known] = sha256 === null ? [] : await findContents(tx, workspaceId, [sha256]);
    const upload = { ownerId: userId, name: safeName(request.name), sizeBytes, sha256, contentType, jobId, fileId: key.fileId, importPath: null, lifeMs: library.options.uploadLifeMs };
    const inserted = await insertUpload(tx, known ? { ...upload, state: 'done', mediaId: known.id, offsetBytes: sizeBytes } : { ...upload, wrappedKey: key.wrappedKey });
    if (!inserted) throw new AppError('INTERNAL', 'The upload was not created.');
    if (known && jobId !== null) await library.joinJob?.(tx, { workspaceId, jobId, mediaId: known.id });
    await recordAudit(tx, { workspaceId, actor, action: 'upload.created', objectType: 'upload', objectId: inserted.id, details: { sizeBytes } });
    await publishUpload(tx, inserted);
    return inserted;
  });
  if (row.state === 'receiving') await library.uploads.create({ uploadId: row.id, fileKey: key.fileKey, context: { workspaceId, fileId: key.fileId } });
  return row;
}

/** @throws AppError NOT_FOUND */
async function loadUpload({ database }: Library, workspaceId: string, id: string): Promise<UploadRow> {
  const row = await database.read({ workspaceId }, (tx) => findUpload(tx, id));
  if (!row) throw new AppError('NOT_FOUND', 'There is no such upload.');
  return row;
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function getUpload(library: Library, principal: Principal, id: string): Promise<UploadRow> {
  requirePermission(principal, 'media:read');
  return loadUpload(library, principal.workspaceId, id);
}

/** @throws AppError FORBIDDEN, INVALID_MESSAGE */
export async function getUploads(library: Library, principal: Principal, filter: UploadFilter): Promise<{ rows: UploadRow[]; next?: string }> {
  requirePermission(principal, 'media:read');
  return library.database.read({ workspaceId: principal.workspaceId }, (tx) => listUploads(tx, filter));
}

/** Who comes anew has lost the connection that this process still believes in. */
async function takeOver({ receiving }: Library, workspaceId: string, id: string): Promise<void> {
  const earlier = receiving.get(receivingKey(workspaceId, id));
  earlier?.stop();
  await earlier?.ended;
}

/** Runs `work` as the only one in all processes that touches the upload's bytes. @throws AppError CONFLICT */
export async function alone<T>(library: Library, id: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const done = await withLease(library.database, `upload:${id}`, `${library.processId}:${Math.random()}`, work, { leaseMs: LEASE_MS, ...(signal ? { signal } : {}) });
  if (!done) throw new AppError('CONFLICT', 'Somebody else works on this upload at the moment; try again.');
  return done.result;
}

/**
 * Where the client goes on: what is really kept, after whatever still arrives for it was broken off.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, CONFLICT
 */
export async function resumeUpload(library: Library, principal: Principal, id: string): Promise<UploadRow> {
  requirePermission(principal, 'media:write');
  await takeOver(library, principal.workspaceId, id);
  const row = await loadUpload(library, principal.workspaceId, id);
  if (row.state !== 'receiving') return { ...row, offsetBytes: row.state === 'refused' ? row.offsetBytes : row.sizeBytes };
  const offsetBytes = await library.uploads.offset(await uploadKey(library, row));
  if (offsetBytes < row.sizeBytes) return { ...row, offsetBytes };
  const moved = await moveOn(library, row, offsetBytes, 'checking');
  checkSoon(library, moved);
  return moved;
}

/** @returns the upload as it is now, which may be further than `state` already. @throws AppError NOT_FOUND */
async function moveOn({ database, options }: Library, { workspaceId, id }: UploadRow, offsetBytes: number, state: 'receiving' | 'checking'): Promise<UploadRow> {
  const row = await database.transaction({ workspaceId }, async (tx) => {
    const moved = await moveUpload(tx, id, { offsetBytes, state, lifeMs: options.uploadLifeMs });
    if (moved) await publishUpload(tx, moved);
    return moved ?? findUpload(tx, id);
  });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such upload.');
  return row;
}

/** Tells how far it came, every few seconds, while it is received. */
function telling(library: Library, row: UploadRow): { count(bytes: number): void; stop(): void } {
  let offsetBytes = row.offsetBytes;
  const tell = (): void => {
    void library.database.transaction({ workspaceId: row.workspaceId }, async (tx) => {
      const moved = await moveUpload(tx, row.id, { offsetBytes, state: 'receiving', lifeMs: library.options.uploadLifeMs });
      if (moved) await publishUpload(tx, moved);
    }).catch(() => undefined); // only a message; the end says what counts
  };
  const timer = setInterval(tell, PROGRESS_MS).unref();
  return { count: (bytes) => { offsetBytes += bytes; }, stop: () => { clearInterval(timer); } };
}

async function* counted(source: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield chunk;
    count(chunk.length);
  }
}

/** Keeps what comes, whatever happens to the source, and writes down how far it came. */
async function receiveRest(library: Library, row: UploadRow, source: AsyncIterable<Uint8Array>, offset: number, signal?: AbortSignal): Promise<UploadRow> {
  const { uploads, options } = library;
  const key = await uploadKey(library, row);
  const progress = telling(library, { ...row, offsetBytes: offset });
  let failure: unknown;
  try {
    await uploads.append(key, counted(withoutSilence(source, options.silenceMs, signal), progress.count), { offset, maxBytes: row.sizeBytes, ...(signal ? { signal } : {}) });
  } catch (error) {
    failure = error;
  } finally {
    progress.stop();
  }
  if (failure instanceof AppError && (failure.code === 'CONFLICT' || failure.code === 'NOT_FOUND')) throw failure;
  const offsetBytes = await uploads.offset(key);
  const complete = offsetBytes === row.sizeBytes && !(failure instanceof AppError && failure.code === 'SOURCE_TOO_LARGE');
  const moved = await moveOn(library, row, offsetBytes, complete ? 'checking' : 'receiving');
  // Where everything is here, it does not matter how the connection ended.
  if (failure !== undefined && !complete) throw toAppError(failure);
  return moved;
}

/**
 * Takes bytes from `offset` on; all that arrived is kept, also where the source breaks off. After the last byte the check
 * begins by itself; its end is told as an event.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS, CONFLICT (`details.offset`), SOURCE_TOO_LARGE, DISK_FULL, CANCELLED
 */
export async function receiveUpload(library: Library, principal: Principal, id: string, { offset, source, signal }: { offset: number; source: AsyncIterable<Uint8Array>; signal?: AbortSignal }): Promise<UploadRow> {
  requirePermission(principal, 'media:write');
  const { workspaceId } = principal;
  const place = receivingKey(workspaceId, id);
  // Before anything is awaited, so that of many who come at once each finds the one before.
  const before = takeOver(library, workspaceId, id);
  const stopping = new AbortController();
  const stop = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
  const receive = async (held: AbortSignal): Promise<UploadRow> => {
    const row = await loadUpload(library, workspaceId, id);
    if (row.importPath !== null) throw new AppError('STATE_FORBIDS', 'This machine reads this file by itself.');
    if (row.state !== 'receiving') throw new AppError('CONFLICT', 'This upload is complete.', { offset: row.offsetBytes });
    return receiveRest(library, row, source, offset, held);
  };
  const received = before.then(async () => {
    // Nobody may hold the lease of an upload that is not theirs, however shortly.
    await loadUpload(library, workspaceId, id);
    if (stop.aborted) throw new AppError('CANCELLED', 'Another request took this upload over, or its connection is gone.');
    return alone(library, id, stop, receive);
  });
  const mine = { stop: () => { stopping.abort(); }, ended: received.then(() => undefined, () => undefined) };
  library.receiving.set(place, mine);
  try {
    const row = await received;
    if (row.state === 'checking') checkSoon(library, row);
    return row;
  } finally {
    if (library.receiving.get(place) === mine) library.receiving.delete(place);
  }
}

export function checkSoon(library: Library, { id, workspaceId }: Pick<UploadRow, 'id' | 'workspaceId'>): void {
  const check = (signal: AbortSignal): Promise<UploadRow> => alone(library, id, signal, (held) => completeUpload(library, workspaceId, id, held));
  library.background.start(`upload:${id}`, async (signal) => {
    try {
      await check(signal);
    } catch (error) {
      if (toAppError(error).code !== 'CONFLICT') throw error;
      // Who holds it may be a process that is dead: its lease ends by then.
      await sleep(LEASE_MS, undefined, { signal });
      await check(signal);
    }
  });
}

/**
 * Ends an upload that is not done, and its bytes. Absent is success.
 *
 * @throws AppError FORBIDDEN, CONFLICT while it is checked
 */
export async function cancelUpload(library: Library, principal: Principal, id: string): Promise<void> {
  requirePermission(principal, 'media:write');
  const { workspaceId, actor } = principal;
  const row = await library.database.read({ workspaceId }, (tx) => findUpload(tx, id));
  if (!row) return;
  if (row.state === 'checking') throw new AppError('CONFLICT', 'This upload is complete and is being checked; delete the medium afterwards.');
  await takeOver(library, row.workspaceId, id);
  await alone(library, id, undefined, async () => {
    await library.uploads.discard(id);
    await library.database.transaction({ workspaceId }, async (tx) => {
      const removed = await removeUpload(tx, id);
      if (!removed) return;
      if (removed.state === 'receiving') await logStorage(tx, workspaceId, { action: 'expired', objectId: id, reason: 'cancelled', actor, bytes: removed.offsetBytes });
      await recordAudit(tx, { workspaceId, actor, action: 'upload.cancelled', objectType: 'upload', objectId: id });
      await publish(tx, workspaceId, { kind: 'upload.changed', body: { uploadId: id, state: 'cancelled' } });
    });
  });
}
