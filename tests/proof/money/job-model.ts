/**
 * A job as the server's rooms above the saga do it: media shared among machines, another machine where one is lost, an end that is
 * called an end only when all machines are gone. What is kept in `JobRecord` outlives the process, as the database's rows do.
 */
import { errorCodes, type ErrorCode } from '@aima/contract';
import { AppError, toAppError } from '../../../src/kernel/app-error.ts';
import type { Offer } from '../../../src/gpu/provider.ts';
import { workOnMachines } from '../../../src/jobs/machine-pool.ts';
import { adopt, rent, type Caps, type EndReason, type MachineOrder, type RentedMachine } from '../../../src/rental/index.ts';
import type { JobPlan, Scenario } from './scenario.ts';
import type { Server } from './server.ts';
import { WORKER } from './simulated-access.ts';
import type { World } from './world.ts';

export type JobState = 'waiting' | 'running' | 'ending' | 'done' | 'failed' | 'cancelled' | 'stopped';
export const FINAL: readonly JobState[] = ['done', 'failed', 'cancelled', 'stopped'];

export interface JobRecord {
  readonly plan: JobPlan;
  state: JobState;
  /** What it becomes when its machines are gone. */
  outcome?: 'done' | 'failed' | 'cancelled' | 'stopped';
  code?: ErrorCode;
  readonly finished: Set<number>;
  lostMachines: number;
  wanted?: 'cancel' | 'emergency';
  endedMs?: number;
  finalMs?: number;
}

const WORKSPACE = 'workspace-one';
const MOST_LOST = 3;
const STEP_MS = 10_000;
/** So long a worker may be silent. */
const SILENT_MS = 60_000;
const LOOK_MS = 2_000;
const NOT_FOR_USERS: readonly ErrorCode[] = ['INTERNAL', 'USAGE', 'INVALID_MESSAGE'];

export const isUnderstandable = ({ state, outcome, code }: JobRecord): boolean =>
  FINAL.includes(state) && outcome !== undefined && (outcome === 'done' || outcome === 'cancelled' || (code !== undefined && code in errorCodes && !NOT_FOR_USERS.includes(code)));

interface Work {
  world: World;
  scenario: Scenario;
  server: Server;
  record: JobRecord;
  /** Aborted when the job is to end early, by whomever. */
  ending: AbortController;
  pending: number[];
  doneTooEarly: boolean;
}

const capsOf = (scenario: Scenario, plan: JobPlan): Caps => ({ jobUsd: plan.capUsd, ...(scenario.workspaceCapUsd !== undefined && { workspace: { usd: scenario.workspaceCapUsd, sinceMs: 0 } }) });

const secondsEach = ({ media, lanes }: JobPlan): number => media.reduce((sum, each) => sum + each, 0) / lanes;

const order = ({ scenario, record: { plan }, pending }: Work, offers: readonly Offer[]): MachineOrder => ({
  workspaceId: WORKSPACE, jobId: plan.id, offers, diskGb: 50, expectedSeconds: secondsEach(plan),
  // What a provider charges by the byte is at times far more than was sent; three times as much is reserved.
  gbIn: 3 * plan.gbPerMedium * pending.length, gbOut: 0.1,
  caps: () => capsOf(scenario, plan),
});

async function offersFor({ server: { parts }, record: { plan } }: Work): Promise<Offer[]> {
  const wanted = parts.providers.filter(({ name }) => plan.providers.some((each) => each === name));
  const found = await Promise.all(wanted.map((provider) => provider.offers({ gpuMemoryGb: plan.gpuMemoryGb, diskGb: 50, interruptible: plan.interruptible }).catch(() => [])));
  return found.flat().filter(({ machine }) => (machine?.gpuMemoryGb ?? 0) >= plan.gpuMemoryGb).toSorted((a, b) => a.usdPerHour - b.usdPerHour).slice(0, 14);
}

/** Sends a medium and has it analysed; collects when it is finished. */
async function analyse({ world, server: { life }, record, ending }: Work, rented: RentedMachine, medium: number): Promise<void> {
  const { plan, finished } = record;
  const over = AbortSignal.any([rented.lost, ending.signal]);
  const machine = world.host.machine(rented.rental().instanceId ?? '');
  if (!machine) throw new AppError('WORKER_LOST', 'There is no such machine.');
  const use = async (ms: number): Promise<void> => {
    let silentMs = 0;
    for (let left = ms; left > 0 || silentMs > 0;) {
      const step = Math.min(STEP_MS, Math.max(1_000, left));
      await life.clock.sleep(step, over);
      if (rented.lost.aborted) throw toAppError(rented.lost.reason);
      if (over.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      machine.start.timeline.settle();
      const works = machine.running && !machine.offline && machine.processes.has(WORKER);
      silentMs = works ? 0 : silentMs + step;
      if (silentMs > SILENT_MS || machine.destroyed) throw new AppError('WORKER_LOST', 'The worker does not answer.');
      if (works) left -= step;
    }
  };
  if (machine.start.provider === 'vastai') world.vastai.traffic(machine.id, { in: plan.gbPerMedium, out: 0 });
  machine.files.set(`media/${medium}`, 'enc');
  machine.memory.set(`key/${medium}`, 'key');
  await use(plan.gbPerMedium * 10_000 + (plan.media[medium] ?? 0) * 1_000);
  if (plan.failsAt === medium) throw new AppError('ANALYZER_FAILED', 'The work itself failed.');
  await life.effect('job.finished', async () => { finished.add(medium); });
}

const REPLACED: readonly ErrorCode[] = ['WORKER_FAILED', 'WORKER_LOST', 'MACHINE_UNREACHABLE', 'PRICE_CHANGED', 'PROVISIONING_FAILED', 'PROVIDER_REFUSED'];

function reasonFor({ ending, record }: Work, error?: AppError): EndReason {
  if (record.wanted === 'emergency') return 'emergency';
  if (ending.signal.aborted) return 'cancelled';
  if (!error) return 'finished';
  return error.code === 'COST_LIMIT_REACHED' ? 'limit' : REPLACED.includes(error.code) ? 'lost' : 'failed';
}

/** One of the machines that a job works on: the next one is rented where it fails. */
interface Place { rented?: RentedMachine | undefined }

function release(work: Work, place: Place, failure?: AppError): void {
  place.rented?.release(reasonFor(work, failure));
  place.rented = undefined;
}

async function analyseThere(work: Work, place: Place, medium: number): Promise<void> {
  const { server: { parts, life }, record, ending } = work;
  for (;;) {
    if (ending.signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    place.rented ??= await rent(parts, order(work, await offersFor(work)), ending.signal);
    try {
      await analyse(work, place.rented, medium);
      return;
    } catch (error) {
      const failure = toAppError(error);
      release(work, place, failure);
      await life.effect('job.lost', async () => { record.lostMachines += 1; });
      if (!REPLACED.includes(failure.code) || record.lostMachines > MOST_LOST) throw failure;
    }
  }
}

/** No other machine would do better. */
const ENDS_ALL: readonly ErrorCode[] = ['CANCELLED', 'EMERGENCY_STOP', 'COST_LIMIT_REACHED', 'ANALYZER_FAILED'];

/** Machines that an earlier process had rented for this job. */
async function inherited({ scenario, server: { parts, life }, record: { plan }, ending }: Work): Promise<RentedMachine[]> {
  const open = (await parts.ledger.ofJob(plan.id)).filter(({ state }) => state !== 'gone');
  const found = await Promise.all(open.map(async ({ id }) => {
    // Their claims run out some seconds after their process died.
    for (let tries = 0; tries < 15 && !ending.signal.aborted; tries++) {
      if ((await parts.ledger.unclaimed()).includes(id)) return adopt(parts, id, { caps: () => capsOf(scenario, plan), expectedSeconds: secondsEach(plan) }, ending.signal).catch(() => undefined);
      await life.clock.sleep(LOOK_MS);
    }
    return undefined;
  }));
  return found.filter((machine) => machine !== undefined);
}

function outcomeOf({ record }: Work, failures: readonly AppError[]): Pick<JobRecord, 'outcome' | 'code'> & { outcome: NonNullable<JobRecord['outcome']> } {
  if (record.finished.size === record.plan.media.length) return { outcome: 'done' };
  if (record.wanted === 'emergency') return { outcome: 'stopped', code: 'EMERGENCY_STOP' };
  if (record.wanted === 'cancel') return { outcome: 'cancelled' };
  const code = failures.find((failure) => failure.code !== 'CANCELLED')?.code ?? 'WORKER_FAILED';
  return { outcome: code === 'COST_LIMIT_REACHED' || code === 'COST_LIMIT_TOO_LOW' || code === 'EMERGENCY_STOP' ? 'stopped' : 'failed', code };
}

async function untilGone({ server: { parts, life }, record }: Work): Promise<void> {
  for (;;) {
    const rentals = await parts.ledger.ofJob(record.plan.id).catch(() => undefined);
    if (rentals?.every(({ state }) => state === 'gone')) return;
    await life.clock.sleep(LOOK_MS);
  }
}

async function doWork(work: Work): Promise<void> {
  const { record, server: { life }, world } = work;
  const { plan } = record;
  work.pending = plan.media.map((_, i) => i).filter((i) => !record.finished.has(i));
  const left = await inherited(work);
  const most = Math.max(left.length, Math.min(plan.lanes, work.pending.length));
  const failures: AppError[] = [];
  await workOnMachines<Place, number>({
    media: work.pending, machines: Array.from({ length: most }, (_, i) => ({ rented: left[i] })),
    analyse: (place, medium) => analyseThere(work, place, medium),
    onIdle: (place) => { release(work, place); },
    endsAll: ({ code }) => ENDS_ALL.includes(code),
  }).catch((error: unknown) => { failures.push(toAppError(error)); });
  await life.effect('job.ending', async () => {
    Object.assign(record, outcomeOf(work, failures), { state: 'ending' });
    record.endedMs ??= world.clock.now();
  });
}

/** Runs the job, or what an earlier process left of it. */
export async function runJob(options: Pick<Work, 'world' | 'scenario' | 'server' | 'record' | 'doneTooEarly'>): Promise<void> {
  const work: Work = { ...options, ending: new AbortController(), pending: [] };
  const { record, server: { life }, world } = work;
  void (async () => {
    while (!FINAL.includes(record.state)) {
      if (record.wanted) work.ending.abort();
      await life.clock.sleep(LOOK_MS);
    }
  })();
  const wait = record.plan.startMs - (world.clock.now() - world.startMs);
  if (record.state === 'waiting' && wait > 0) await life.clock.sleep(wait);
  if (record.state === 'waiting' || record.state === 'running') {
    if (record.wanted) work.ending.abort();
    await life.effect('job.running', async () => { record.state = 'running'; });
    await doWork(work);
  }
  if (!options.doneTooEarly) await untilGone(work);
  await life.effect('job.final', async () => {
    record.state = record.outcome ?? 'failed';
    record.finalMs = world.clock.now();
  });
}

