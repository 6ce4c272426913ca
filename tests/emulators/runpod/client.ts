/** An emulated RunPod in virtual time and somebody who asks it, for its tests. */
import { virtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import type { EmulatorSettings } from '../core/emulator.ts';
import type { ArmedFault } from '../core/faults.ts';
import { fetchTo } from '../core/http.ts';
import { simulatedHost, type SimulatedHost } from '../core/simulated-host.ts';
import { runpodEmulator, type RunPodEmulator } from './index.ts';
import { KNOBS, type RunPodKnobs } from './settings.ts';

export interface Answered { status: number; headers: Headers; body: Record<string, unknown>; text: string }

export interface RunPodVisitor {
  clock: VirtualClock;
  emulator: RunPodEmulator;
  machines: SimulatedHost;
  /** Under the key with all rights, unless another one is given. @throws TypeError where the connection is lost */
  ask(method: string, path: string, body?: unknown, key?: string): Promise<Answered>;
  graphql(query: string, variables?: object): Promise<Answered>;
  /** A pod, by its id. */
  create(more?: object): Promise<string>;
  pod(id: string): Promise<Answered>;
  list(): Promise<string[]>;
  arm(fault: ArmedFault): void;
  pass(seconds: number): Promise<void>;
}

export const KEY = 'runpod-key-ours';
export const FOREIGN_KEY = 'runpod-key-foreign';
/** More than any test asks. */
const NO_LIMITS: Partial<RunPodKnobs> = { perMinute: 100_000, perHour: 1_000_000, perDay: 1_000_000 };

export const ORDER = { name: 'aima-abc123-job001-1-0a1b2c3d', image: 'runpod/base:1.0', gpu: { id: 'NVIDIA GeForce RTX 4090' }, disk: 40, ports: ['22/tcp'], env: { PUBLIC_KEY: 'ssh-ed25519 AAAA test' } };

export function visitRunPod(settings: Partial<EmulatorSettings> & { knobs?: Partial<RunPodKnobs> } = {}): RunPodVisitor {
  const clock = virtualClock();
  const machines = simulatedHost({ seed: settings.seed ?? 1 });
  const emulator = runpodEmulator({ clock, machines, ...settings, knobs: { ...KNOBS, ...NO_LIMITS, cachedChance: 1, ...settings.knobs } });
  const fetched = fetchTo({ 'https://api.runpod.io': emulator.handle });
  const ask: RunPodVisitor['ask'] = (method, path, body, key = KEY) => clock.run(async () => {
    const response = await fetched(`https://api.runpod.io${path}`, { method, headers: { authorization: `Bearer ${key}` }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await response.text();
    let parsed: unknown;
    try { parsed = JSON.parse(text); } catch { /* not every answer is JSON */ }
    return { status: response.status, headers: response.headers, text, body: (parsed ?? {}) as Record<string, unknown> }; // whatever was answered; tests look into it
  });
  return {
    clock, emulator, machines, ask,
    graphql: (query, variables) => ask('POST', '/graphql', { query, ...(variables && { variables }) }),
    async create(more = {}) {
      const { status, body, text } = await ask('POST', '/v2/pods', { ...ORDER, ...more });
      if (status !== 201 || typeof body['id'] !== 'string') throw new Error(`not created: ${status} ${text}`);
      return body['id'];
    },
    pod: (id) => ask('GET', `/v2/pods/${id}`),
    async list() {
      const { body } = await ask('GET', '/v2/pods');
      return (body['pods'] as { id: string }[]).map((pod) => pod.id); // throws where it is no list
    },
    arm: (fault) => { emulator.faults.arm(fault); },
    pass: (s) => clock.advance(s * 1_000),
  };
}
