/** What one run is about: its jobs, what goes wrong, and where the server dies. All of it follows from the seed. */
import { FAULTS, faultsOf, isFaultId, type FaultId } from '../../emulators/core/fault-table.ts';
import type { ArmedFault } from '../../emulators/core/faults.ts';
import { seededRandom, type Random } from '../../emulators/core/random.ts';
import type { Death } from './server-life.ts';

export type ProviderName = 'runpod' | 'vastai';
export const PROVIDERS: readonly ProviderName[] = ['runpod', 'vastai'];

export interface JobPlan {
  id: string;
  startMs: number;
  /** Seconds of work of each medium, on any GPU. */
  media: readonly number[];
  gbPerMedium: number;
  gpuMemoryGb: number;
  capUsd: number;
  /** Machines at the same time. */
  lanes: number;
  interruptible: boolean;
  providers: readonly ProviderName[];
  cancelAfterMs?: number;
  /** The work itself fails at this medium. */
  failsAt?: number;
}

export interface Scenario {
  seed: number;
  jobs: readonly JobPlan[];
  workspaceCapUsd?: number;
  armed: readonly { provider: ProviderName; fault: ArmedFault }[];
  /** 0..1 of all calls and machines, of each fault that strikes one call or machine. */
  rate: number;
  /** In the order of the server's lives: how each dies, and how long nobody is there. */
  lives: readonly { death: Death; pauseMs: number }[];
  /** After the last death nobody comes back: the leases are alone. */
  endsDead: boolean;
  /** Two processes over one ledger. */
  twoServers: boolean;
  emergencyAfterMs?: number;
  /** The emulators' servers restart then (fault 44). */
  restartsMs: readonly number[];
  /** A volume of ours that nobody wrote down (fault 35). */
  strayVolume: boolean;
  /** Somebody stops a machine of ours in the provider's own console, and soon starts it again (faults 29 and 30). */
  meddlesMs?: number;
  /** So many things of others in our accounts that lists have several pages (fault 26). */
  crowded: boolean;
  setupFails: number;
  /** Chance that a connection breaks while a machine is set up over it. */
  breaks: number;
}

const MINUTE_MS = 60_000;
const EFFECTS = ['', 'ledger.', 'ledger.insert', 'ledger.update', 'fetch', 'fetch create', 'fetch delete', 'fetch list', 'machine', 'machine.login', 'machine.provision', 'machine.heartbeat', 'machine.wipe', 'job'];
const PHASES: Readonly<Record<string, number>> = { '': 400, 'ledger.': 60, 'ledger.insert': 2, 'ledger.update': 40, fetch: 150, 'fetch create': 2, 'fetch delete': 3, 'fetch list': 60, machine: 30, 'machine.login': 6, 'machine.provision': 2, 'machine.heartbeat': 20, 'machine.wipe': 2, job: 8 };

const letters = (random: Random): string => `${random.pick('abcdefghijklmnopqrstuvwxyz'.split(''))}${random.id(11)}`;

function job(random: Random, index: number): JobPlan {
  const media = Array.from({ length: random.integer(1, 6) }, () => random.integer(20, random.chance(0.25) ? 1_800 : 300));
  // Tight ones end in the middle of the work, and some before it begins.
  const tight = random.chance(0.5);
  const gpuMemoryGb = random.pick([20, 20, 70]);
  return {
    id: letters(random), startMs: index === 0 ? 0 : random.integer(0, 5 * MINUTE_MS), media, gbPerMedium: random.between(0.05, 2),
    gpuMemoryGb, capUsd: tight ? random.between(0.05, 0.35) * (gpuMemoryGb > 20 ? 4 : 1) : random.pick([0.8, 1.5, 3, 5]), lanes: Math.min(media.length, random.pick([1, 1, 1, 2, 3])),
    interruptible: random.chance(0.4), providers: random.pick([['runpod'], ['vastai'], ['runpod', 'vastai'], ['runpod', 'vastai']]),
    ...(random.chance(0.15) && { cancelAfterMs: random.integer(0, 15 * MINUTE_MS) }),
    ...(random.chance(0.1) && { failsAt: random.integer(0, media.length - 1) }),
  };
}

/** Asked once for each machine that is made. */
const AT_CREATE: readonly FaultId[] = ['no-capacity', 'price-rises', 'placed-elsewhere', 'error-with-contract', 'spend-limit', 'out-of-money', 'create-reply-lost', 'create-then-500', 'created-twice'];

/** Late enough to strike at every step of a run, early enough to strike at all. */
function arm(random: Random, fault: FaultId): ArmedFault {
  const { scope } = FAULTS[fault];
  const lasting = fault === 'key-revoked' || fault === 'key-read-only';
  // A delete that fails must be able to fail for minutes.
  const next = scope === 'machine' ? random.pick([1, 1, 3]) : random.chance(0.7) ? random.integer(1, 4) : random.integer(5, 40);
  const skip = AT_CREATE.includes(fault) || scope === 'machine' ? random.pick([0, 0, 1]) : lasting ? random.integer(0, 120) : random.pick([0, 0, 1, 5, random.integer(0, 60)]);
  return { fault, next: lasting ? 1 : next, skip, ...(lasting && { forMs: random.integer(20_000, 8 * MINUTE_MS) }) };
}

const FEATURED: readonly FaultId[] = Object.keys(FAULTS).filter(isFaultId).filter((id) => FAULTS[id].scope !== 'client' && FAULTS[id].scope !== 'always');
const RATED = FEATURED.filter((id) => FAULTS[id].scope === 'call' || FAULTS[id].scope === 'machine');

/** Faults whose rate would leave nothing to work with get theirs by being armed alone. */
export const ratedFaults = (provider: ProviderName): FaultId[] => faultsOf(provider).filter((id) => RATED.includes(id));

function deaths(random: Random): Pick<Scenario, 'lives' | 'endsDead'> {
  const count = random.pick([0, 0, 0, 1, 1, 2, 3]);
  const lives = Array.from({ length: count }, () => {
    const effect = random.pick(EFFECTS);
    const nth = Math.max(1, Math.ceil((PHASES[effect] ?? 10) * random.next() ** 2));
    const pauseMs = random.pick([1_000, random.integer(1_000, 60_000), random.integer(1_000, 20 * MINUTE_MS)]);
    return { death: { effect, nth, when: random.pick(['before', 'after'] as const) }, pauseMs };
  });
  return { lives, endsDead: count > 0 && random.chance(0.2) };
}

/** A machine that never starts, on a provider with a timer of its own, and nobody there any more (fault 42). */
const forgotten = (plan: Scenario): Scenario => ({
  ...plan, twoServers: false, endsDead: true, rate: 0, restartsMs: [], workspaceCapUsd: 0.25,
  jobs: plan.jobs.map(({ cancelAfterMs: _, ...job }) => ({ ...job, providers: ['runpod'], interruptible: true, startMs: 0, capUsd: 0.25 })),
  armed: [{ provider: 'runpod', fault: { fault: 'stuck-starting', next: 4 } }], lives: [{ death: { effect: 'fetch list', nth: 6, when: 'after' }, pauseMs: 0 }],
});

/** Works until its money is used up, so that a price that rises unnoticed costs more than the cap. */
const longAndTight = (job: JobPlan): JobPlan => ({ ...job, media: [1_500, 1_500, 1_500, 1_500, 1_500, 1_500], lanes: 1, capUsd: job.gpuMemoryGb > 20 ? 1 : 0.25 });

/** Each has its turn, so that none is missing from a long row of seeds. */
const ROTATION = [...FEATURED, 'terminate-after'] as const;

export function scenario(seed: number): Scenario {
  const plan = anyScenario(seed);
  const featured = ROTATION[seed % ROTATION.length];
  const only = featured === 'queued-restart' ? 'vastai' : featured === 'restart-without-gpu' ? 'runpod' : undefined;
  if (featured === 'terminate-after') return forgotten(plan);
  if (featured === 'price-rises') return { ...plan, jobs: plan.jobs.map(longAndTight), armed: PROVIDERS.map((provider) => ({ provider, fault: { fault: featured, next: 12 } })) };
  return only === undefined ? plan : { ...plan, jobs: plan.jobs.map((job) => ({ ...job, providers: [only] })) };
}

function anyScenario(seed: number): Scenario {
  const random = seededRandom(`scenario ${seed}`);
  const jobs = Array.from({ length: random.pick([1, 1, 1, 2]) }, (_, i) => job(random, i));
  const featured = FEATURED[seed % ROTATION.length] ?? random.pick(FEATURED);
  const others = Array.from({ length: random.pick([0, 0, 1, 2, 5]) }, () => random.pick(FEATURED));
  const armed = [featured, ...others].flatMap((fault) =>
    PROVIDERS.filter((provider) => FAULTS[fault][provider]).map((provider) => ({ provider, fault: arm(random, fault) })));
  const calm = random.chance(0.05);
  const dying = deaths(random);
  const meddled = featured === 'queued-restart' || featured === 'restart-without-gpu';
  return {
    seed, jobs, armed: calm ? [] : armed, rate: calm ? 0 : random.pick([0, 0, 0.01, 0.04, 0.12]),
    ...(random.chance(0.3) && { workspaceCapUsd: random.pick([1, 3, 8]) }),
    ...dying,
    twoServers: !dying.endsDead && random.chance(0.12),
    ...(random.chance(0.08) && { emergencyAfterMs: random.integer(0, 20 * MINUTE_MS) }),
    restartsMs: random.chance(0.1) ? [random.integer(0, 10 * MINUTE_MS), random.integer(0, 30 * MINUTE_MS)] : [],
    strayVolume: random.chance(0.1),
    ...((meddled || random.chance(0.05)) && { meddlesMs: random.integer(60_000, 6 * MINUTE_MS) }),
    crowded: featured === 'pages-move' || random.chance(0.05),
    setupFails: random.pick([0, 0, 0.1, 0.4]), breaks: seededRandom(`breaks ${seed}`).pick([0, 0.2, 0.6]),
  };
}
