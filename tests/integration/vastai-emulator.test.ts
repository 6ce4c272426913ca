/** The emulated Vast.ai says what the contract document says, and its ledger counts what happened. */
import { expect, test } from 'vitest';
import type { FaultId } from '../emulators/core/fault-table.ts';
import { ConnectionLost } from '../emulators/core/http.ts';
import { simulatedHost } from '../emulators/core/simulated-host.ts';
import { NO_DELAYS } from '../emulators/vastai/delays.ts';
import { createVastai, type VastaiSettings } from '../emulators/vastai/emulator.ts';
import { virtualClock } from '../support/virtual-clock.ts';

type Json = Record<string, unknown>;

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1dCB3aGF0IGlmIG5vdGhpbmcgaXMgaGVyZQ one';

function world(settings: Partial<VastaiSettings> = {}) {
  const clock = virtualClock();
  const machines = simulatedHost({ leaseOf: () => undefined });
  const vast = createVastai({ clock, machines, seed: 7, delays: { ...NO_DELAYS, startCached: { minMs: 20_000, maxMs: 20_000 }, cachedChance: 1 }, ...settings });
  const call = async (method: string, path: string, body?: Json, key = 'vastai-key-ours'): Promise<{ status: number; body: Json }> => {
    const response = await vast.handle(new Request(`http://vast.test${path}`, { method, headers: { authorization: `Bearer ${key}` }, ...(body && { body: JSON.stringify(body) }) }));
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) as Json }; // the emulator's own answers
    } catch {
      return { status: response.status, body: { text } };
    }
  };
  const offers = async (body: Json = {}): Promise<Json[]> => (await call('POST', '/api/v0/bundles/', { rentable: { eq: true }, ...body })).body.offers as Json[]; // as above
  const rent = async (body: Json = {}): Promise<{ id: number; status: number; body: Json }> => {
    const [offer] = await offers({ order: [['dph_total', 'asc']] });
    const reply = await call('PUT', `/api/v0/asks/${String(offer?.id)}/`, { image: 'i', disk: 50, label: 'aima-one', ...body });
    return { id: Number(reply.body.new_contract), ...reply };
  };
  const show = async (id: number): Promise<Json | null> => (await call('GET', `/api/v0/instances/${id}/`)).body.instances as Json | null; // as above
  const pause = (ms: number): Promise<void> => clock.advance(ms);
  return { clock, vast, machines, call, offers, rent, show, pause };
}

test('a search keeps to its filters, its order and 64 rows, and prices hold the disk', async () => {
  const { clock, offers } = world({ marketSize: 200 });
  await clock.run(async () => {
    const found = await offers({ gpu_name: { in: ['RTX 4090', 'L40S'] }, reliability2: { gte: 0.95 }, order: [['dph_total', 'asc']], allocated_storage: 100 });
    expect(found.length).toBeGreaterThan(5);
    const prices = found.map((row) => Number(row.dph_total));
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    for (const row of found) {
      expect(['RTX 4090', 'L40S']).toContain(row.gpu_name);
      expect(Number(row.dph_total)).toBeCloseTo(Number(row.dph_base) + 100 * Number(row.storage_cost) / 30 / 24, 9);
    }
    expect(await offers({})).toHaveLength(64);
    expect(await offers({ id: { gt: 0 } })).toEqual([]);
  });
});

test('a contract goes from nothing over loading to running, is billed for its disk first and then for all, and ends with its delete', async () => {
  const { clock, rent, show, call, vast, pause, machines } = world();
  const { id } = await clock.run(rent());
  expect(await clock.run(show(id))).toMatchObject({ actual_status: 'loading', intended_status: 'running', label: 'aima-one' });
  const diskOnly = vast.ledger.billing()[0]?.usdPerHour ?? 0;
  expect(diskOnly).toBeGreaterThan(0);
  await pause(30_000);
  const row = await clock.run(show(id));
  expect(row).toMatchObject({ actual_status: 'running', cur_state: 'running' });
  expect(String(row?.public_ipaddr)).toMatch(/\n$/);
  expect(row?.ports).toEqual({ '22/tcp': [{ HostIp: '0.0.0.0', HostPort: String(machines.machine(String(id))?.direct?.port) }] });
  expect(vast.ledger.billing()[0]?.usdPerHour).toBeCloseTo(Number(row?.dph_total), 9);
  expect((await clock.run(call('DELETE', `/api/v0/instances/${id}/`))).body).toMatchObject({ success: true });
  await pause(5_000);
  expect(await clock.run(show(id))).toBeNull();
  expect(vast.ledger.billing()).toEqual([]);
  expect(vast.ledger.spent({ tenant: 'ours', kind: 'gpu' })).toBeCloseTo(Number(row?.dph_base) * 10 / 3_600, 3);
  expect(machines.machine(String(id))?.destroyed).toBe(true);
});

test('stopped costs its disk; started again while the GPU is taken it is queued, and bills later without a word', async () => {
  const { clock, rent, show, call, vast, pause } = world();
  const { id } = await clock.run(rent());
  await pause(30_000);
  await clock.run(call('PUT', `/api/v0/instances/${id}/`, { state: 'stopped' }));
  await pause(5_000);
  expect(await clock.run(show(id))).toMatchObject({ actual_status: 'stopped', intended_status: 'stopped', instance: { gpuCostPerHour: 0 } });
  expect(vast.ledger.billing()[0]?.usdPerHour).toBeGreaterThan(0);
  vast.faults.arm({ fault: 'queued-restart' });
  expect((await clock.run(call('PUT', `/api/v0/instances/${id}/`, { state: 'running' }))).body.msg).toMatch(/queued/);
  await pause(2_000);
  expect(await clock.run(show(id))).toMatchObject({ actual_status: 'stopped', intended_status: 'running', cur_state: 'stopped', next_state: 'running' });
  await pause(7_300_000);
  expect(await clock.run(show(id))).toMatchObject({ actual_status: 'running' });
});

test('an outbid one looks stopped by its renter, and may run again by itself', async () => {
  const { clock, rent, show, vast, pause } = world();
  vast.faults.arm({ fault: 'auto-resume' });
  const { id } = await clock.run(rent());
  let seen: unknown[] = [];
  for (let minute = 0; minute < 1_300 && !seen.includes('again'); minute++) {
    await pause(60_000);
    const row = await clock.run(show(id));
    const word = row?.cur_state === 'stopped' ? 'outbid' : seen.includes('outbid') ? 'again' : 'runs';
    seen = [...new Set([...seen, word])];
  }
  expect(seen).toEqual(['runs', 'outbid', 'again']);
});

test.each<[FaultId, string, number | undefined, boolean]>([
  ['no-capacity', '404', 404, false], ['no-capacity', '410', 410, false], ['no-capacity', '400', 400, false],
  ['success-false', '', 200, false], ['error-with-contract', '', 400, true], ['create-then-500', '500', 500, true], ['create-then-500', 'html', 502, true],
  ['create-reply-lost', 'reset', undefined, true], ['create-reply-lost', 'truncated', 200, true], ['out-of-money', 'refused', 400, false], ['spend-limit', '', 400, false],
])('a create that goes wrong by %s (%s) answers %s and leaves a contract: %s', async (fault, variant, status, left) => {
  const { clock, rent, vast } = world();
  vast.faults.arm({ fault, variant });
  const reply = await clock.run(rent().catch((error: unknown) => { expect(error).toBeInstanceOf(ConnectionLost); return undefined; }));
  expect(reply?.status).toBe(status);
  if (reply?.status === 200) expect(reply.body.success).not.toBe(true);
  expect(vast.ledger.billing().length).toBe(left ? 1 : 0);
  if (fault === 'error-with-contract') {
    expect(Number(reply?.body.new_contract)).toBe(Number(vast.instances()[0]?.id));
    expect(vast.instances()[0]?.status).toMatch(/^parked/);
  }
});

test('a low bid without the word cancel_unavail is parked, with it refused', async () => {
  const { clock, rent, vast } = world();
  expect((await clock.run(rent({ price: 0.001, cancel_unavail: true }))).status).toBe(410);
  expect(vast.ledger.billing()).toEqual([]);
  await clock.advance(20_000);
  expect((await clock.run(rent({ price: 0.001 }))).body.new_contract).toBeTypeOf('number');
  expect(vast.ledger.billing()).toHaveLength(1);
});

test('lists come by 25 with a token, count themselves, and refuse a bad token', async () => {
  const { clock, vast, call, pause } = world();
  for (let i = 0; i < 30; i++) vast.seedContract('ours', `mine-${i}`);
  for (let i = 0; i < 5; i++) vast.seedContract('foreign', `theirs-${i}`);
  const first = (await clock.run(call('GET', '/api/v1/instances/?limit=100'))).body;
  expect(first).toMatchObject({ total_instances: 30, instances_found: 25 });
  await pause(2_000);
  const second = (await clock.run(call('GET', `/api/v1/instances/?after_token=${String(first.next_token)}`))).body;
  expect(second).toMatchObject({ total_instances: 30, next_token: null });
  const labels = [...first.instances as Json[], ...second.instances as Json[]].map(({ label }) => label); // as above
  expect(new Set(labels).size).toBe(30);
  expect(labels.every((label) => String(label).startsWith('mine'))).toBe(true);
  await pause(2_000);
  expect((await clock.run(call('GET', '/api/v1/instances/?after_token=x'))).status).toBe(400);
  await pause(2_000);
  expect((await clock.run(call('GET', `/api/v1/instances/?select_filters=${encodeURIComponent('{"label":{"eq":"mine-3"}}')}`))).body).toMatchObject({ instances_found: 1 });
  await pause(2_000);
  expect((await clock.run(call('GET', `/api/v1/instances/?select_filters=${encodeURIComponent('{"dph_total":{"lte":1}}')}`))).status).toBe(400);
});

test('each endpoint has its least interval, and refuses in three shapes', async () => {
  const { clock, call } = world();
  const shapes = new Set<string>();
  await clock.run(async () => {
    for (let i = 0; i < 30; i++) {
      const { status, body } = await call('DELETE', '/api/v0/instances/1/');
      if (status === 429) shapes.add(Object.keys(body).sort().join());
      if (status === 429 && body.detail !== undefined) expect(body.detail).toMatch(/threshold=3/);
    }
    for (let i = 0; i < 12; i++) expect((await call('POST', '/api/v0/bundles/', {})).status).toBe(i < 10 ? 200 : 429);
    await clock.sleep(61_000);
    expect((await call('POST', '/api/v0/bundles/', {})).status).toBe(200);
  });
  expect([...shapes].sort()).toEqual(['detail', 'error,msg,success', 'text']);
});

test("keys: wrong, read-only, another account's, and an instance's own that ends it and nothing else", async () => {
  const { clock, rent, call, vast, pause } = world();
  const other = vast.seedContract('foreign', 'theirs');
  const { id } = await clock.run(rent());
  const status = async (...args: Parameters<typeof call>): Promise<number> => { await pause(15_000); return (await clock.run(call(...args))).status; };
  expect(await status('GET', '/api/v1/instances/', undefined, 'nobody')).toBe(401);
  expect(await status('DELETE', `/api/v0/instances/${id}/`, undefined, 'vastai-read-key-ours')).toBe(403);
  expect(await status('DELETE', `/api/v0/instances/${other}/`)).toBe(404);
  const own = vast.world.contracts.get(id)?.containerKey ?? '';
  expect(await status('DELETE', `/api/v0/instances/${other}/`, undefined, own)).toBe(403);
  expect(await status('GET', '/api/v1/instances/', undefined, own)).toBe(403);
  expect(vast.instances().filter(({ goneMs }) => goneMs !== undefined)).toEqual([]);
  expect(await status('DELETE', `/api/v0/instances/${id}/`, undefined, own)).toBe(200);
  await pause(1_000);
  vast.timeline.settle();
  expect(vast.ledger.billing().map(({ id: left }) => left)).toEqual([other]);
});

test.each<[FaultId, string, number, string]>([
  ['delete-fails', '500', 500, 'refused'], ['delete-fails', '500-done', 500, 'accepted'], ['delete-ignored', '', 200, 'ignored'], ['delete-not-found', '', 404, 'ignored'], ['success-false', '', 200, 'refused'],
])('a delete with %s (%s) answers %i, and the ledger knows it was %s', async (fault, variant, status, outcome) => {
  const { clock, rent, call, vast, pause } = world();
  const { id } = await clock.run(rent());
  vast.faults.arm({ fault, variant });
  expect((await clock.run(call('DELETE', `/api/v0/instances/${id}/`))).status).toBe(status);
  await pause(60_000);
  vast.timeline.settle();
  expect(vast.ledger.touches(String(id)).at(-1)).toMatchObject({ what: 'delete', outcome, by: 'ours/all' });
  expect(vast.ledger.billing()).toHaveLength(outcome === 'accepted' ? 0 : 1);
});

test('a key is attached to one instance, denied at first, and can vanish', async () => {
  const { clock, rent, call, vast, machines, pause } = world();
  vast.faults.arm({ fault: 'key-vanishes' });
  const { id } = await clock.run(rent());
  await pause(20_500);
  vast.timeline.settle();
  const machine = machines.machine(String(id));
  const meets = new Set<string>();
  await clock.run(call('POST', `/api/v0/instances/${id}/ssh/`, { ssh_key: KEY }));
  for (let second = 0; second < 900 && !meets.has('ok'); second++) { await pause(1_000); meets.add(machine?.knock(KEY) ?? ''); }
  expect([...meets]).toEqual(expect.arrayContaining(['refused', 'denied', 'ok']));
  expect(machine?.knock('ssh-ed25519 AAAA another')).toBe('denied');
  await pause(19 * 3_600_000);
  expect(machine?.knock(KEY)).toBe('denied');
  await clock.run(call('POST', `/api/v0/instances/${id}/ssh/`, { ssh_key: KEY }));
  expect(machine?.knock(KEY)).toBe('ok');
});

test('without money everything stops, and is deleted two days later', async () => {
  const { clock, rent, show, vast, pause } = world({ tenants: [{ id: 'ours', key: 'vastai-key-ours', balanceUsd: 0.01 }] });
  const { id } = await clock.run(rent());
  await pause(40 * 60_000);
  expect(await clock.run(show(id))).toMatchObject({ actual_status: 'stopped' });
  await pause(60 * 3_600_000);
  vast.timeline.settle();
  expect(vast.ledger.billing()).toEqual([]);
});

test('bytes cost by the host’s price, volumes outlive, proposals raise the price only when they are accepted', async () => {
  const { clock, rent, call, offers, vast, pause } = world();
  vast.faults.arm({ fault: 'contract-ends', variant: 'dearer' });
  const [offer] = await clock.run(offers({ order: [['dph_total', 'asc']] }));
  const { id } = await clock.run(rent());
  vast.traffic(String(id), { in: 2, out: 1 });
  expect(vast.ledger.spent({ resource: String(id), kind: 'bandwidth' })).toBeCloseTo(2 * Number(offer?.inet_down_cost) + Number(offer?.inet_up_cost), 9);
  await clock.run(call('PUT', '/api/v0/volumes/', { id: Number(offer?.id), size: 20, name: 'v' }));
  await pause(19 * 3_600_000);
  const rows = (await clock.run(call('GET', '/api/v0/instances/pending-price-increases/'))).body.pending_price_increases as Json[]; // as above
  expect(rows).toHaveLength(1);
  const proposal = { pending_price_increase_id: rows[0]?.pending_price_increase_id };
  expect((await clock.run(call('PUT', '/api/v0/instances/reject-price-increase/', { ...proposal, why: 1 }))).status).toBe(400);
  expect((await clock.run(call('PUT', '/api/v0/instances/reject-price-increase/', proposal))).status).toBe(200);
  await clock.run(call('DELETE', `/api/v0/instances/${id}/`));
  await pause(5_000);
  vast.timeline.settle();
  expect(vast.ledger.billing().map(({ kind }) => kind)).toEqual(['volume']);
});

test('the same seed tells the same story, another seed another', async () => {
  const story = async (seed: number): Promise<string> => {
    const { clock, rent, show, pause } = world({ seed, delays: {} });
    const { id } = await clock.run(rent());
    const seen: unknown[] = [id];
    for (let i = 0; i < 20; i++) { await pause(7_000); seen.push(await clock.run(show(id))); }
    return JSON.stringify(seen);
  };
  const one = await story(1);
  expect(await story(1)).toBe(one);
  expect(await story(2)).not.toBe(one);
});
