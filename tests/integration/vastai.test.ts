/** The provider for Vast.ai against the emulator, under virtual time: what each fault of its own looks like from here. */
import { expect, test } from 'vitest';
import { vastaiProvider } from '../../src/gpu/vastai/provider.ts';
import type { Offer } from '../../src/gpu/provider.ts';
import { fetchTo } from '../emulators/core/http.ts';
import { simulatedHost } from '../emulators/core/simulated-host.ts';
import { createVastai } from '../emulators/vastai/emulator.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const API = 'https://console.vast.ai';
const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const WISH = { gpuMemoryGb: 20, diskGb: 40, interruptible: false };
const request = (name = 'aima-abcdef-job001-1-00c0ffee') => ({
  name, leaseSeconds: 300, rent: { publicKey: `${KEY} me`, image: 'image:1', diskGb: 40, bootScript: 'echo lease', env: {} },
});

function stage(seed: number | string = 1, marketSize = 60) {
  const clock = virtualClock();
  const machines = simulatedHost({ seed });
  const emulator = createVastai({ clock, seed, machines, marketSize });
  const open = (key = 'vastai-key-ours') => vastaiProvider({ key, fetch: fetchTo({ [API]: emulator.handle }), clock, random: () => emulator.random.next() });
  const provider = open();
  const some = async (query = WISH): Promise<Offer> => {
    const offer = (await provider.offers(query))[0];
    if (!offer) throw new Error('the market is empty');
    return offer;
  };
  /** Looks every five seconds. */
  async function until(id: string, status: string, limitMs = 3_600_000) {
    for (const endMs = clock.now() + limitMs; clock.now() < endMs; await clock.sleep(5_000)) {
      const view = await provider.inspect(id);
      if (view?.status === status) return view;
    }
    throw new Error(`it never was ${status}`);
  }
  return { clock, machines, emulator, provider, open, some, until };
}

test('a machine is found, rented, reached, paid for and gone', async () => {
  const { clock, machines, emulator, provider, some, until } = stage();
  await clock.run(async () => {
    const offer = await some();
    const launch = await provider.launch(offer, request());
    expect(launch).toMatchObject({ outcome: 'created' });
    if (launch.outcome !== 'created') return;
    const view = await until(launch.id, 'running');
    expect(view).toMatchObject({ name: request().name, gpuCount: offer.machine?.gpuCount, machineId: offer.machine?.machineId, region: offer.machine?.region });
    expect(view.usdPerHour).toBeCloseTo(offer.usdPerHour, 9);
    expect(view.access.map((access) => (access.kind === 'ssh' ? access.way : access.kind))).toEqual(['direct', 'proxy']);
    await clock.sleep(600_000);
    for (const access of view.access) {
      if (access.kind !== 'ssh') throw new Error('no SSH');
      expect(machines.knock(access, KEY).answer).toBe('ok');
      expect(machines.knock(access, `ssh-ed25519 ${'B'.repeat(68)}`).answer).toBe('denied');
    }
    expect(await provider.terminate(launch.id)).toBe('accepted');
    await clock.sleep(60_000);
    expect((await provider.list()).map(({ name }) => name)).not.toContain(request().name);
    expect(await provider.inspect(launch.id)).toBeUndefined();
    expect(await provider.terminate(launch.id)).toBe('absent');
    await clock.sleep(3_600_000);
    expect(await provider.charged?.(launch.id)).toBeCloseTo(emulator.ledger.spent({ resource: launch.id }), 6);
  });
});
