/** The sagas of the crowd bench, in a process of their own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMachines } from '../../src/bin/server/machines.ts';
import { openRented } from '../../src/bin/server/rented.ts';
import { loadConfig } from '../../src/config/index.ts';
import { openDatabase, type Database, type Transaction } from '../../src/db/index.ts';
import { sql } from '../../src/db/drizzle.ts';
import type { Offer, Provider } from '../../src/gpu/provider.ts';
import { openLog } from '../../src/http/log.ts';
import { rent, type MachineAccess, type RentalParts } from '../../src/rental/index.ts';
import { openMasterKeys } from '../../src/storage/index.ts';
import { SAGAS, type CrowdReport, type Phase } from './crowd-report.ts';

const WORKSPACES = 10;
const USE_MS = 60_000;
/** What a login, setting up with warm caches, a heartbeat and a wipe take on a machine. */
const TAKES_MS = { login: 800, provision: 5_000, heartbeat: 200, wipe: 1_000 };

interface Counts { statements: number; transactions: number }

/** The same database, which counts. */
function counted(database: Database, counts: Counts): Database {
  const counting = (tx: Transaction): Transaction => new Proxy(tx, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        if (name === 'execute') counts.statements += 1;
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
  return {
    ...database,
    transaction: (access, work) => { counts.transactions += 1; return database.transaction(access, (tx) => work(counting(tx))); },
    read: (access, work) => { counts.transactions += 1; return database.read(access, (tx) => work(counting(tx))); },
  };
}

const simulatedAccess = (real: MachineAccess): MachineAccess => ({
  ...real,
  async login() {
    await sleep(TAKES_MS.login);
    return {
      hostKey: 'SHA256:simulated', closed: new Promise(() => undefined),
      async provision({ onStep }) {
        for (const step of ['tools', 'ffmpeg', 'runtime', 'bundle', 'weights', 'worker']) {
          onStep?.(step, 'begun');
          await sleep(TAKES_MS.provision / 6);
          onStep?.(step, 'done');
        }
        return { url: 'http://127.0.0.1:9', token: 'simulated' };
      },
      heartbeat: () => sleep(TAKES_MS.heartbeat),
      async wipe() { await sleep(TAKES_MS.wipe); return { filesLeft: 0 }; },
      close: () => Promise.resolve(),
    };
  },
});

const mib = (name: 'VmHWM' | 'VmRSS'): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

/** What passes in each phase. */
function phases(counts: Counts): { end(phase: string): Phase } {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let [at, cpu, before] = [performance.now(), process.cpuUsage(), { ...counts }];
  return {
    end(phase) {
      const seconds = (performance.now() - at) / 1000;
      const used = process.cpuUsage(cpu);
      const told = {
        mib: mib('VmHWM'), phase, seconds, delayP95Ms: delay.percentile(95) / 1e6, delayMaxMs: delay.max / 1e6, statements: counts.statements - before.statements, transactions: counts.transactions - before.transactions,
        cpu: (used.user + used.system) / 1e6 / seconds,
      };
      delay.reset();
      [at, cpu, before] = [performance.now(), process.cpuUsage(), { ...counts }];
      return told;
    },
  };
}

async function openWorld(folder: string, counts: Counts): Promise<{ rental: RentalParts; providers: Provider[]; workspaces: string[]; close(): Promise<void> }> {
  const opened = await openDatabase({ folder: path.join(folder, 'db') });
  const database = counted(opened, counts);
  const { config } = loadConfig({ ...process.env, AIMA_DATA: folder });
  const masterKeys = await openMasterKeys(path.join(folder, 'machines.key'), undefined, { mayMake: true });
  const machines = await openMachines({ database, masterKeys }, config);
  const estimate = { database, providers: machines.providers, data: folder, policy: config.machines, ...machines.known, stock: () => Promise.resolve({ entries: [], modelsFolder: folder }) };
  const rented = await openRented({ foundation: { database, masterKeys }, config, machines, estimate, settings: {}, log: openLog('warn') });
  const rental: RentalParts = { ...rented.rental, access: simulatedAccess(rented.rental.access) };
  const workspaces = Array.from({ length: WORKSPACES }, () => randomUUID());
  for (const id of workspaces) await database.transaction('everything', (tx) => tx.execute(sql`insert into workspace (id, name) values (${id}, 'bench')`));
  const reaper = rented.startReaper();
  return { rental, providers: machines.providers, workspaces, close: async () => { await reaper.stop(); await opened.close(); } };
}

export async function runSagas(): Promise<CrowdReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  const counts: Counts = { statements: 0, transactions: 0 };
  const world = await openWorld(folder, counts);
  try {
    const [provider] = world.providers;
    const offers: Offer[] = (await provider?.offers({ gpuMemoryGb: 0, diskGb: 20, interruptible: false }) ?? []).slice(0, 5);
    // Making the database, which a server does once in its life, is no part of it. Linux, proc(5): the peak begins anew.
    await sleep(2_000);
    writeFileSync('/proc/self/clear_refs', '5');
    const startMib = mib('VmRSS');
    const phase = phases(counts);
    const told: Phase[] = [];
    const orderOf = (i: number) => ({ workspaceId: world.workspaces[i % WORKSPACES] ?? '', jobId: randomUUID(), offers, caps: () => ({ jobUsd: 20, day: { usd: 1e5, sinceMs: 0 }, workspace: { usd: 1e5, sinceMs: 0 } }), diskGb: 20, expectedSeconds: 600 });
    const outcomes = await Promise.allSettled(Array.from({ length: SAGAS }, (_, i) => rent(world.rental, orderOf(i), new AbortController().signal)));
    told.push(phase.end('from the order to a worker'));
    const machines = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await sleep(USE_MS);
    told.push(phase.end('in use'));
    const endedAt = performance.now();
    const acceptedMs: number[] = [];
    await Promise.all(machines.map(async (machine) => {
      const { accepted, gone } = machine.release('finished');
      await accepted;
      acceptedMs.push(performance.now() - endedAt);
      await gone;
    }));
    told.push(phase.end('from the end to confirmed gone'));
    return {
      failed: outcomes.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])),
      startMib, peakMib: mib('VmHWM'), phases: told, acceptedP95: (acceptedMs.sort((a, b) => a - b)[Math.floor(acceptedMs.length * 0.95)] ?? Number.NaN) / 1000,
    };
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

