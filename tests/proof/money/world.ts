/** Everything outside of the server: time, both providers, machines, what others have in the accounts, and the log of it all. */
import { createHash } from 'node:crypto';
import { virtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { fetchTo } from '../../emulators/core/http.ts';
import type { Emulator } from '../../emulators/core/emulator.ts';
import type { Machine } from '../../emulators/core/machine-host.ts';
import { seededRandom, type Random } from '../../emulators/core/random.ts';
import { simulatedHost, type SimulatedHost } from '../../emulators/core/simulated-host.ts';
import { runpodEmulator, type RunPodEmulator } from '../../emulators/runpod/index.ts';
import { createVastai, type VastaiEmulator } from '../../emulators/vastai/emulator.ts';
import { isListed } from '../../emulators/vastai/instance.ts';
import { memoryLedger, type RentalLedger } from '../../../src/rental/index.ts';
import { ratedFaults, type ProviderName, type Scenario } from './scenario.ts';
import { leaseOfMachine } from './simulated-access.ts';

export const INSTALLATION = 'proof1';
export const URLS: Readonly<Record<ProviderName, string>> = { runpod: 'https://runpod.test', vastai: 'https://vastai.test' };
export const KEYS: Readonly<Record<ProviderName, string>> = { runpod: 'runpod-key-ours', vastai: 'vastai-key-ours' };

/** Vast.ai shows 25 on a page. */
const CROWD = 24;

export interface EventLog {
  write(line: string): void;
  /** Of all lines. */
  hash(): string;
  readonly lines: readonly string[];
}

export interface World {
  readonly clock: VirtualClock;
  readonly startMs: number;
  readonly random: Random;
  readonly log: EventLog;
  readonly ledger: RentalLedger;
  readonly host: SimulatedHost;
  /** What is known of each machine's lease from outside, by instance. */
  readonly leases: ReadonlyMap<string, LeaseHistory>;
  readonly emulators: Readonly<Record<ProviderName, Emulator>>;
  readonly vastai: VastaiEmulator;
  readonly fetch: typeof fetch;
  /** Times in which an instance of ours existed and its provider showed it to nobody. */
  readonly unseen: ReadonlyMap<string, { fromMs: number; toMs: number }[]>;
  /** How often a machine of this name was asked for. */
  readonly asked: Map<string, number>;
  /** Looks which those are now; to be called every few seconds. */
  look(): void;
  /** Ids of resources that are not ours, in our accounts and in others'. */
  readonly foreign: ReadonlySet<string>;
  settle(): void;
}

export interface LeaseHistory {
  /** It ran, or was heard of, at this moment; the lease counts from the last one. */
  startedMs: number;
  /** Its host or its provider held it up, so that its lease may not have been able to act. */
  impaired: boolean;
}

/** Notes when machines start, are heard of and are held up. */
function watchedHost(host: SimulatedHost): { host: SimulatedHost; leases: Map<string, LeaseHistory> } {
  const leases = new Map<string, LeaseHistory>();
  return {
    leases,
    host: {
      ...host,
      start(request) {
        const machine = host.start(request);
        const history: LeaseHistory = { startedMs: request.timeline.now(), impaired: false };
        leases.set(request.id, history);
        const heard = (): void => { history.startedMs = request.timeline.now(); };
        const impair = (): void => { history.impaired = true; };
        // The machine itself is what others hold, so its methods are wrapped in place.
        const watched = machine as Machine & { heartbeat(terms: object): boolean };
        const { heartbeat, resume, stop, setOffline } = watched;
        return Object.assign(watched, {
          heartbeat(terms: object) { const done = heartbeat(terms); if (done) heard(); return done; },
          resume() { heard(); return resume(); },
          stop(keepDisk: boolean) { impair(); return stop(keepDisk); },
          setOffline(offline: boolean) { impair(); setOffline?.(offline); },
        });
      },
    },
  };
}

/** A disk that outlived its machine and stands in no ledger. */
async function seedVolume({ fetch, vastai }: Pick<World, 'fetch' | 'vastai'>): Promise<void> {
  await fetch(`${URLS.vastai}/api/v0/volumes/`, {
    method: 'PUT', headers: { authorization: `Bearer ${KEYS.vastai}` }, body: JSON.stringify({ id: vastai.world.market[0]?.askId, size: 30, name: 'aima-proof1-volume-1-0badcafe' }),
  });
}

function eventLog(clock: VirtualClock, keep: boolean): EventLog {
  const hash = createHash('sha256');
  const lines: string[] = [];
  const start = clock.now();
  return {
    lines,
    write(text) {
      const line = `${((clock.now() - start) / 1000).toFixed(3)} ${text}`;
      hash.update(line).update('\n');
      if (keep) lines.push(line);
    },
    hash: () => hash.copy().digest('hex').slice(0, 16),
  };
}

/** Things of others: a stranger's in our account, one of another AIMA, and one in another account. */
async function seedForeign(world: Pick<World, 'clock' | 'emulators' | 'vastai' | 'fetch'>, crowd: number): Promise<Set<string>> {
  const names = [...Array.from({ length: crowd }, (_, i) => `team-${i}`), 'somebodys-notebook', 'aima-zzzzzz-jobjob-1-0123abcd', 'aima', 'aima-proof1-not-ours'];
  for (const name of names) world.vastai.seedContract('ours', name);
  world.vastai.seedContract('foreign', 'aima-proof1-jobjob-1-89abcdef');
  const make = async (name: string, key: string): Promise<void> => {
    await world.fetch(`${URLS.runpod}/v2/pods`, {
      method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, image: 'somebody/elses:image', gpu: { id: 'NVIDIA GeForce RTX 4090', count: 1 }, cloud: 'SECURE', disk: 20 }),
    });
  };
  for (const name of names.slice(-8)) await make(name, KEYS.runpod);
  await make('aima-proof1-jobjob-1-89abcdef', 'runpod-key-foreign');
  return new Set(Object.values(world.emulators).flatMap((emulator) => emulator.instances().map(({ id }) => id)));
}

function watchUnseen(clock: VirtualClock, emulators: { runpod: RunPodEmulator; vastai: VastaiEmulator }): { unseen: Map<string, { fromMs: number; toMs: number }[]>; look(): void } {
  const unseen = new Map<string, { fromMs: number; toMs: number }[]>();
  const hidden = new Set<string>();
  let lookedMs = clock.now();
  const note = (id: string, shown: boolean, createdMs: number): void => {
    const times = unseen.get(id) ?? [];
    const last = times.at(-1);
    if (hidden.has(id) && last) last.toMs = clock.now();
    else if (!shown) { times.push({ fromMs: Math.max(createdMs, lookedMs), toMs: clock.now() }); unseen.set(id, times); }
    if (shown) hidden.delete(id);
    else hidden.add(id);
  };
  return {
    unseen,
    look() {
      const now = clock.now();
      for (const pod of emulators.runpod.pods.all.values()) if (pod.goneMs === undefined || hidden.has(pod.id)) note(pod.id, pod.shown.at(now) !== undefined || pod.goneMs !== undefined, pod.createdMs);
      for (const contract of emulators.vastai.world.contracts.values()) {
        const id = String(contract.id);
        if (contract.goneMs === undefined || hidden.has(id)) note(id, isListed(contract, now) || contract.goneMs !== undefined, contract.createdMs);
      }
      lookedMs = now;
    },
  };
}

export async function buildWorld(plan: Scenario, keepLog: boolean): Promise<World> {
  const { seed } = plan;
  const clock = virtualClock();
  const { host, leases } = watchedHost(simulatedHost({ seed, leaseOf: leaseOfMachine }));
  // Enough money that only the fault takes it away.
  const tenants = (provider: ProviderName) => ['ours', 'foreign'].map((id) => ({ id, key: `${provider}-key-${id}`, balanceUsd: 500 }));
  const vastai = createVastai({ clock, seed, machines: host, marketSize: plan.crowded ? 96 : 36, tenants: tenants('vastai') });
  const runpod = runpodEmulator({ clock, seed, machines: host, ...(plan.crowded && { knobs: { pageSize: 3 } }), tenants: tenants('runpod') });
  const emulators = { runpod, vastai };
  const fetch = fetchTo({ [URLS.runpod]: runpod.handle, [URLS.vastai]: vastai.handle });
  const foreign = await clock.run(seedForeign({ clock, emulators, vastai, fetch }, plan.crowded ? CROWD : 0));
  if (plan.strayVolume) await clock.run(seedVolume({ fetch, vastai }));
  for (const { provider, fault } of plan.armed) emulators[provider].faults.arm(fault);
  for (const provider of ['runpod', 'vastai'] as const) if (plan.rate > 0) emulators[provider].faults.setRates(plan.rate, ratedFaults(provider));
  return {
    clock, startMs: clock.now(), asked: new Map(), host, leases, emulators, vastai, fetch, foreign, random: seededRandom(`world ${seed}`), log: eventLog(clock, keepLog), ledger: memoryLedger(clock),
    ...watchUnseen(clock, { runpod, vastai }),
    settle() {
      runpod.timeline.settle();
      vastai.timeline.settle();
    },
  };
}
