/** What a person decides about the work: start, pause, resume, cancel, try again, look again. */
import { isDeepStrictEqual } from 'node:util';
import type { AnalysisJob, Language, StartJob, WantedSettings } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { hasFailures, jobMedia, reopenJobMedia, type JobRow, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { applyTransition } from './apply-transition.ts';
import { jobView } from './job-view.ts';
import { demandVersion, findJob } from './manage.ts';
import { chooseOffer, demandPaidWork, type ChoiceParts } from './offers/choose-offer.ts';
import { ChosenOffer } from './offers/chosen-offer.ts';
import { JobPlan, planOf } from './plan.ts';
import { settingsOf } from './standards.ts';
import { withContext } from './told-by-people.ts';

export interface ControlParts extends ChoiceParts {
  /** A job may have become something to do, or to stop. */
  wake(): void;
}

/** How often a person may have the same job tried again. */
const MOST_RETRIES = 3;

/** One step of a person on one job; then whoever waits for work is told. */
async function step(parts: ControlParts, principal: Principal, id: string, ifMatch: number | undefined, work: (tx: Transaction, job: JobRow) => Promise<JobRow>): Promise<AnalysisJob> {
  const row = await parts.database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    const job = await findJob(tx, id, true);
    demandVersion(job, ifMatch);
    return work(tx, job);
  });
  parts.wake();
  return jobView(row);
}

async function demandAnalysable(tx: Transaction, job: JobRow): Promise<void> {
  const gone = (await jobMedia(tx, job.id)).find(({ mediaState }) => mediaState !== 'stored');
  if (gone) throw new AppError('STATE_FORBIDS', 'A medium of the job was wiped; take it out of the job first.', { mediaId: gone.mediaId });
}

/** Going on costs what starting did. @throws AppError FORBIDDEN */
function demandGoingOn(parts: ControlParts, principal: Principal, job: JobRow): void {
  const offer = ChosenOffer.safeParse(job.offer);
  if (offer.success) demandPaidWork(parts, principal, offer.data);
}

/**
 * The one thing that makes a machine start. Whoever starts names the offer and what may be spent, or leaves that to the workspace.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND (job, offer), STATE_FORBIDS where it is started already or nothing is in it; for machines that cost
 *   NO_OFFER, PRICE_CHANGED, COST_LIMIT_TOO_LOW, BALANCE_TOO_LOW, PROVIDER_*
 */
export async function startJob(parts: ControlParts, principal: Principal, id: string, wanted: StartJob, ifMatch?: number, language?: Language): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:start');
  const { offer, costLimitUsd } = await chooseOffer(parts, principal, id, wanted, language);
  return step(parts, principal, id, ifMatch, async (tx, job) => {
    if (job.type === 'batch') requirePermission(principal, 'jobs:batch');
    await demandAnalysable(tx, job);
    const before = JobPlan.safeParse(job.plan).data;
    const now = withContext(planOf(job.settings), job.metadata);
    // Looked at again in the same way, whatever was found since the first start still counts.
    const same = before !== undefined && isDeepStrictEqual({ ...now, since: before.since }, before) && !now.fresh;
    return applyTransition(tx, job, 'start', {
      actor: principal.actor, details: { provider: offer.provider, costLimitUsd, usdPerHour: offer.usdPerHour },
      patch: { plan: same ? before : now, offer, costLimitUsd, queuedAt: 'now', startedAt: 'now', finishedAt: null, failure: null, progress: null, attempts: 0 },
    });
  });
}

/** What is finished stays, what is half done goes, the machine is ended. @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function pauseJob(parts: ControlParts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return step(parts, principal, id, ifMatch, (tx, job) => applyTransition(tx, job, 'pause', principal));
}

/** @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function resumeJob(parts: ControlParts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:start');
  return step(parts, principal, id, ifMatch, async (tx, job) => {
    demandGoingOn(parts, principal, job);
    await demandAnalysable(tx, job);
    return applyTransition(tx, job, 'resume', { actor: principal.actor, patch: { queuedAt: 'now', attempts: 0, failure: null } });
  });
}

/** @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS */
export async function cancelJob(parts: ControlParts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return step(parts, principal, id, ifMatch, (tx, job) => applyTransition(tx, job, 'cancel', { actor: principal.actor, patch: { finishedAt: 'now', progress: null } }));
}

/** What failed or was cancelled, and nothing else. @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS also where nothing failed, or it was tried too often */
export async function retryJob(parts: ControlParts, principal: Principal, id: string, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:start');
  return step(parts, principal, id, ifMatch, async (tx, job) => {
    if (job.retries >= MOST_RETRIES) throw new AppError('STATE_FORBIDS', `It was tried again ${MOST_RETRIES} times already; change its settings, or complete it as it is.`, { retries: job.retries });
    demandGoingOn(parts, principal, job);
    await demandAnalysable(tx, job);
    if (!await hasFailures(tx, id)) throw new AppError('STATE_FORBIDS', 'Nothing of the job failed.', { state: job.state });
    await reopenJobMedia(tx, id, 'failed');
    return applyTransition(tx, job, 'retry', { actor: principal.actor, patch: { retries: job.retries + 1, queuedAt: 'now', finishedAt: null, failure: null, progress: null, attempts: 0 } });
  });
}

/**
 * Opens the job for another look, with other settings where they are given; it has to be started again. What was found
 * stays until something else takes its place, and corrections lie over that as well.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, STATE_FORBIDS, INVALID_MESSAGE
 */
export async function rerunJob(parts: ControlParts, principal: Principal, id: string, wanted: WantedSettings | undefined, ifMatch?: number): Promise<AnalysisJob> {
  requirePermission(principal, 'jobs:write');
  return step(parts, principal, id, ifMatch, async (tx, job) => {
    const settings = wanted && await settingsOf(tx, principal.workspaceId, wanted);
    if (settings) planOf(settings);
    await reopenJobMedia(tx, id, 'all');
    return applyTransition(tx, job, 'reopen', { actor: principal.actor, patch: { retries: 0, ...(settings ? { settings } : {}) } });
  });
}
