/** Results that a person no longer wants: of a job, of one medium, or of one run. */
import type { DeletedResults } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { deleteResultRows, jobStateOf, type ResultSelection } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { noJob } from './correction-parts.ts';
import type { ResultParts } from './correct.ts';
import { publishRating, RATING_ANALYZER } from './rating.ts';

/** Somebody may be storing results in these. */
const BUSY: readonly string[] = ['queued', 'analysing', 'wiping'];

/**
 * @param corrections true: what people said goes as well; else it lies over the results again once they are made anew
 * @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS
 */
export async function deleteResults({ database }: ResultParts, principal: Principal, selection: ResultSelection & { corrections: boolean }): Promise<DeletedResults> {
  requirePermission(principal, 'results:write');
  const { workspaceId, actor } = principal;
  const { jobId, mediaId, runId, corrections } = selection;
  return database.transaction({ workspaceId }, async (tx) => {
    const state = await jobStateOf(tx, jobId);
    if (state === undefined) throw noJob(jobId);
    if (BUSY.includes(state)) throw new AppError('STATE_FORBIDS', `Results cannot be deleted while the job is ${state}.`, { state });
    const { counts: gone, runs } = await deleteResultRows(tx, selection, corrections);
    if ((mediaId !== undefined || runId !== undefined) && gone.runs === 0) throw new AppError('NOT_FOUND', 'There are no such results.', { jobId });
    await recordAudit(tx, { workspaceId, actor, action: 'results.deleted', objectType: 'job', objectId: jobId, details: { ...gone, ...(mediaId === undefined ? {} : { mediaId }), ...(runId === undefined ? {} : { runId }) } });
    await publish(tx, workspaceId, { kind: 'results.changed', body: { jobId, ...(mediaId === undefined ? {} : { mediaId }) } });
    for (const id of new Set(runs.flatMap((run) => (run.analyzer === RATING_ANALYZER ? [run.mediaId] : [])))) await publishRating(tx, workspaceId, id);
    return gone;
  });
}
