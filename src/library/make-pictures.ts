/** Makes what pages show of a medium, stores it under the medium's own key, and removes it again. */
import { randomBytes } from 'node:crypto';
import { Media } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { findMedium, holdMedium, logStorage, releaseMedium, setPictures, withLease, type MediaPictures, type MediaRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { probe } from '../media/index.ts';
import { lendFile, openStored, writeStored, type FileAccess } from '../storage/index.ts';
import { drawPictures, type Drawn } from './draw-pictures.ts';
import { fileAccess, picturesPrefix } from './file-keys.ts';
import type { Library } from './library.ts';
import { openRow } from './open-medium.ts';

const TIME_LIMIT_MS = 30 * 60_000;

export function picturesSoon(library: Library, workspaceId: string, mediaId: string): void {
  library.background.start(`pictures:${workspaceId}:${mediaId}`, (signal) => makePictures(library, workspaceId, mediaId, signal));
}

async function store({ driver }: Library, row: MediaRow, access: FileAccess, drawn: Drawn, signal: AbortSignal): Promise<{ pictures: MediaPictures; bytes: number }> {
  const { storyboard, waveform } = drawn;
  const pictures: MediaPictures = { files: {}, ...(storyboard ? { storyboard } : {}), ...(waveform ? { waveform } : {}) };
  let bytes = 0;
  for (const { name, type, bytes: content, width, height } of drawn.pictures) {
    // Another context for each writing: one key may encrypt a context once.
    const once = `${name}-${randomBytes(6).toString('hex')}`;
    const contextId = `${access.context.fileId}/${once}`;
    const key = `${picturesPrefix(row.workspaceId, access.context.fileId)}${once}`;
    const { sizeBytes } = await writeStored(driver, key, { fileKey: access.fileKey, context: { workspaceId: row.workspaceId, fileId: contextId } }, [content], signal);
    bytes += sizeBytes;
    pictures.files[name] = { key, contextId, type, bytes: content.length, ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  }
  return { pictures, bytes };
}

async function draw(library: Library, row: MediaRow, signal: AbortSignal): Promise<Drawn> {
  await using lent = await lendFile(await openRow(library, row, signal), { signal });
  try {
    return await drawPictures(await probe(lent.url, { name: Media.parse(row.facts).fileName, signal }), signal);
  } catch (error) {
    const cause = lent.failure();
    throw cause && cause.code !== 'CANCELLED' ? cause : error;
  }
}

/** What can be made is kept; a medium of which none can be made says why. */
async function drawAndKeep(library: Library, row: MediaRow, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const access = await fileAccess(library, row);
  let state: 'done' | 'failed' = 'done';
  let kept: { pictures: MediaPictures; bytes: number };
  try {
    kept = await store(library, row, access, await draw(library, row, AbortSignal.any([signal, limit])), signal);
  } catch (error) {
    const failure = toAppError(error);
    if (signal.aborted || (!limit.aborted && !failure.code.startsWith('MEDIA_'))) throw failure;
    state = 'failed';
    kept = { pictures: { files: {}, failure: failure.code }, bytes: 0 };
  }
  const { workspaceId, id } = row;
  const set = await library.database.transaction({ workspaceId }, async (tx) => {
    const changed = await setPictures(tx, id, access.context.fileId, state, kept.pictures, kept.bytes);
    if (!changed) return false;
    if (kept.bytes > 0) await logStorage(tx, workspaceId, { action: 'pictures_made', objectId: id, reason: 'preview', actor: 'system:library', bytes: kept.bytes });
    await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: id, state: 'stored', pictures: state } });
    return true;
  });
  // Held, wiped or made elsewhere meanwhile: nobody knows of these.
  if (!set) await Promise.all(Object.values(kept.pictures.files).map(({ key }) => library.driver.delete(key)));
}

/** @throws AppError what may be over at the next attempt */
async function makePictures(library: Library, workspaceId: string, mediaId: string, signal: AbortSignal): Promise<void> {
  await withLease(library.database, `pictures:${workspaceId}:${mediaId}`, `${library.processId}:${Math.random()}`, async (held) => {
    const row = await library.database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));
    if (row?.state === 'stored' && row.picturesState === 'waiting' && !row.held) await drawAndKeep(library, row, held);
  }, { signal });
}

/** @returns bytes that are gone */
export async function deletePictures({ driver }: Pick<Library, 'driver'>, workspaceId: string, fileId: string): Promise<number> {
  let bytes = 0;
  for await (const { key, sizeBytes } of driver.list(picturesPrefix(workspaceId, fileId))) {
    await driver.delete(key);
    bytes += sizeBytes;
  }
  return bytes;
}

/**
 * The minors' gate held this medium or a part of it: thumbnails, storyboard and sound curve go, and none is made or shown
 * until it is released. May be repeated; absent is success.
 */
export async function removePictures(library: Library, workspaceId: string, mediaId: string): Promise<void> {
  const row = await library.database.transaction({ workspaceId }, async (tx) => {
    const before = await findMedium(tx, workspaceId, mediaId);
    const held = await holdMedium(tx, mediaId);
    if (!before || !held || before.held) return held;
    await logStorage(tx, workspaceId, { action: 'pictures_removed', objectId: mediaId, reason: 'held', actor: 'system:gate', bytes: before.pictureBytes });
    await recordAudit(tx, { workspaceId, actor: 'system:gate', action: 'media.held', objectType: 'media', objectId: mediaId });
    await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId, state: held.state, code: 'HELD' } });
    return held;
  });
  library.segments.drop(`${workspaceId}/${mediaId}/`);
  if (row?.fileId) await deletePictures(library, workspaceId, row.fileId);
}

/** The hold was lifted: pictures are made again. */
export async function allowPictures(library: Library, workspaceId: string, mediaId: string): Promise<void> {
  const row = await library.database.transaction({ workspaceId }, async (tx) => {
    const released = await releaseMedium(tx, mediaId);
    if (released) await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId, state: released.state } });
    return released;
  });
  if (row?.state === 'stored') picturesSoon(library, workspaceId, mediaId);
}

/** @throws AppError HELD, NOT_FOUND (also while it is not made yet) */
export async function readPicture(library: Library, row: MediaRow, name: string, signal?: AbortSignal): Promise<{ type: string; bytes: Buffer }> {
  if (row.held) throw new AppError('HELD', 'Nothing is shown of a medium that is held.');
  const picture = row.pictures.files[name];
  if (!picture) throw new AppError('NOT_FOUND', row.picturesState === 'waiting' ? 'This picture is not made yet.' : 'There is no such picture of this medium.');
  const { fileKey } = await fileAccess(library, row);
  const file = await openStored(library.driver, picture.key, { fileKey, context: { workspaceId: row.workspaceId, fileId: picture.contextId } }, signal);
  return { type: picture.type, bytes: Buffer.concat(await Array.fromAsync(file.read(undefined, signal))) };
}
