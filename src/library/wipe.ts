/** Media that go: first the key, so that nothing can be read any more; then the bytes and all that was made from them. */
import { requirePermission, type Principal } from '../auth/principal.ts';
import { recordAudit } from '../audit/index.ts';
import { destroyKey, findMedium, finishWipe, logStorage, unfinishedJobsOf, type MediaRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { deletePictures } from './make-pictures.ts';
import type { Library } from './library.ts';

/** Why: `confirmed` (the job's completion), `retention`, `deleted` (by a person). */
export type WipeReason = 'confirmed' | 'retention' | 'deleted';

export interface WipeRequest {
  workspaceId: string;
  mediaIds: readonly string[];
  reason: WipeReason;
  /** As in the audit log: `user:ID`, `system:retention`. */
  actor: string;
  jobId?: string;
}

export interface WipeOutcome {
  /** Gone, verified; also those that were gone already. */
  wiped: string[];
  /** Their keys are destroyed, so they are unreadable; bytes are left that could not be removed now. A sweep tries again. */
  left: { mediaId: string; code: string }[];
}

async function destroy(library: Library, { workspaceId, reason, actor, jobId }: WipeRequest, mediaId: string): Promise<MediaRow | undefined> {
  return library.database.transaction({ workspaceId }, async (tx) => {
    const row = await destroyKey(tx, mediaId, reason);
    if (!row) return findMedium(tx, workspaceId, mediaId);
    await logStorage(tx, workspaceId, { action: 'key_destroyed', objectId: mediaId, reason, actor, bytes: row.storedBytes });
    await recordAudit(tx, { workspaceId, actor, action: 'media.key_destroyed', objectType: 'media', objectId: mediaId, details: { reason, ...(jobId === undefined ? {} : { jobId }) } });
    await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId, state: 'wiping' } });
    return row;
  });
}

/** Bytes and pictures; then looked for, because a deletion that was answered with success is not yet one. */
export async function eraseBytes(library: Library, row: MediaRow, actor: string): Promise<void> {
  const { workspaceId, id, fileId, storageKey, storedBytes, wipeReason } = row;
  const { database, driver, segments } = library;
  segments.drop(`${workspaceId}/${id}/`);
  await driver.delete(storageKey);
  const pictureBytes = fileId === null ? 0 : await deletePictures(library, workspaceId, fileId);
  if (await driver.stat(storageKey)) throw new AppError('STORAGE_REFUSED', 'The storage still holds what it was told to delete.');
  if (fileId !== null && await deletePictures(library, workspaceId, fileId) > 0) throw new AppError('STORAGE_REFUSED', 'The storage still holds pictures that it was told to delete.');
  await database.transaction({ workspaceId }, async (tx) => {
    if (!await finishWipe(tx, id)) return;
    await logStorage(tx, workspaceId, { action: 'wiped', objectId: id, reason: wipeReason ?? 'deleted', actor, bytes: storedBytes + pictureBytes });
    await recordAudit(tx, { workspaceId, actor, action: 'media.wiped', objectType: 'media', objectId: id, details: { reason: wipeReason ?? 'deleted', bytes: storedBytes + pictureBytes } });
    await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: id, state: 'wiped' } });
  });
}

/**
 * Wipes media without asking whether a job still needs them; whoever calls has decided that. Each key is destroyed before any
 * byte is removed. May be repeated; what a crash interrupts goes on with the next sweep.
 */
export async function wipeMedia(library: Library, request: WipeRequest): Promise<WipeOutcome> {
  const outcome: WipeOutcome = { wiped: [], left: [] };
  const rows: MediaRow[] = [];
  for (const mediaId of new Set(request.mediaIds)) {
    const row = await destroy(library, request, mediaId);
    if (row?.state === 'wiping') rows.push(row);
    else outcome.wiped.push(mediaId);
  }
  for (const row of rows) {
    try {
      await eraseBytes(library, row, request.actor);
      outcome.wiped.push(row.id);
    } catch (error) {
      outcome.left.push({ mediaId: row.id, code: toAppError(error).code });
    }
  }
  return outcome;
}

/**
 * A person deletes a medium that no unfinished job uses.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS (`details.jobs`: how many)
 */
export async function deleteMedium(library: Library, principal: Principal, mediaId: string): Promise<WipeOutcome> {
  requirePermission(principal, 'media:write');
  const { workspaceId, actor } = principal;
  const jobs = await library.database.read({ workspaceId }, async (tx) => {
    if (!await findMedium(tx, workspaceId, mediaId)) throw new AppError('NOT_FOUND', 'There is no such medium.');
    return unfinishedJobsOf(tx, mediaId);
  });
  if (jobs.length > 0) throw new AppError('STATE_FORBIDS', 'Jobs that are not finished use this medium; remove it from them, cancel them or confirm them first.', { jobs: jobs.length });
  return wipeMedia(library, { workspaceId, mediaIds: [mediaId], reason: 'deleted', actor });
}
