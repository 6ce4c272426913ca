/** One suite of cases for every provider: in-process under virtual time, and over HTTP. */
import { describe, onTestFinished } from 'vitest';
import { realClock, type Clock } from '../../src/kernel/clock.ts';
import { runpodProvider } from '../../src/gpu/runpod/provider.ts';
import { vastaiProvider } from '../../src/gpu/vastai/provider.ts';
import { providerCases, type ProviderStage, type RentedStage } from '../../src/gpu/provider.cases.ts';
import { rentedProviderCases } from '../../src/gpu/rented-provider.cases.ts';
import { fetchTo, listen } from '../emulators/core/http.ts';
import { simulatedHost } from '../emulators/core/simulated-host.ts';
import { seconds } from '../emulators/core/delay.ts';
import { runpodEmulator } from '../emulators/runpod/index.ts';
import type { RunPodKnobs } from '../emulators/runpod/settings.ts';
import { NO_DELAYS } from '../emulators/vastai/delays.ts';
import { createVastai } from '../emulators/vastai/emulator.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const REQUEST = {
  leaseSeconds: 300,
  rent: { publicKey: `ssh-ed25519 ${'A'.repeat(68)} cases`, image: 'image:1', diskGb: 20, bootScript: 'echo lease', env: { AIMA_CASE: '1' } },
};
let seed = 0;

function vastai(): ProviderStage & { rented: RentedStage } {
  const clock = virtualClock();
  seed += 1;
  const emulator = createVastai({ clock, seed, machines: simulatedHost({ seed }), marketSize: 120 });
  const as = (key: string) => vastaiProvider({ key, fetch: fetchTo({ 'https://console.vast.ai': emulator.handle }), clock, random: () => emulator.random.next() });
  return { provider: as('vastai-key-ours'), clock, request: REQUEST, run: (work) => clock.run(work), rented: { emulator, key: 'vastai-key-ours', foreignKey: 'vastai-key-foreign', as } };
}

/** Real time, passed faster, so that what is documented in minutes is tested in seconds. */
const FASTER = 20;
const fastClock: Clock = { now: () => Date.now() * FASTER, sleep: (ms, signal) => realClock.sleep(ms / FASTER, signal) };

async function vastaiOverHttp(): Promise<ProviderStage> {
  const emulator = createVastai({ clock: fastClock, seed: 'http', machines: simulatedHost(), delays: NO_DELAYS });
  const server = await listen(emulator.handle);
  onTestFinished(server.close);
  const provider = vastaiProvider({ key: 'vastai-key-ours', fetch: (request) => fetch(request), clock: fastClock, random: Math.random, apiUrl: server.url });
  return { provider, clock: fastClock, request: REQUEST };
}

function runpod(): ProviderStage & { rented: RentedStage } {
  const clock = virtualClock();
  seed += 1;
  const emulator = runpodEmulator({ clock, seed, machines: simulatedHost({ seed }), knobs: { pageSize: 3 } });
  const as = (key: string) => runpodProvider({ key, fetch: fetchTo({ 'https://api.runpod.io': emulator.handle }), clock, random: () => emulator.random.next() });
  return { provider: as('runpod-key-ours'), clock, request: REQUEST, run: (work) => clock.run(work), rented: { emulator, key: 'runpod-key-ours', foreignKey: 'runpod-key-foreign', as } };
}

const AT_ONCE = seconds(0, 1);
const IMPATIENT: Partial<RunPodKnobs> = { createBefore: AT_ONCE, createAfter: AT_ONCE, answer: AT_ONCE, visible: AT_ONCE, placed: AT_ONCE, pullCached: AT_ONCE, cachedChance: 1, end: AT_ONCE, perMinute: 10_000 };

async function runpodOverHttp(): Promise<ProviderStage> {
  const emulator = runpodEmulator({ clock: fastClock, seed: 'http', machines: simulatedHost(), knobs: IMPATIENT });
  const server = await listen(emulator.handle);
  onTestFinished(server.close);
  const provider = runpodProvider({ key: 'runpod-key-ours', fetch: (request) => fetch(request), clock: fastClock, random: Math.random, apiUrl: server.url, graphqlUrl: `${server.url}/graphql` });
  return { provider, clock: fastClock, request: REQUEST };
}

describe('runpod over HTTP', () => { providerCases(runpodOverHttp); });
describe('runpod', () => { rentedProviderCases(() => Promise.resolve(runpod())); });
describe('vastai over HTTP', () => { providerCases(vastaiOverHttp); });
describe('vastai', () => { rentedProviderCases(() => Promise.resolve(vastai())); });
