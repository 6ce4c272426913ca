/** Keeps the result of a run the moment it exists, once, below what people said about it. */
import { createHash } from 'node:crypto';
import type { Observation, Run } from '@aima/contract';
import { heldShotsOf, insertHeldShots, lockResults, markRun, mediumDurationMs, putRun, replaceObservations, runState, withdrawObservations, type HeldShot, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { MEASURING } from '../gate/scope.ts';
import { withoutHeld } from './held-findings.ts';
import { relayCorrections } from './lay-corrections.ts';

export interface StoreRunRequest {
  jobId: string;
  run: Run;
  observations: readonly Observation[];
  /** Under which other jobs may take a complete result over (src/cache/cache-key.ts). */
  cacheKey?: string;
}

export interface StoredRun {
  /** False: it was stored already. */
  changed: boolean;
  /** Shots that nobody knew to be held. Their earlier pictures must go: `removeHeldPictures`. */
  newHolds: HeldShot[];
}

const isEnded = ({ status }: Run): boolean => status !== 'waiting' && status !== 'running';
const hasResults = ({ status }: Run): boolean => status === 'done' || status === 'held';
/** The same rule as the command's cache: held, failed, partial and taken-over results are found anew each time. */
const isReusable = (run: Run): boolean => run.status === 'done' && run.reason === undefined && run.coverage === 1 && run.reused !== true;

function demandOwn({ run, observations }: StoreRunRequest): void {
  const foreign = observations.find(({ runId, mediaId }) => runId !== run.id || mediaId !== run.mediaId);
  if (foreign) throw new AppError('INVALID_MESSAGE', `${foreign.id} does not belong to the run ${run.id}.`);
}

/** A failure does not destroy what was found before, it is only told with it; that the gate failed does: then nobody knows what may be shown. */
const keepsEarlier = (kept: Run['status'] | undefined, { status, reason }: Run): boolean =>
  (kept === 'done' || kept === 'held') && (status === 'failed' || status === 'cancelled' || status === 'waiting' || status === 'running') && reason !== 'GATE_FAILED';

async function recordHolds(tx: Transaction, { mediaId, held = [] }: Run): Promise<HeldShot[]> {
  const shots = held.map(({ startMs, endMs, reason }) => ({ startMs, endMs, reason: reason === 'possible_minor' || reason === 'age_uncertain' ? reason : 'age_unknown' } as const));
  const added = await insertHeldShots(tx, mediaId, shots);
  await withdrawObservations(tx, { mediaId, shots: added, except: [...MEASURING] });
  return added;
}

/**
 * Puts a run and its observations in the place of what the job had of it, with corrections lying over them again. Stored
 * twice it is stored once. A run that has not ended only changes the row of the run.
 *
 * @throws AppError NOT_FOUND where the job has no such medium, INVALID_MESSAGE for observations of another run
 */
export async function storeRun(tx: Transaction, request: StoreRunRequest): Promise<StoredRun> {
  demandOwn(request);
  const { jobId, cacheKey } = request;
  const { mediaId } = request.run;
  if (!(await lockResults(tx, jobId, mediaId))) throw new AppError('NOT_FOUND', 'The job has no such medium.', { jobId, mediaId });
  const before = await runState(tx, jobId, request.run.id);
  if (before && keepsEarlier(before.kept, request.run)) {
    const ended = isEnded(request.run);
    const status = ended ? before.kept : request.run.status;
    if (!ended && status === before.status) return { changed: false, newHolds: [] };
    await markRun(tx, jobId, request.run.id, status, ended ? { status: request.run.status, message: request.run.message ?? request.run.reason } : undefined);
    return { changed: true, newHolds: [] };
  }
  if (!isEnded(request.run)) {
    await putRun(tx, { jobId, run: request.run, ended: false });
    return { changed: true, newHolds: [] };
  }
  const newHolds = await recordHolds(tx, request.run);
  const kept = hasResults(request.run) ? request.observations : [];
  const { run, observations } = withoutHeld({ run: request.run, observations: kept }, await heldShotsOf(tx, mediaId), await mediumDurationMs(tx, mediaId));
  const contentSha256 = createHash('sha256').update(JSON.stringify([run, observations, cacheKey ?? null])).digest('hex');
  if (before?.contentSha256 === contentSha256 && before.status === run.status) return { changed: false, newHolds };
  await putRun(tx, { jobId, run, contentSha256, ended: true, ...(isReusable(run) ? { cacheKey } : {}) });
  await replaceObservations(tx, jobId, run.id, observations);
  await relayCorrections(tx, { jobId, mediaId, analyzer: run.analyzer, observations });
  return { changed: true, newHolds };
}
