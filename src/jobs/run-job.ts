/** One claimed job from its machine's launch to its end: what is known stays known, whatever happens on the way. */
import type { Run } from '@aima/contract';
import type { Machine } from '../analysis/machine.ts';
import { endOpenRuns, jobById, jobMedia, loseOpenSteps, runsOf, type JobClaim, type JobMediumRow, type JobRow, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { analyseJobMedium, endsAll } from './analyse-medium.ts';
import { applyTransition } from './apply-transition.ts';
import { estimateOf } from './estimate.ts';
import type { JobWork, OrchestratorOptions, OrchestratorParts, StopReason } from './job-work.ts';
import { workOnMachines } from './machine-pool.ts';
import { measureMachine } from './measure-machine.ts';
import { ChosenOffer } from './offers/chosen-offer.ts';
import { JobPlan } from './plan.ts';
import { reportProgress, type ProgressReport } from './progress.ts';
import { rentedPlace } from './rented-place.ts';
import { spendingAlerts, type SpendingAlert } from './spending.ts';
import { watchClaim, type WatchedClaim } from './watch-claim.ts';
import { localPlace, type WorkPlace } from './work-place.ts';

const SYSTEM = 'system:orchestrator';
/**
 * A job that took so many processes with it without finishing anything is not given another. More than a machine is granted
 * within one process: a server that is restarted again and again is no fault of its jobs.
 */
const MOST_TAKE_OVERS = 10;

interface Begun { job: JobRow; plan: JobPlan; offer: ChosenOffer; media: JobMediumRow[] }

/** The job becomes ours to work on. @returns undefined where it ended here, or a person was faster */
async function begin({ within, claim }: Pick<JobWork, 'within' | 'claim'>): Promise<Begun | undefined> {
  return within(async (tx) => {
    const job = await jobById(tx, claim.id, true);
    if (!job || (job.state !== 'queued' && job.state !== 'analysing')) return undefined;
    const plan = JobPlan.safeParse(job.plan);
    const offer = ChosenOffer.safeParse(job.offer);
    const lost = await loseOpenSteps(tx, job.id, claim.claimId);
    const isTakeOver = job.state === 'analysing';
    const attempts = job.attempts + (isTakeOver ? 1 : 0);
    const row = await applyTransition(tx, job, isTakeOver ? 'take_over' : 'claim', { actor: SYSTEM, patch: { attempts }, details: { attempts, lostSteps: lost.length } });
    if (attempts > MOST_TAKE_OVERS) return void await failed(tx, row, new AppError('WORKER_LOST', `Whoever worked on it was lost ${MOST_TAKE_OVERS} times without anything being finished in between.`));
    if (!plan.success || !offer.success) return void await failed(tx, row, new AppError('INTERNAL', 'The plan of the job cannot be read any more; open it again and start it.'));
    return { job: row, plan: plan.data, offer: offer.data, media: await jobMedia(tx, job.id) };
  });
}

async function failed(tx: Transaction, job: JobRow, { code, message }: AppError): Promise<void> {
  await applyTransition(tx, job, 'fail', { actor: SYSTEM, code, patch: { failure: { code, message }, finishedAt: 'now', progress: null } });
  await publish(tx, job.workspaceId, { kind: 'alert', body: { alert: 'job_failed', severity: 'warning', jobId: job.id, code } });
}

/** Photos first, then from short to long: the first results of a batch come soon. A single job keeps its order. */
const inOrder = (media: readonly JobMediumRow[], type: JobRow['type']): JobMediumRow[] => {
  const open = media.filter(({ ended }) => !ended);
  return type === 'single' ? open : open.sort((a, b) => (a.facts.durationMs ?? 0) - (b.facts.durationMs ?? 0));
};

interface Outcome { stopped?: StopReason | undefined; error?: AppError | undefined }

async function analyseAll(work: JobWork, begun: Begun, place: WorkPlace, progress: ProgressReport, watched: WatchedClaim): Promise<Outcome> {
  const endMeasuring = place.machines.map((machine) => measureMachine(work, machine, () => ({ ...place.figures?.(machine), remainingMs: progress.remainingMs() })));
  try {
    progress.stage('launch');
    await workOnMachines<Machine, JobMediumRow>({
      media: place.inOrder?.(begun.media) ?? inOrder(begun.media, begun.job.type), machines: place.machines, endsAll, onIdle: place.idle,
      analyse: (machine, medium, turn) => analyseJobMedium({ ...work, place, machine, progress, turn }, medium),
      ...(place.sent && { prepare: async (machine, medium) => {
        const client = machine.current();
        if (client) await place.sent?.(medium).sendTo(client, work.signal);
      } }),
    });
    return {};
  } catch (error) {
    return watched.reason() === undefined ? { error: toAppError(error) } : { stopped: watched.reason() };
  } finally {
    await Promise.all(endMeasuring.map((end) => end()));
  }
}

/** Of every medium something is held, and of nothing held anything is told. */
export const holdsEverything = (runs: readonly Pick<Run, 'status' | 'coverage' | 'mediaId'>[], media: readonly Pick<JobMediumRow, 'mediaId'>[]): boolean => {
  const held = runs.filter(({ status }) => status === 'held');
  return held.length > 0 && held.every(({ coverage }) => coverage === 0) && media.every(({ mediaId }) => held.some((run) => run.mediaId === mediaId));
};

async function conclude(tx: Transaction, job: JobRow, { error }: Outcome): Promise<void> {
  const media = await jobMedia(tx, job.id);
  const runs = await runsOf(tx, { jobId: job.id });
  const worst = error ?? media.find(({ failure }) => failure !== undefined)?.failure;
  const nothing = !runs.some(({ status }) => status === 'done' || status === 'held' || status === 'not_run');
  if (error || (worst && (nothing || media.every(({ failure }) => failure !== undefined)))) return failed(tx, job, error ?? new AppError('ANALYZER_FAILED', worst?.message ?? 'Nothing could be analysed.'));
  if (nothing) return failed(tx, job, new AppError('ANALYZER_FAILED', 'Every analyzer failed; the runs say why.'));
  if (holdsEverything(runs, media)) {
    await applyTransition(tx, job, 'hold', { actor: SYSTEM, patch: { finishedAt: 'now', progress: null } });
    return publish(tx, job.workspaceId, { kind: 'alert', body: { alert: 'job_held', severity: 'warning', jobId: job.id } });
  }
  await applyTransition(tx, job, 'finish', { actor: SYSTEM, patch: { finishedAt: 'now', progress: null, failure: worst ? { code: 'code' in worst ? worst.code : 'ANALYZER_FAILED', message: worst.message } : null } });
}

/** How it stands in the end; the machine is gone by now. */
async function end({ within, claim }: JobWork, outcome: Outcome): Promise<void> {
  const { stopped } = outcome;
  if (stopped === 'lost') return; // somebody else has it
  await within(async (tx) => {
    const job = await jobById(tx, claim.id, true);
    if (!job) return;
    // Whose end met a database that was away: nobody will write it any more.
    await loseOpenSteps(tx, job.id);
    await endOpenRuns(tx, job.id, job.state === 'cancelled' || stopped === 'cost_limit' || stopped === 'emergency' ? 'cancelled' : 'waiting');
    if (job.state !== 'analysing') return; // paused or cancelled by a person, who has said so already
    // A database that was away says nothing of the job; it is tried again, as often as it may be taken over.
    const away = outcome.error?.code === 'DATABASE_UNREACHABLE';
    if (stopped === 'stopping' || away) return void await applyTransition(tx, job, 'requeue', { actor: SYSTEM, patch: away ? { attempts: job.attempts + 1 } : {} });
    if (stopped === 'emergency') return failed(tx, job, new AppError('EMERGENCY_STOP', 'All machines were stopped.'));
    if (stopped === 'cost_limit') return failed(tx, job, new AppError('COST_LIMIT_REACHED', 'The job has cost what it may.'));
    await conclude(tx, job, outcome);
  });
}

export interface RunningJob {
  stop(): void;
  ended: Promise<void>;
}

/** The most that was to be expected of what is left; undefined where something was never measured. */
async function expectedSeconds({ parts, plan }: JobWork, { media, job }: Begun): Promise<number | undefined> {
  const left = inOrder(media, job.type).map(({ mediaId, facts }) => ({ id: mediaId, kind: facts.kind, durationMs: facts.durationMs ?? 0 }));
  const { seconds, unknown } = await estimateOf({ data: parts.data, providers: [] }, plan, left);
  return unknown.length > 0 ? undefined : seconds.high;
}

async function tellAlert({ within, claim, parts }: JobWork, alert: SpendingAlert): Promise<void> {
  await within((tx) => publish(tx, claim.workspaceId, { kind: 'alert', body: { ...alert, jobId: claim.id } })).catch((error: unknown) => { parts.onFailure?.(toAppError(error), 'alert of a job'); });
}

/** @returns undefined where its provider is not set up here */
async function placeOf(work: JobWork, { job, offer, media }: Begun, stop: (reason: StopReason) => void): Promise<WorkPlace | undefined> {
  const { rented, providers } = work.parts;
  const local = providers.find(({ name }) => name === offer.provider);
  if (local) return localPlace(work, local, offer.id);
  if (!rented || !rented.rental.providers.some(({ name }) => name === offer.provider)) return undefined;
  return rentedPlace({ work, rented, job, chosen: offer, media: media.filter(({ ended }) => !ended), stop });
}

async function run(work: JobWork, begun: Begun, controls: { abort: AbortController; leave: AbortController }, onWatch: (watched: WatchedClaim) => void): Promise<void> {
  const limit = begun.job.costLimitUsd ?? Number.POSITIVE_INFINITY;
  const rents = begun.offer.provider !== 'local';
  // Rented machines are counted, alarmed and ended by their saga, all of the job together.
  const due = rents ? () => [] : spendingAlerts({ limitUsd: limit, expectedSeconds: await expectedSeconds(work, begun) });
  const from = performance.now();
  let place: WorkPlace | undefined;
  const watched = watchClaim(work, controls.abort, controls.leave, () => {
    const running = place?.runningUsd() ?? 0;
    const usd = begun.job.spentUsd + running;
    for (const alert of due({ usd, seconds: (performance.now() - from) / 1000 })) void tellAlert(work, alert);
    return running > 0 && usd >= limit;
  });
  onWatch(watched);
  const progress = reportProgress(work, begun.media);
  try {
    place = await placeOf(work, begun, watched.stop);
    if (!place) return await end(work, { error: new AppError('WORKER_FAILED', `The provider ${begun.offer.provider} is not set up here.`) });
    const outcome = await analyseAll(work, begun, place, progress, watched);
    progress.stage('release');
    const gone = await place.end(outcome.stopped);
    await progress.close();
    // Whoever left while a machine was still there says nothing of the job: the next process ends both.
    await end(work, gone || outcome.stopped !== undefined ? outcome : { stopped: work.leaving.aborted ? 'stopping' : watched.reason() });
  } finally {
    await progress.close();
    await watched.end();
  }
}

/** Works on a claimed job until it ends, is stopped, or is somebody else's. Never throws; the claim is released by the caller. */
export function runJob(parts: OrchestratorParts, options: OrchestratorOptions, claim: JobClaim): RunningJob {
  const [abort, leave] = [new AbortController(), new AbortController()];
  let watched: WatchedClaim | undefined;
  let stopping = false;
  const within: JobWork['within'] = (work) => parts.database.transaction({ workspaceId: claim.workspaceId }, work);
  const ended = (async () => {
    const begun = await begin({ within, claim });
    if (!begun) return;
    await run({ parts, options, claim, plan: begun.plan, signal: abort.signal, leaving: leave.signal, within }, begun, { abort, leave }, (each) => {
      watched = each;
      if (stopping) each.stop('stopping');
    });
  })();
  return {
    ended,
    stop() {
      stopping = true;
      watched?.stop('stopping');
    },
  };
}
