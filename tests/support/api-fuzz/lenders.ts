/** Both emulated providers of machines, on loopback; nobody gets into what they lend, so what is rented costs and does nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { realClock } from '../../../src/kernel/clock.ts';
import type { Emulator } from '../../emulators/core/emulator.ts';
import { listen } from '../../emulators/core/http.ts';
import type { MachineHost } from '../../emulators/core/machine-host.ts';
import { never } from '../../emulators/core/delay.ts';
import { runpodEmulator } from '../../emulators/runpod/index.ts';
import { NO_DELAYS } from '../../emulators/vastai/delays.ts';
import { createVastai } from '../../emulators/vastai/emulator.ts';

/** In the environment of the server, and entered once more. */
export const OUR_KEYS = { runpod: 'runpod-key-ours', vastai: 'vastai-key-ours' } as const;

export interface Lenders {
  /** Of the server, which then reaches these providers and no others. */
  env: Record<string, string>;
  /** No word of an answer may hold one. */
  secrets: readonly string[];
  /** What bills still, some time after it should have ended. */
  billing(): Promise<string[]>;
  close(): Promise<void>;
}

/** What was asked to end may bill for so long. */
const END_MS = 60_000;

/** Machines on paper; the port is one on which nobody listens. */
const closedMachines: MachineHost = {
  kind: 'none',
  start: () => ({ direct: { host: '127.0.0.1', port: 9, user: 'root' }, stop: () => undefined, resume: () => undefined, setPublicKeys: () => undefined, destroy: () => undefined }),
  close: () => Promise.resolve(),
};

export async function openLenders(): Promise<Lenders> {
  const parts = { clock: realClock, seed: 'fuzz', machines: closedMachines };
  const unhurried = { createBefore: never, createAfter: never, answer: never, visible: never, placed: never, pullCached: never, cachedChance: 1, end: never, endVisible: never, perMinute: 1e6, perHour: 1e7, perDay: 1e8 };
  const emulators: Emulator[] = [runpodEmulator({ ...parts, knobs: unhurried }), createVastai({ ...parts, delays: NO_DELAYS })];
  const servers = await Promise.all(emulators.map(({ handle }) => listen(handle)));
  const [runpod = '', vastai = ''] = servers.map(({ url }) => url);
  const bills = (): string[] => emulators.flatMap(({ timeline, ledger, provider }) => {
    timeline.settle();
    return ledger.billing().map(({ name }) => `${provider}: ${name}`);
  });
  return {
    env: { RUNPOD_API_URL: runpod, RUNPOD_GRAPHQL_URL: `${runpod}/graphql`, RUNPOD_API_KEY: OUR_KEYS.runpod, VASTAI_API_URL: vastai, VASTAI_API_KEY: OUR_KEYS.vastai, VAST_AI_API_KEY: '' },
    secrets: Object.values(OUR_KEYS),
    async billing() {
      for (const until = Date.now() + END_MS; bills().length > 0 && Date.now() < until;) await sleep(250);
      return bills();
    },
    async close() { await Promise.all(servers.map((server) => server.close())); },
  };
}
