/** Undo and redo: each author's own corrections of a job, in order. */
import { randomUUID } from 'node:crypto';
import type { Correction, CorrectionResult } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { correctionRows, insertCorrection, lockAuthorLog, targetsOf } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { undoStacks } from './correction-log.ts';
import { authorOf, correctionOf, demandJob, lockOrRefuse, readCorrection } from './correction-parts.ts';
import { doneBefore, tellCorrection, type ResultParts } from './correct.ts';
import { layCorrections } from './lay-corrections.ts';

/** @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS where there is nothing to take back or to bring back */
async function step({ database }: ResultParts, principal: Principal, jobId: string, kind: 'undo' | 'redo'): Promise<CorrectionResult> {
  requirePermission(principal, 'results:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const before = await doneBefore(tx, principal, jobId);
    if (before) return before;
    const author = authorOf(principal);
    const next = undoStacks(await lockAuthorLog(tx, jobId, author))[kind].at(-1);
    if (next === undefined) throw new AppError('STATE_FORBIDS', kind === 'undo' ? 'You have no correction in this job to take back.' : 'You have taken back nothing that could be brought back.', { jobId });
    const { mediaId } = await readCorrection(tx, jobId, next);
    await lockOrRefuse(tx, jobId, mediaId);
    await insertCorrection(tx, { id: principal.makesId ?? randomUUID(), jobId, mediaId, author, kind, ofCorrection: next });
    const targets = await targetsOf(tx, next);
    await layCorrections(tx, jobId, targets);
    const [only] = targets;
    return tellCorrection(tx, principal, jobId, kind === 'undo' ? 'correction.undone' : 'correction.redone', { correctionId: next, mediaId, ...(only !== undefined && targets.length === 1 ? { observationId: only } : {}) });
  });
}

export const undoCorrection = (parts: ResultParts, principal: Principal, jobId: string): Promise<CorrectionResult> => step(parts, principal, jobId, 'undo');
export const redoCorrection = (parts: ResultParts, principal: Principal, jobId: string): Promise<CorrectionResult> => step(parts, principal, jobId, 'redo');

export interface CorrectionQuery {
  jobId: string;
  mediaId?: string | undefined;
  observationId?: string | undefined;
  orphaned?: boolean | undefined;
  limit: number;
  /** Number of the last correction of the page before. */
  before?: string | undefined;
}

/** The newest first. @throws AppError FORBIDDEN, NOT_FOUND */
export async function listCorrections({ database }: ResultParts, principal: Principal, { before, limit, jobId, ...filter }: CorrectionQuery): Promise<{ items: Correction[]; last?: string }> {
  requirePermission(principal, 'results:read');
  return database.read({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const rows = await correctionRows(tx, { jobId, ...filter, beforeSeq: before, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1)?.seq : undefined;
    return { items: items.map((row) => correctionOf(jobId, row)), ...(last === undefined ? {} : { last }) };
  });
}
