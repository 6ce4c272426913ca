/** The end of a job in two steps: first it is said what will be deleted and what stays, then a person confirms just that. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AnalysisJob, CompletionChoice, CompletionRequest } from '@aima/contract';
import { z } from 'zod';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { jobCounts, mediaToWipe, updateJob, type Database, type JobRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { applyTransition, changedMeanwhile } from './apply-transition.ts';
import { jobView } from './job-view.ts';
import { demandVersion, findJob } from './manage.ts';
import { transition } from './transitions.ts';

/** What the first step left in the row. */
export const Completion = z.object({
  tokenSha256: z.string(),
  expiresAt: z.iso.datetime(),
  /** The job as the person saw it. */
  version: z.int(),
  anonymise: z.boolean(),
  actor: z.string(),
  confirmed: z.boolean(),
});
export type Completion = z.infer<typeof Completion>;

const LIFE_MS = 10 * 60_000;
const TOKEN_BYTES = 32;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** While a machine is still being ended, nobody knows all that it found. */
function demandAtRest(job: JobRow): void {
  transition(job, 'confirm');
  if (job.claimed) throw new AppError('STATE_FORBIDS', 'The machine of the job is still being ended; try again in a moment.', { state: job.state, stage: job.stage });
}

/** @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function requestCompletion({ database }: { database: Database }, principal: Principal, id: string, { anonymise }: CompletionChoice): Promise<CompletionRequest> {
  requirePermission(principal, 'jobs:confirm');
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandAtRest(job);
    const expiresAt = new Date(Date.now() + LIFE_MS).toISOString();
    const completion: Completion = { tokenSha256: sha256(token), expiresAt, version: job.version + 1, anonymise, actor: principal.actor, confirmed: false };
    const row = await updateJob(tx, job, { completion });
    if (!row) throw changedMeanwhile(job);
    const { wipe, keep } = await mediaToWipe(tx, id);
    const { runs, observations } = await jobCounts(tx, id);
    await recordAudit(tx, { workspaceId: job.workspaceId, actor: principal.actor, action: 'job.completion_requested', objectType: 'job', objectId: id, details: { deletes: wipe.length, anonymise } });
    await publish(tx, job.workspaceId, { kind: 'job.changed', body: { jobId: id, stage: row.stage, state: row.state, version: row.version } });
    return {
      confirmationToken: token, expiresAt, anonymises: anonymise,
      deletes: { mediaIds: wipe.map(({ mediaId }) => mediaId), sizeBytes: wipe.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
      keeps: { mediaIds: keep, runs: Object.values(runs).reduce((sum, n) => sum + n, 0), observations },
    };
  });
}

const isToken = (given: string, wanted: string): boolean => timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(wanted));

/**
 * From here on its media are being wiped and it goes to the archive.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS, VERSION_CHANGED where the job or the word is not what was confirmed
 */
export async function confirmCompletion(parts: { database: Database; wake(): void }, principal: Principal, id: string, token: string, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:confirm');
  const row = await parts.database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandVersion(job, ifMatch);
    demandAtRest(job);
    const completion = Completion.safeParse(job.completion).data;
    const isValid = completion !== undefined && isToken(token, completion.tokenSha256) && Date.parse(completion.expiresAt) > Date.now() && completion.version === job.version;
    if (!isValid) throw new AppError('VERSION_CHANGED', 'This confirmation is not good any more: the job changed, or too much time passed. Ask for the completion again.', { jobId: id });
    return applyTransition(tx, job, 'confirm', {
      actor: principal.actor, details: { anonymise: completion.anonymise },
      patch: { completion: { ...completion, actor: principal.actor, confirmed: true }, completedAt: 'now', queuedAt: 'now' },
    });
  });
  parts.wake();
  return jobView(row);
}
