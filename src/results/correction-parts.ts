/** What corrections have in common: the job that they are allowed in, and how they are told. */
import type { Correction } from '@aima/contract';
import type { Principal } from '../auth/principal.ts';
import { correctionRows, jobStateOf, lockResults, type CorrectionRow, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';

/** Whoever uses an API key is the same author as in the browser. */
export const authorOf = ({ userId }: Principal): string => `user:${userId}`;

export const noJob = (jobId: string): AppError => new AppError('NOT_FOUND', 'There is no such job.', { jobId });

/** @throws AppError NOT_FOUND */
export async function demandJob(tx: Transaction, jobId: string): Promise<void> {
  if ((await jobStateOf(tx, jobId)) === undefined) throw noJob(jobId);
}

/** @throws AppError NOT_FOUND where the job does not exist or has no such medium */
export async function lockOrRefuse(tx: Transaction, jobId: string, mediaId: string): Promise<void> {
  if (!(await lockResults(tx, jobId, mediaId))) throw new AppError('NOT_FOUND', 'The job has no such medium.', { jobId, mediaId });
}

export const correctionOf = (jobId: string, { id, media, author, at, kind, observation, selector, patch, stands, targets, count }: CorrectionRow): Correction => ({
  id, jobId, mediaId: media, author, at, kind, stands, observationIds: targets, targetCount: count, orphaned: stands && count === 0,
  ...(observation === null ? {} : { observationId: observation }), ...(selector === null ? {} : { selector }), ...(patch === null ? {} : { patch }),
});

/** @throws AppError NOT_FOUND */
export async function readCorrection(tx: Transaction, jobId: string, id: string): Promise<Correction> {
  const [row] = await correctionRows(tx, { jobId, id, limit: 1 });
  if (!row) throw new AppError('NOT_FOUND', 'There is no such correction.', { jobId });
  return correctionOf(jobId, row);
}
