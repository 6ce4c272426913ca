/** One run from its seed: the world, the lives of the server, and what is found in the end. */
import type { RentalNotice } from '../../../src/rental/index.ts';
import { FAULTS, type FaultId } from '../../emulators/core/fault-table.ts';
import { judge, type DeadTime, type Findings } from './checks.ts';
import { FINAL, runJob, type JobRecord } from './job-model.ts';
import type { Sabotage } from './sabotage.ts';
import { PROVIDERS, scenario, type ProviderName, type Scenario } from './scenario.ts';
import { serverLife, type Death } from './server-life.ts';
import { startServer, type Server } from './server.ts';
import { buildWorld, KEYS, URLS, type World } from './world.ts';

export interface RunResult extends Findings {
  seed: number;
  faults: Partial<Record<FaultId, number>>;
  jobs: string[];
  deaths: number;
  virtualMs: number;
  hash: string;
  log: readonly string[];
}

export interface RunOptions {
  seed: number;
  sabotage?: Sabotage | undefined;
  keepLog?: boolean;
}

const LOOK_MS = 5_000;
/** So long nothing may have moved after the last job, to see what comes back. */
const QUIET_MS = 4 * 60_000;
const HORIZON_MS = 10 * 3_600_000;
/** Pulling an image takes up to three hours in the worst case; then the lease has its time. */
const ALONE_MS = 3.5 * 3_600_000;

interface Run {
  plan: Scenario;
  world: World;
  jobs: JobRecord[];
  alerts: Extract<RentalNotice, { kind: 'alert' }>[];
  dead: DeadTime[];
  servers: Server[];
  sabotage: Sabotage | undefined;
}

function live(run: Run, name: string, death: Death | undefined, jobs: readonly JobRecord[], died: () => void): Server {
  const { world, plan, alerts, sabotage } = run;
  const life = serverLife(name, world.clock, death, {
    died(effect) { world.log.write(`${name} dies ${effect}`); died(); },
    did(effect) { world.log.write(`${name} ${effect}`); },
  });
  const server = startServer({
    world, plan, life, sabotage,
    adoptable: (jobId) => run.jobs.some((job) => job.plan.id === jobId && (job.state === 'waiting' || job.state === 'running') && job.wanted === undefined),
    onNotice(notice) {
      world.log.write(`${name} tells ${notice.kind} ${notice.kind === 'state' ? `${notice.rental.name} ${notice.from} -> ${notice.rental.state} ${notice.rental.endReason ?? ''}` : notice.kind === 'alert' ? `${notice.alert}: ${notice.message}` : ''}`);
      if (notice.kind === 'alert') alerts.push(notice);
    },
  });
  run.servers.push(server);
  for (const record of jobs) {
    if (!FINAL.includes(record.state)) void runJob({ world, scenario: plan, server, record, doneTooEarly: sabotage === 'done-too-early' });
  }
  return server;
}

/** One life after the other, with nobody there in between. */
function liveOn(run: Run, index: number, jobs: readonly JobRecord[]): void {
  const { world, plan, dead } = run;
  const life = plan.lives[index];
  live(run, `server-${index + 1}`, life?.death, jobs, () => {
    const last = index + 1 >= plan.lives.length && plan.endsDead;
    // A second server is never gone.
    const time: DeadTime = { fromMs: world.clock.now(), toMs: last ? Infinity : world.clock.now() + (life?.pauseMs ?? 0) };
    dead.push(time);
    if (!last) void world.clock.sleep(life?.pauseMs ?? 0).then(() => { liveOn(run, index + 1, jobs); });
  });
}

const MEDDLE_MS = 20 * 60_000;

/** Somebody with the account's key stops a machine of ours by hand, and starts it again before it is ended. */
async function meddle({ world }: Run, provider: ProviderName): Promise<void> {
  const { clock, emulators } = world;
  const untilMs = clock.now() + MEDDLE_MS;
  const press = async (act: 'stop' | 'start', statuses: RegExp, everyMs: number): Promise<void> => {
    for (; clock.now() < untilMs; await clock.sleep(everyMs)) {
      const instance = emulators[provider].instances().find(({ id, tenant, goneMs, status }) => tenant === 'ours' && goneMs === undefined && !world.foreign.has(id) && statuses.test(status));
      if (!instance) continue;
      world.log.write(`somebody presses ${act} for ${instance.name}`);
      const [url, method, body] = provider === 'vastai'
        ? [`${URLS.vastai}/api/v0/instances/${instance.id}/`, 'PUT', { state: act === 'stop' ? 'stopped' : 'running' }]
        : [`${URLS.runpod}/v2/pods/${instance.id}/action`, 'POST', { action: act }];
      const headers = { authorization: `Bearer ${KEYS[provider]}`, 'content-type': 'application/json' };
      const answer = await world.fetch(String(url), { method: String(method), headers, body: JSON.stringify(body) }).catch(() => undefined);
      if (answer?.ok) return;
    }
  };
  await press('stop', /^(up|RUNNING)/, 3_000);
  await press('start', /^(stopped|EXITED)/, 1_000);
}

/** What people and providers do at their own times. */
function disturb(run: Run): void {
  const { plan, jobs, world, servers } = run;
  const at = (ms: number, act: () => void): void => { void world.clock.sleep(ms).then(act); };
  const want = (job: JobRecord, what: 'cancel' | 'emergency'): void => {
    if (job.state !== 'waiting' && job.state !== 'running') return;
    job.wanted = what;
    job.endedMs ??= world.clock.now();
  };
  for (const job of jobs) {
    const { cancelAfterMs, startMs } = job.plan;
    if (cancelAfterMs !== undefined) at(startMs + cancelAfterMs, () => { want(job, 'cancel'); });
  }
  if (plan.emergencyAfterMs !== undefined) {
    at(plan.emergencyAfterMs, () => {
      for (const job of jobs) want(job, 'emergency');
      for (const server of servers) if (!server.life.dead) void server.emergencyStop();
    });
  }
  if (plan.meddlesMs !== undefined) at(plan.meddlesMs, () => { for (const provider of PROVIDERS) void meddle(run, provider); });
  for (const ms of plan.restartsMs) at(ms, () => { for (const provider of PROVIDERS) world.emulators[provider].restart(); });
}

const oursBill = ({ world }: Run): boolean => {
  world.settle();
  return PROVIDERS.some((provider) => world.emulators[provider].ledger.billing().some(({ id, tenant }) => tenant === 'ours' && !world.foreign.has(id)));
};

async function untilOver(run: Run): Promise<void> {
  const { world, jobs, dead } = run;
  const { clock, startMs } = world;
  let quietSinceMs = clock.now();
  for (;;) {
    await clock.sleep(LOOK_MS);
    const now = clock.now();
    world.settle();
    world.look();
    const aloneSince = dead.find(({ toMs }) => toMs === Infinity)?.fromMs;
    const open = aloneSince === undefined && jobs.some(({ state }) => !FINAL.includes(state));
    if (open || oursBill(run)) quietSinceMs = now;
    if (now - quietSinceMs >= (aloneSince === undefined ? QUIET_MS : LOOK_MS * 2)) {
      if (aloneSince === undefined || now - aloneSince > ALONE_MS || !PROVIDERS.some((provider) => world.emulators[provider].instances().some(({ id, tenant, goneMs }) => tenant === 'ours' && goneMs === undefined && !world.foreign.has(id)))) return;
    }
    if (now - startMs >= HORIZON_MS || (aloneSince !== undefined && now - aloneSince >= ALONE_MS)) return;
  }
}

/** Faults that are how things are, and those of the client: told by what happened. */
function counted({ plan, world, dead }: Run): Partial<Record<FaultId, number>> {
  const counts: Partial<Record<FaultId, number>> = {};
  const add = (fault: FaultId, times: number): void => { if (times > 0) counts[fault] = (counts[fault] ?? 0) + times; };
  for (const provider of PROVIDERS) {
    const { faults, ledger } = world.emulators[provider];
    for (const { fault } of faults.struck) add(fault, 1);
    for (const { id, kind, tenant } of ledger.resources()) {
      if (tenant !== 'ours' || world.foreign.has(id)) continue;
      if (kind === 'volume') add('volume-outlives', 1);
      const lastGpuMs = ledger.intervals(id).reduce((last, { kind: of, toMs }) => (of === 'gpu' && toMs !== undefined ? Math.max(last, toMs) : last), 0);
      if (lastGpuMs > 0 && ledger.intervals(id).some(({ kind: of, fromMs, toMs }) => of === 'disk' && fromMs >= lastGpuMs && (toMs ?? Infinity) > fromMs)) add('stopped-bills', 1);
    }
  }
  add('client-crash', dead.length);
  add('two-clients', plan.twoServers ? 1 : 0);
  return counts;
}

export async function runOnce({ seed, sabotage, keepLog = false }: RunOptions): Promise<RunResult> {
  const plan = scenario(seed);
  const world = await buildWorld(plan, keepLog);
  const jobs = plan.jobs.map((job): JobRecord => ({ plan: job, state: 'waiting', finished: new Set(), lostMachines: 0 }));
  const run: Run = { plan, world, jobs, alerts: [], dead: [], servers: [], sabotage };
  await world.clock.run(async () => {
    disturb(run);
    const second = plan.twoServers ? jobs.slice(1) : [];
    liveOn(run, 0, jobs.filter((job) => !second.includes(job)));
    if (plan.twoServers) live(run, 'server-b', undefined, second, () => undefined);
    await untilOver(run);
  });
  world.settle();
  const rentals = [...await world.ledger.open(), ...(await Promise.all(jobs.map(({ plan: { id } }) => world.ledger.ofJob(id)))).flat()];
  const findings = judge({ world, jobs, rentals: [...new Map(rentals.map((rental) => [rental.id, rental])).values()], alerts: run.alerts, dead: plan.twoServers ? [] : run.dead, endMs: world.clock.now() }, plan.workspaceCapUsd);
  for (const provider of PROVIDERS) for (const { fault, atMs, operation } of world.emulators[provider].faults.struck) world.log.write(`${provider} ${FAULTS[fault].number} ${fault} ${operation} at ${atMs - world.startMs}`);
  if (keepLog) {
    for (const provider of PROVIDERS) for (const { atMs, resource, by, what, outcome } of world.emulators[provider].ledger.touches()) if (!world.foreign.has(resource)) world.log.write(`${provider} touch ${resource} ${world.emulators[provider].ledger.resource(resource)?.name ?? ''} ${what} by ${by}: ${outcome} at ${atMs - world.startMs}`);
  }
  return {
    seed, ...findings, faults: counted(run), deaths: run.dead.length, virtualMs: world.clock.now() - world.startMs, hash: world.log.hash(), log: world.log.lines,
    jobs: jobs.map(({ plan: { id }, state, code, finished, plan: { media } }) => `${id}: ${state}${code === undefined ? '' : ` ${code}`}, ${finished.size}/${media.length}`),
  };
}
