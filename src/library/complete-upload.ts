/**
 * From the last byte to a medium: hash, content that is here already, what ffprobe says, then the row. Every step may be
 * repeated after a crash; nothing plain touches a disk.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { isFinalError, mediaIdOf, type Media } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { endUpload, findContents, findUpload, insertMedium, librarySettings, logStorage, type MediaRow, type Transaction, type UploadRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { lendFile, openStored, type SealedUpload, type UploadKey } from '../storage/index.ts';
import { lookInto } from './look-into.ts';
import { storageKeyOf, uploadKey } from './file-keys.ts';
import type { Library } from './library.ts';
import { picturesSoon } from './make-pictures.ts';

/** Size and hash, and the bytes where media lie. Repeated after a crash, what was moved already is read again. */
async function settle({ uploads, driver }: Library, row: UploadRow, key: UploadKey, signal: AbortSignal): Promise<SealedUpload> {
  const place = storageKeyOf(row.workspaceId, row.fileId);
  const stored = await driver.stat(place, signal);
  if (!stored) return uploads.seal(key);
  const hash = createHash('sha256');
  const file = await openStored(driver, place, key, signal);
  for await (const chunk of file.read(undefined, signal)) hash.update(chunk);
  await uploads.discard(row.id);
  return { sizeBytes: file.sizeBytes, sha256: hash.digest('hex'), storedBytes: stored.sizeBytes };
}

/** The bytes go first: what remains after a crash is a row that is swept. */
async function removeBytes({ uploads, driver }: Library, row: UploadRow): Promise<void> {
  await uploads.discard(row.id);
  await driver.delete(storageKeyOf(row.workspaceId, row.fileId));
}

const actorOf = ({ ownerId }: UploadRow): string => (ownerId === 'system' ? 'system:library' : `user:${ownerId}`);

/** The upload ends without a medium: its bytes go, its key too. */
async function refuse(library: Library, row: UploadRow, { code, message }: AppError): Promise<UploadRow> {
  await removeBytes(library, row);
  const { workspaceId, id } = row;
  return library.database.transaction({ workspaceId }, async (tx) => {
    const ended = await endUpload(tx, id, { state: 'refused', code, message: message.slice(0, 1000) });
    if (!ended) return row;
    await logStorage(tx, workspaceId, { action: 'refused', objectId: id, reason: code, actor: actorOf(row), bytes: row.sizeBytes });
    await recordAudit(tx, { workspaceId, actor: actorOf(row), action: 'upload.refused', objectType: 'upload', objectId: id, details: { code } });
    await publish(tx, workspaceId, { kind: 'upload.changed', body: { uploadId: id, state: 'refused', sizeBytes: row.sizeBytes, code } });
    return ended;
  });
}

/** The content was here already; the second copy goes. */
async function joinKnown(library: Library, row: UploadRow, known: MediaRow): Promise<UploadRow> {
  await removeBytes(library, row);
  return library.database.transaction({ workspaceId: row.workspaceId }, (tx) => finish(library, tx, row, known.id));
}

/** A job that takes no more media must not cost the medium. @returns why it was not put into it */
async function joinJob(library: Library, tx: Transaction, { workspaceId, jobId }: UploadRow, mediaId: string): Promise<AppError | undefined> {
  if (jobId === null || !library.joinJob) return undefined;
  const { joinJob: join } = library;
  try {
    await tx.transaction((inner) => join(inner, { workspaceId, jobId, mediaId }));
    return undefined;
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'NOT_FOUND' && failure.code !== 'STATE_FORBIDS' && failure.code !== 'HELD') throw failure;
    return failure;
  }
}

async function finish(library: Library, tx: Transaction, row: UploadRow, mediaId: string, stored = false): Promise<UploadRow> {
  const { workspaceId, id } = row;
  const apart = await joinJob(library, tx, row, mediaId);
  const ended = await endUpload(tx, id, { state: 'done', mediaId, ...(apart ? { code: apart.code, message: `Stored, but not put into the job: ${apart.message}` } : {}) });
  if (!ended) throw new AppError('CONFLICT', 'The upload ended meanwhile.');
  await recordAudit(tx, { workspaceId, actor: actorOf(row), action: stored ? 'media.stored' : 'media.known', objectType: 'media', objectId: mediaId, details: { uploadId: id, sizeBytes: row.sizeBytes } });
  await publish(tx, workspaceId, { kind: 'upload.changed', body: { uploadId: id, state: 'done', offsetBytes: row.sizeBytes, sizeBytes: row.sizeBytes, mediaId } });
  if (stored) await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId, state: 'stored' } });
  return ended;
}

async function keep(library: Library, row: UploadRow, sealed: SealedUpload, fileKey: KeyObject, signal: AbortSignal): Promise<UploadRow> {
  const { database, driver } = library;
  const { workspaceId, fileId, name, wrappedKey } = row;
  const storageKey = storageKeyOf(workspaceId, fileId);
  const settings = await database.read({ workspaceId }, (tx) => librarySettings(tx, workspaceId));
  const file = await openStored(driver, storageKey, { fileKey, context: { workspaceId, fileId } }, signal);
  await using lent = await lendFile(file, { signal });
  const { facts, place } = await lookInto(lent, { name, places: settings.readPlaces, signal });
  const media: Media = { id: mediaIdOf(sealed.sha256), fileName: name, sha256: sealed.sha256, ...facts };
  const ended = await database.transaction({ workspaceId }, async (tx) => {
    const stored = await insertMedium(tx, {
      id: media.id, sha256: sealed.sha256, name, ownerId: row.ownerId, kind: media.kind, facts: media, fileId, storageKey, wrappedKey: wrappedKey ?? '',
      sizeBytes: sealed.sizeBytes, storedBytes: sealed.storedBytes, durationMs: media.durationMs, takenAt: media.takenAt ?? null, place: place ?? null,
    });
    if (!stored) return undefined;
    await logStorage(tx, workspaceId, { action: 'stored', objectId: stored.id, reason: row.importPath === null ? 'upload' : 'import', actor: actorOf(row), bytes: sealed.storedBytes });
    return finish(library, tx, row, stored.id, true);
  });
  if (ended) {
    if (ended.mediaId !== null) picturesSoon(library, workspaceId, ended.mediaId);
    return ended;
  }
  const [known] = await database.read({ workspaceId }, (tx) => findContents(tx, workspaceId, [sealed.sha256]));
  if (!known) throw new AppError('CONFLICT', 'The same content is being wiped at the moment; it is stored again as soon as that has ended.');
  return joinKnown(library, row, known);
}

/**
 * Checks a complete upload and makes a medium of it. The caller holds the upload's lease.
 *
 * @returns the upload, `done` or `refused`
 * @throws AppError what may be over at the next attempt (storage or database away, no ffmpeg); the upload stays `checking`
 */
export async function completeUpload(library: Library, workspaceId: string, id: string, signal: AbortSignal): Promise<UploadRow> {
  const row = await library.database.read({ workspaceId }, (tx) => findUpload(tx, id));
  if (!row) throw new AppError('NOT_FOUND', 'There is no such upload.');
  if (row.state !== 'checking') return row;
  try {
    const key = await uploadKey(library, row);
    const sealed = await settle(library, row, key, signal);
    if (row.sha256 !== null && row.sha256 !== sealed.sha256) {
      return await refuse(library, row, new AppError('MEDIA_HASH_MISMATCH', 'What arrived has another SHA-256 than was announced.'));
    }
    const [known] = await library.database.read({ workspaceId }, (tx) => findContents(tx, workspaceId, [sealed.sha256]));
    if (known) return await joinKnown(library, row, known);
    if (!await library.driver.stat(storageKeyOf(workspaceId, row.fileId), signal)) await library.uploads.store(key, library.driver, storageKeyOf(workspaceId, row.fileId), signal);
    return await keep(library, row, sealed, key.fileKey, signal);
  } catch (error) {
    const failure = toAppError(error);
    const isMedia = failure.code.startsWith('MEDIA_') && isFinalError(failure.code) && !signal.aborted;
    if (!isMedia) throw failure;
    return refuse(library, row, failure);
  }
}
