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

type Stage = ReturnType<typeof stage>;

async function rented({ provider, some }: Stage, name?: string): Promise<string> {
  const launch = await provider.launch(await some(), request(name));
  if (launch.outcome !== 'created') throw new Error(launch.message);
  return launch.id;
}

test.each([
  ['no-capacity', undefined, { outcome: 'refused', reason: 'no_capacity' }],
  ['success-false', undefined, { outcome: 'refused' }],
  ['spend-limit', undefined, { outcome: 'refused', reason: 'spend_limit' }],
  ['out-of-money', 'refused', { outcome: 'refused', reason: 'out_of_money' }],
  ['key-revoked', undefined, { outcome: 'refused', reason: 'unauthorized' }],
  ['key-read-only', undefined, { outcome: 'refused', reason: 'forbidden' }],
  ['rate-limited', undefined, { outcome: 'refused', reason: 'rate_limited' }],
] as const)('%s: refused, and nothing was made', async (fault, variant, outcome) => {
  const all = stage();
  const { clock, emulator, provider, some } = all;
  await clock.run(async () => {
    const offer = await some();
    emulator.faults.arm({ fault, match: { operation: 'create' }, ...(variant && { variant }) });
    expect(await provider.launch(offer, request())).toMatchObject(outcome);
    expect(emulator.faults.struck).toHaveLength(1);
    expect(emulator.instances()).toEqual([]);
  });
});

test.each([
  ['create-reply-lost', 'reset'], ['create-reply-lost', 'hang'], ['create-reply-lost', 'truncated'], ['create-then-500', '500'], ['create-then-500', '502'], ['create-then-500', 'html'],
] as const)('%s (%s): unknown, made once, and found by its name', async (fault, variant) => {
  const { clock, emulator, provider, some } = stage();
  await clock.run(async () => {
    emulator.faults.arm({ fault, variant });
    expect(await provider.launch(await some(), request())).toMatchObject({ outcome: 'unknown' });
    await clock.sleep(60_000);
    expect(emulator.instances()).toHaveLength(1);
    const found = (await provider.list()).filter(({ name }) => name === request().name);
    expect(found.map(({ id }) => id)).toEqual(emulator.instances().map(({ id }) => id));
  });
});

test('an error with a contract tells what is left behind, which can be ended', async () => {
  const { clock, emulator, provider, some } = stage();
  await clock.run(async () => {
    emulator.faults.arm({ fault: 'error-with-contract' });
    const launch = await provider.launch(await some(), request());
    const left = emulator.instances().map(({ id }) => id);
    expect(launch).toMatchObject({ outcome: 'refused', leftoverId: left[0] });
    await clock.sleep(30_000);
    expect((await provider.list())[0]).toMatchObject({ id: left[0], status: 'stopped' });
    expect((await provider.list())[0]?.usdPerHour).toBeCloseTo(emulator.instances()[0]?.usdPerHour ?? NaN, 9);
    await provider.terminate(left[0] ?? '');
    await clock.sleep(60_000);
    expect(await provider.list()).toEqual([]);
  });
});

test('a bid is priced by what it bids, and is told as stopped when somebody pays more', async () => {
  const { clock, emulator, provider, until } = stage(3);
  await clock.run(async () => {
    const offers = await provider.offers({ ...WISH, interruptible: true });
    const bid = offers.find(({ machine }) => machine?.interruptible);
    if (!bid) throw new Error('no bids');
    emulator.faults.arm({ fault: 'outbid' });
    const launch = await provider.launch(bid, request());
    if (launch.outcome !== 'created') throw new Error(launch.message);
    const running = await until(launch.id, 'running');
    expect(running.usdPerHour).toBeCloseTo(bid.usdPerHour, 9);
    const stopped = await until(launch.id, 'stopped', 24 * 3_600_000);
    expect(stopped.access).toEqual([]);
    expect(stopped.usdPerHour).toBeLessThan(bid.usdPerHour / 10);
  });
});

test('what breaks a filter that the server ignores is not offered, and a price that rose is seen', async () => {
  const all = stage(2);
  const { clock, emulator, provider, until } = all;
  await clock.run(async () => {
    const honest = await provider.offers(WISH);
    emulator.faults.arm({ fault: 'filter-ignored', rate: 1 });
    const odd = await provider.offers(WISH);
    expect(odd.map(({ id }) => id).toSorted()).toEqual(honest.map(({ id }) => id).toSorted());
    expect(honest.every(({ machine }) => machine && machine.gpuMemoryGb >= 20)).toBe(true);
    emulator.faults.arm({ fault: 'price-rises' });
    const offer = honest[0];
    const view = await until(await rented(all), 'running');
    expect(view.usdPerHour).toBeGreaterThan((offer?.usdPerHour ?? Infinity) * 1.3);
  });
});

test.each([
  ...(['unknown', 'denied', 'runtime', 'space'] as const).map((variant) => ['image-error', variant, 'failed'] as const), ['exits-at-once', undefined, 'failed'], ['host-vanishes', 'offline', 'lost'], ['host-vanishes', 'unknown', 'lost'], ['host-vanishes', 'frozen', 'failed'],
] as const)('%s (%s) is told as %s', async (fault, variant, status) => {
  const all = stage();
  await all.clock.run(async () => {
    all.emulator.faults.arm({ fault, ...(variant && { variant }) });
    const view = await all.until(await rented(all), status, 24 * 3_600_000);
    expect(view.access).toEqual([]);
  });
});

test('a key that vanished is attached anew by whoever looks, after a restart of ours too', async () => {
  const all = stage();
  const { clock, emulator, machines, open } = all;
  await clock.run(async () => {
    emulator.faults.arm({ fault: 'key-vanishes' });
    const id = await rented(all);
    await all.until(id, 'running');
    const next = open();
    const answers = new Set<string>();
    for (const endMs = clock.now() + 24 * 3_600_000; clock.now() < endMs; await clock.sleep(600_000)) {
      const at = (await next.inspect(id))?.access[0];
      if (at?.kind !== 'ssh') throw new Error('no way in');
      await clock.sleep(120_000);
      answers.add(machines.knock(at, KEY).answer);
      await next.inspect(id);
      await clock.sleep(120_000);
      expect(machines.knock(at, KEY).answer).toBe('ok');
    }
    expect(emulator.faults.counts()).toMatchObject({ 'key-vanishes': 1 });
    // It did vanish, and was denied until somebody looked.
    expect(answers).toContain('denied');
  });
});

test.each([
  ['delete-fails', '500', 'accepted'], ['delete-fails', 'html', 'accepted'], ['delete-fails', '500-done', /accepted|absent/], ['delete-fails', 'lost-done', /accepted|absent/], ['rate-limited', undefined, 'accepted'],
  ['delete-not-found', undefined, 'absent'], ['delete-ignored', undefined, 'accepted'],
] as const)('ending under %s (%s)', async (fault, variant, expected) => {
  const all = stage();
  await all.clock.run(async () => {
    const id = await rented(all);
    all.emulator.faults.arm({ fault, ...(variant && { variant }), match: { operation: fault === 'rate-limited' ? 'destroy' : 'delete' } });
    expect(await all.provider.terminate(id)).toMatch(expected);
    await all.clock.sleep(60_000);
    const there = (await all.provider.list()).length;
    expect(there).toBe(fault === 'delete-ignored' || fault === 'delete-not-found' ? 1 : 0);
  });
});

test('a listing is whole or an error, whatever goes wrong in between', async () => {
  const { clock, emulator, provider } = stage('listing', 120);
  await clock.run(async () => {
    const truth = Array.from({ length: 60 }, (_, i) => emulator.seedContract('ours', `work ${i}`));
    emulator.seedContract('foreign', 'of others');
    await clock.sleep(120_000);
    emulator.faults.setRates(0.15, ['list-fails', 'odd-instances', 'pages-move', 'rate-limited', 'odd-values', 'clock-skew', 'telemetry-missing']);
    let whole = 0;
    let failed = 0;
    for (let i = 0; i < 60; i += 1) {
      try {
        const seen = await provider.list();
        expect(seen.map(({ id }) => id).toSorted()).toEqual(truth.toSorted());
        whole += 1;
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^PROVIDER_/) as unknown });
        failed += 1;
      }
      await clock.sleep(15_000);
    }
    expect(whole).toBeGreaterThan(20);
    expect(failed).toBeGreaterThan(0);
  });
});

test('what belongs to others is seen by nobody but them', async () => {
  const all = stage();
  await all.clock.run(async () => {
    const foreign = all.emulator.seedContract('foreign', 'aima-abcdef-job001-1-00c0ffee');
    await all.clock.sleep(60_000);
    expect(await all.provider.list()).toEqual([]);
    expect(await all.provider.inspect(foreign)).toBeUndefined();
    expect(await all.provider.terminate(foreign)).toBe('absent');
    expect((await all.open('vastai-key-foreign').list()).map(({ id }) => id)).toEqual([foreign]);
    await expect(all.open('nobody').list()).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
    await expect(all.open('nobody').offers(WISH)).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
  });
});

test('thirty machines are looked at and ended within the time of a few calls', async () => {
  const all = stage('many', 120);
  const { clock, emulator, provider } = all;
  await clock.run(async () => {
    const ids = Array.from({ length: 30 }, (_, i) => emulator.seedContract('ours', `aima-abcdef-job001-1-${String(i).padStart(8, '0')}`));
    await clock.sleep(60_000);
    const startMs = clock.now();
    const views = await Promise.all(ids.map((id) => provider.inspect(id)));
    expect(views.map((view) => [view?.id, view?.status])).toEqual(ids.map((id) => [id, 'running']));
    expect(clock.now() - startMs).toBeLessThan(10_000);
    const endMs = clock.now();
    expect(new Set(await Promise.all(ids.map((id) => provider.terminate(id))))).toEqual(new Set(['accepted']));
    expect(clock.now() - endMs).toBeLessThan(10_000);
    await clock.sleep(30_000);
    expect(emulator.instances().filter(({ goneMs }) => goneMs === undefined)).toEqual([]);
  });
});

test('a volume of ours is listed as something that costs, and can be ended', async () => {
  const { clock, emulator, provider, some } = stage();
  await clock.run(async () => {
    const offer = await some();
    const rent = new Request(`${API}/api/v0/volumes/`, { method: 'PUT', headers: { authorization: 'Bearer vastai-key-ours' }, body: JSON.stringify({ id: Number(offer.id), size: 40, name: request().name }) });
    await emulator.handle(rent);
    const [volume] = await provider.list();
    expect(volume).toMatchObject({ name: request().name, status: 'stopped' });
    expect(volume?.usdPerHour).toBeGreaterThan(0);
    expect(await provider.inspect(volume?.id ?? '')).toEqual(volume);
    expect(await provider.terminate(volume?.id ?? '')).toBe('accepted');
    expect(await provider.list()).toEqual([]);
  });
});

test('a higher price that a host proposes is rejected', async () => {
  const all = stage();
  const { clock, emulator, provider } = all;
  await clock.run(async () => {
    emulator.faults.arm({ fault: 'contract-ends', variant: 'dearer' });
    await all.until(await rented(all), 'running');
    for (const endMs = clock.now() + 24 * 3_600_000; clock.now() < endMs && emulator.world.increases.length === 0; await clock.sleep(60_000)) await provider.list();
    expect(emulator.world.increases).toMatchObject([{ state: 'pending' }]);
    await provider.sweep?.();
    expect(emulator.world.increases).toMatchObject([{ state: 'rejected' }]);
  });
});
