/** Jobs of a server whose machines are rented from both emulators over HTTP, with a real machine behind each instance. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartJob, type AnalysisJob, type AnalysisJobDetail } from '@aima/contract';
import type { Principal } from '../../src/auth/principal.ts';
import { openMachines, type Machines } from '../../src/bin/server/machines.ts';
import { openRented, type Rented } from '../../src/bin/server/rented.ts';
import { loadConfig } from '../../src/config/index.ts';
import type { Database } from '../../src/db/index.ts';
import { estimateJob, openMarket, startJob, type ControlParts, type Orchestrator } from '../../src/jobs/index.ts';
import { openLog } from '../../src/http/log.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { modelEntries } from '../../src/models/store/index.ts';
import { workerBundle } from '../../src/provisioning/bundle/worker-bundle.ts';
import type { RentalTiming } from '../../src/rental/index.ts';
import { openMasterKeys } from '../../src/storage/index.ts';
import { never, seconds } from '../emulators/core/delay.ts';
import { listen } from '../emulators/core/http.ts';
import { realMachines, type RealMachine, type RealMachines, type RealMachinesOptions } from '../emulators/machine/real-machines.ts';
import { runpodEmulator, type RunPodEmulator } from '../emulators/runpod/index.ts';
import { NO_DELAYS } from '../emulators/vastai/delays.ts';
import { createVastai, type VastaiEmulator } from '../emulators/vastai/emulator.ts';
import { testModelsFolder } from './models-folder.ts';
import { openTestJobs, type TestJobs } from './open-test-jobs.ts';

/** Kept between runs: building the bundle is no part of what is tested. */
const BUILT = path.join(os.tmpdir(), 'aima-test-provisioning');

const AT_ONCE = seconds(0, 0.05);
/** What a provider takes is the emulators' own tests' affair. */
export const NO_WAITING = {
  createBefore: never, createAfter: never, answer: AT_ONCE, visible: never, changeVisible: never, placed: never, pullCached: never, cachedChance: 1, end: never, endVisible: never, perMinute: 100_000, perHour: 1_000_000, perDay: 1_000_000,
};

/** The same saga, which looks more often. */
const FAST: Partial<RentalTiming> = { pollMs: 500, heartbeatMs: 2_000, absenceMs: 1_000, deleteMs: 1_000, lingerMs: 3_000, silentMs: 15_000, busyRoundMs: 2_000, claimMs: 6_000, graceMs: 10_000, refusedAlertMs: 2_000 };

export interface ProviderWorld {
  runpod: RunPodEmulator;
  vastai: VastaiEmulator;
  machines: RealMachines;
  /** Variables of a server that rents here. */
  env: Record<string, string>;
  /** What every machine held at its very end, as its next customer would find it. */
  onRelease(look: (machine: RealMachine) => Promise<void>): void;
  close(): Promise<void>;
}

export async function openProviders(options: Pick<RealMachinesOptions, 'image'> = {}): Promise<ProviderWorld> {
  let ports: number[] = [];
  const looks: ((machine: RealMachine) => Promise<void>)[] = [];
  const machines = await realMachines({ ...options, reaches: () => ports, onRelease: async (machine) => { for (const look of looks) await look(machine); } });
  const [runpod, vastai] = [runpodEmulator({ clock: realClock, seed: 'jobs', machines, knobs: NO_WAITING }), createVastai({ clock: realClock, seed: 'jobs', machines, delays: NO_DELAYS })];
  const servers = await Promise.all([listen(runpod.handle), listen(vastai.handle)]);
  const [runpodUrl, vastaiUrl] = servers.map(({ url }) => url);
  ports = servers.map(({ url }) => Number(new URL(url).port));
  return {
    runpod, vastai, machines, onRelease: (look) => { looks.push(look); },
    env: {
      RUNPOD_API_KEY: 'runpod-key-ours', RUNPOD_API_URL: runpodUrl ?? '', RUNPOD_GRAPHQL_URL: `${runpodUrl ?? ''}/graphql`, VASTAI_API_KEY: 'vastai-key-ours', VASTAI_API_URL: vastaiUrl ?? '',
      // Several machines pay for anything, where several are asked for.
      AIMA_LEAST_RELIABILITY: '0', AIMA_LEAST_LOAD: '0', AIMA_MOST_LOAD: '0',
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await machines.close();
    },
  };
}

/** What machines are sent, as earlier runs packed it. */
export async function warmBundle(data: string): Promise<void> {
  await workerBundle(BUILT);
  mkdirSync(data, { recursive: true });
  symlinkSync(path.join(BUILT, 'provisioning'), path.join(data, 'provisioning'));
}

/** Bundle and converted networks of earlier runs in a data folder. */
export async function warmData(data: string): Promise<void> {
  await warmBundle(data);
  if (existsSync(testModelsFolder)) symlinkSync(testModelsFolder, path.join(data, 'models'));
}

export interface RentedJobs {
  jobs: TestJobs;
  rented: Rented;
  machines: Machines;
  control: ControlParts;
  /** By the best offer of this provider. */
  start(principal: Principal, id: string, provider: string, more?: Partial<StartJob>): Promise<AnalysisJob>;
  /** With a reaper beside it; both end with it. */
  orchestrate(): Promise<Orchestrator>;
  reach: TestJobs['reach'];
}

export async function openRentedJobs(database: Database, folder: string, { env }: Pick<ProviderWorld, 'env'>, timing = FAST): Promise<RentedJobs> {
  const jobs = await openTestJobs(database, folder);
  const { data } = jobs.parts;
  const { config } = loadConfig({ AIMA_DATA: data, ...env });
  const masterKeys = await openMasterKeys(path.join(folder, 'machines.key'), undefined, { mayMake: true });
  const machines = await openMachines({ database, masterKeys }, config);
  const providers = [...jobs.parts.providers, ...machines.providers];
  const estimate = { database, providers, data, market: openMarket(providers), policy: config.machines, ...machines.known, stock: () => Promise.resolve({ entries: modelEntries, modelsFolder: path.join(data, 'models') }) };
  const opened = await openRented({ foundation: { database, masterKeys }, config, machines, estimate, settings: {}, log: openLog('warn') });
  const rented: Rented = { ...opened, rental: { ...opened.rental, timing } };
  const control: ControlParts = { ...estimate, wake: jobs.parts.wake };
  return {
    jobs, rented, machines, control, reach: jobs.reach,
    async start(principal, id, provider, more = {}) {
      const { offers, leftOut } = await estimateJob(control, principal, id);
      const offer = offers.find((each) => each.provider === provider);
      if (!offer) throw new Error(`${provider} offers nothing: ${JSON.stringify(leftOut?.slice(0, 5))}`);
      return startJob(control, principal, id, StartJob.parse({ offerId: offer.id, costLimitUsd: 5, ...more }));
    },
    async orchestrate() {
      const reaper = rented.startReaper();
      const orchestrator = await jobs.orchestrate({ rented });
      return {
        ...orchestrator,
        async stop() {
          await orchestrator.stop();
          await reaper.stop();
        },
      };
    },
  };
}

export const stepsOf = ({ steps }: AnalysisJobDetail): string[] => steps.map(({ kind, outcome }) => `${kind} ${outcome ?? 'open'}`);
