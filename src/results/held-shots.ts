/** What is held: its owner sees why and may release it as 'not explicit'; an administrator sees only that it happened. */
import type { HeldCounts, HeldShot, HeldShots, Language } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { heldCounts, heldShotsOf, heldShotsOfJob, mediumDurationMs, releaseHeldShot, type Database, type HeldShot as HeldRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { holdMessage } from '../gate/words.ts';
import { AppError } from '../kernel/app-error.ts';
import { demandJob } from './correction-parts.ts';

export interface HeldParts {
  database: Database;
  /** The library's: pictures of a medium of which nothing is held any more are made again. */
  allowPictures(workspaceId: string, mediaId: string): Promise<void>;
}

function told(row: HeldRow, owner: boolean, durationMs: number, language: Language): HeldShot {
  const { id, mediaId, heldAt, releasedAt, startMs, endMs, reason } = row;
  return {
    id, mediaId, heldAt, ...(releasedAt === undefined ? {} : { releasedAt }),
    ...(owner ? { startMs, endMs, reason, message: holdMessage([row], durationMs, language) } : {}),
  };
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function listHeldShots({ database }: Pick<HeldParts, 'database'>, principal: Principal, jobId: string, language: Language): Promise<HeldShots> {
  requirePermission(principal, 'results:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const rows = await heldShotsOfJob(tx, jobId);
    const durations = new Map<string, number>();
    for (const mediaId of new Set(rows.map((row) => row.mediaId))) durations.set(mediaId, await mediumDurationMs(tx, mediaId));
    return { items: rows.map((row) => told(row, principal.workspaceRole === 'owner', durations.get(row.mediaId) ?? 0, language)) };
  });
}

/**
 * Releases a held shot as 'not explicit'. From then on analyzers that describe no person, body, clothing or act may tell of
 * it, once they run again; all others stay withheld for ever.
 *
 * @throws AppError FORBIDDEN (only a person who owns the workspace may), NOT_FOUND, STATE_FORBIDS (released already)
 */
export async function releaseShot({ database, allowPictures }: HeldParts, principal: Principal, { jobId, heldId, language }: { jobId: string; heldId: string; language: Language }): Promise<HeldShot> {
  requirePermission(principal, 'results:write');
  if (principal.kind !== 'user' || principal.workspaceRole !== 'owner') throw new AppError('FORBIDDEN', 'Only a person who owns the workspace may release what is held.');
  const { workspaceId, actor } = principal;
  const { shot, free, durationMs } = await database.transaction({ workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const known = (await heldShotsOfJob(tx, jobId)).find(({ id }) => id === heldId);
    if (!known) throw new AppError('NOT_FOUND', 'This job has no such held shot.', { jobId });
    const released = await releaseHeldShot(tx, heldId, actor);
    if (!released) throw new AppError('STATE_FORBIDS', 'This shot was released already.', { jobId });
    const left = (await heldShotsOf(tx, released.mediaId)).filter(({ releasedAt }) => releasedAt === undefined);
    const duration = await mediumDurationMs(tx, released.mediaId);
    await recordAudit(tx, { workspaceId, actor, action: 'shot.released', objectType: 'held_shot', objectId: heldId, details: { jobId, mediaId: released.mediaId, as: 'not_explicit', reason: released.reason } });
    await publish(tx, workspaceId, { kind: 'results.changed', body: { jobId, mediaId: released.mediaId } });
    return { shot: released, free: left.length === 0, durationMs: duration };
  });
  if (free) await allowPictures(workspaceId, shot.mediaId);
  return told(shot, true, durationMs, language);
}

/** How often it happened in which workspace, and nothing else. @throws AppError FORBIDDEN */
export async function countHeldShots({ database }: Pick<HeldParts, 'database'>, principal: Principal): Promise<HeldCounts> {
  requirePermission(principal, 'system:manage');
  return { items: await database.read('everything', (tx) => heldCounts(tx)) };
}
