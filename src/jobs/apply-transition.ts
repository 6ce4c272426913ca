/** Every change of a job's status goes through here: checked by the table, guarded by the version, recorded, told. */
import { recordAudit } from '../audit/index.ts';
import { updateJob, type JobPatch, type JobRow, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { transition, type JobEvent } from './transitions.ts';

const actions: Readonly<Record<JobEvent, string>> = {
  complete: 'job.prepared', take_apart: 'job.unprepared', start: 'job.started', retry: 'job.retried', claim: 'job.claimed', requeue: 'job.requeued', take_over: 'job.taken_over', pause: 'job.paused',
  resume: 'job.resumed', cancel: 'job.cancelled', finish: 'job.analysed', fail: 'job.failed', hold: 'job.held', reopen: 'job.reopened', consolidate: 'job.consolidation_prepared', confirm: 'job.confirmed',
  wiped: 'job.archived', restore: 'job.restored', archive: 'job.archived',
};

export interface TransitionRequest {
  actor: string;
  /** Changes beside the status. */
  patch?: Omit<JobPatch, 'stage' | 'state'>;
  /** Why, where it is an error's code. */
  code?: string;
  details?: Record<string, string | number | boolean>;
}

export type JobInTransition = Pick<JobRow, 'id' | 'workspaceId' | 'stage' | 'state' | 'version'>;

/** Somebody was faster. */
export const changedMeanwhile = (job: { id: string }): AppError => new AppError('VERSION_CHANGED', 'The job was changed meanwhile.', { jobId: job.id });

/**
 * The last statement of its transaction, since it locks the workspace's row.
 *
 * @throws AppError STATE_FORBIDS, VERSION_CHANGED
 */
export async function applyTransition(tx: Transaction, job: JobInTransition, event: JobEvent, request: TransitionRequest): Promise<JobRow> {
  const next = transition(job, event);
  const row = await updateJob(tx, job, { ...request.patch, ...next });
  if (!row) throw changedMeanwhile(job);
  const { code } = request;
  await recordAudit(tx, {
    workspaceId: job.workspaceId, actor: request.actor, action: actions[event], objectType: 'job', objectId: job.id,
    details: { stage: row.stage, state: row.state, ...(code === undefined ? {} : { code }), ...request.details },
  });
  await publish(tx, job.workspaceId, { kind: 'job.changed', body: { jobId: job.id, stage: row.stage, state: row.state, version: row.version, ...(code === undefined ? {} : { code }) } });
  return row;
}
