import type { IncomingMessage } from 'node:http';
import { expect, test, vi } from 'vitest';
import { localHttp } from '../../../tests/support/local-http.ts';
import type { Offer } from '../provider.ts';
import { vastaiProvider } from './provider.ts';

type Json = Record<string, unknown>;
interface Asked { method: string; path: string; body: Json; key: string | undefined }
/** An answer with a status of its own is a pair; text goes out as it is. */
type Given = Json | [number, Json | string];

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFnH8bLzGSTW1D0';
const RENT = { publicKey: `${KEY} somebody's machine`, image: 'image:1', diskGb: 50, bootScript: 'echo lease', env: { A: '1' } };
const OFFER: Offer = {
  id: '77', provider: 'vastai', description: '', usdPerHour: 0.4,
  machine: { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false },
};
const BID: Offer = { ...OFFER, id: '77@0.231', ...(OFFER.machine && { machine: { ...OFFER.machine, interruptible: true } }) };
const REQUEST = { name: 'aima-abcdef-job001-1-00c0ffee', leaseSeconds: 300, rent: RENT };
const RUNNING = { actual_status: 'running', intended_status: 'running', cur_state: 'running', next_state: 'running' };
const ROW = { id: 5, label: REQUEST.name, ...RUNNING, dph_total: 0.4, ssh_host: 'ssh5.vast.ai', ssh_port: 11022, extra_env: [['AIMA_PUBLIC_KEY', KEY]] };

/** Waits pass twenty times faster. */
const clock = {
  now: () => Date.now() * 20,
  sleep: (ms: number, signal?: AbortSignal) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms / 20);
    signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  }),
};

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text) as Json; // only objects are sent
}

/** A provider before a server that answers as told. */
async function against(answer: (asked: Asked, earlier: Asked[]) => Given | undefined) {
  const asked: Asked[] = [];
  const apiUrl = await localHttp((request, response) => {
    void bodyOf(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', body, key: request.headers.authorization };
      const given = answer(one, [...asked]);
      asked.push(one);
      // Nothing to answer: the connection breaks after the request was taken.
      if (given === undefined) { response.destroy(); return; }
      const [status, content] = Array.isArray(given) ? given : [200, given];
      response.writeHead(status).end(typeof content === 'string' ? content : JSON.stringify(content));
    });
  });
  return { asked, provider: vastaiProvider({ key: 'secret-key', fetch: (request) => fetch(request), clock, random: () => 0.5, apiUrl: `${apiUrl}/` }) };
}

test('a machine is rented by one call that says everything', async () => {
  const { asked, provider } = await against(() => ({ success: true, new_contract: 5 }));
  expect(await provider.launch(OFFER, REQUEST)).toEqual({ outcome: 'created', id: '5' });
  expect(asked).toMatchObject([{ method: 'PUT', path: '/api/v0/asks/77/', key: 'Bearer secret-key' }]);
  expect(asked[0]?.body).toMatchObject({
    label: REQUEST.name, image: 'image:1', disk: 50, runtype: 'ssh_direct ssh_proxy', cancel_unavail: true, target_state: 'running', env: { A: '1', AIMA_PUBLIC_KEY: KEY },
  });
  expect(asked[0]?.body).not.toHaveProperty('price');
  expect(String(asked[0]?.body.onstart)).toMatch(/^echo lease\n[^']*'ssh-ed25519 AAAA\w+'/);
});

test('a bid always names its price', async () => {
  const { asked, provider } = await against(() => ({ success: true, new_contract: 5 }));
  await provider.launch(BID, REQUEST);
  expect(asked[0]?.body).toMatchObject({ price: 0.231, cancel_unavail: true });
});

test('what would be rented wrongly is not asked for at all', async () => {
  const { asked, provider } = await against(() => ({ success: true, new_contract: 5 }));
  const reasons = await Promise.all([
    provider.launch({ ...BID, id: '77' }, REQUEST),
    provider.launch({ ...OFFER, id: '77/../../x' }, REQUEST),
    provider.launch(OFFER, { name: 'a', leaseSeconds: 300 }),
    provider.launch(OFFER, { ...REQUEST, rent: { ...RENT, publicKey: "x'; rm -rf /" } }),
    provider.launch(OFFER, { ...REQUEST, rent: { ...RENT, bootScript: 'x'.repeat(4000) } }),
    provider.launch(OFFER, { ...REQUEST, name: 'x'.repeat(257) }),
  ]);
  expect(reasons).toEqual(Array.from(reasons, () => expect.objectContaining({ outcome: 'refused', reason: 'invalid' }) as unknown));
  expect(asked).toEqual([]);
});

test('a long key and the longest lease fit', async () => {
  const { asked, provider } = await against(() => ({ success: true, new_contract: 5 }));
  await provider.launch(OFFER, { ...REQUEST, rent: { ...RENT, publicKey: `ssh-rsa ${'A'.repeat(716)}== me`, bootScript: 'x'.repeat(3000) } });
  expect(String(asked[0]?.body.onstart).length).toBeLessThanOrEqual(4096);
});

test.each([[undefined], [[500, { success: false }] as Given], [[502, '<html>'] as Given], [[200, '{"succ'] as Given]])('a create with the answer %j is sent once and has an unknown end', async (given) => {
  const { asked, provider } = await against(() => given);
  expect(await provider.launch(OFFER, REQUEST)).toMatchObject({ outcome: 'unknown' });
  expect(asked).toHaveLength(1);
});

test('the market is walked on by price, checked again, and told once per machine', async () => {
  const machine = (id: number, dph_total: number, more: Json = {}) => ({
    id, gpu_name: 'RTX_4090', num_gpus: 1, gpu_ram: 24564, disk_space: 500, dph_base: dph_total, dph_total, storage_cost: 0, min_bid: 0.1, compute_cap: 890,
    direct_port_count: 2, verification: 'verified', rentable: true, rented: false, ...more,
  });
  const market = [...Array.from({ length: 100 }, (_, i) => machine(i + 1, 1 + Math.floor(i / 10) / 10)), machine(101, 0.1, { gpu_ram: 8000 }), { id: 'broken' }];
  const { asked, provider } = await against(({ body }) => {
    const { gte, gt } = (body.dph_total ?? {}) as { gte?: number; gt?: number };
    const rows = market.filter((row) => (!('dph_total' in row) ? gte === undefined : row.dph_total >= (gte ?? 0) && row.dph_total > (gt ?? 0)));
    return { offers: rows.toSorted((a, b) => ('dph_total' in a ? a.dph_total : 0) - ('dph_total' in b ? b.dph_total : 0)).slice(0, 64) };
  });
  const offers = await provider.offers({ gpuMemoryGb: 20, diskGb: 50, interruptible: false });
  expect(offers).toHaveLength(100);
  expect(new Set(offers.map(({ id }) => id)).size).toBe(100);
  expect(offers[0]?.machine?.gpu).toBe('RTX 4090');
  expect(asked.map(({ body }) => body.type)).toEqual(['ondemand', 'ondemand']);

  const both = await provider.offers({ gpuMemoryGb: 20, diskGb: 50, interruptible: true });
  expect(both.filter(({ machine: of }) => of?.interruptible)).toHaveLength(100);
});

test('a server that ignores all bounds does not hold us', async () => {
  const { asked, provider } = await against(() => ({ offers: Array.from({ length: 64 }, (_, i) => ({ id: i, gpu_name: 'L40S', num_gpus: 1, gpu_ram: 46068, dph_total: 1 })) }));
  expect(await provider.offers()).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(4);
});

const pages = (ids: number[], change: (page: Json, start: number, walk: number) => Given | undefined = (page) => page) => {
  let walk = 0;
  return ({ path }: Asked): Given | undefined => {
    const url = new URL(path, 'http://x');
    if (url.pathname === '/api/v0/volumes/') return { volumes: [] };
    const start = Number(url.searchParams.get('after_token') ?? 0);
    if (start === 0) walk += 1;
    const next = start + 25;
    return change({
      success: true, instances: ids.slice(start, next).map((id) => ({ ...ROW, id })), instances_found: ids.length, total_instances: ids.length, next_token: next < ids.length ? String(next) : null,
    }, start, walk);
  };
};
const IDS = Array.from({ length: 60 }, (_, i) => i + 1);

test('a listing holds all pages, and volumes too', async () => {
  const { provider } = await against((asked) => (asked.path === '/api/v0/volumes/' ? { volumes: [{ id: 9, label: 'aima-x' }] } : pages(IDS)(asked)));
  const list = await provider.list();
  expect(list.map(({ id }) => id)).toEqual([...IDS.map(String), 'volume-9']);
});

test('a listing over which something moved is begun again', async () => {
  const answer = pages(IDS, (page, start, walk) => (walk === 1 && start === 25 ? { ...page, total_instances: 59 } : walk === 2 && start === 25 ? [400, { success: false, error: 'invalid_request' }] : page));
  const { provider } = await against(answer);
  expect(await provider.list()).toHaveLength(60);
});

test('one that went while another slipped to an earlier page is not taken for the whole', async () => {
  const moved = [999, ...IDS.filter((id) => id !== 25)];
  const { provider } = await against((asked) => {
    const first = asked.path.includes('limit=25') && !asked.path.includes('after_token');
    walks += first ? 1 : 0;
    return pages(walks === 1 ? moved : IDS, (page) => (walks === 1 && first ? { ...page, total_instances: 61 } : page))(asked);
  });
  let walks = 0;
  expect((await provider.list()).map(({ id }) => id)).toEqual(IDS.map(String));
  expect(walks).toBe(2);
});

test.each<[string, (page: Json, start: number) => Given | undefined]>([
  ['a page without rows', (page, start) => (start === 25 ? { ...page, instances: [] } : page)],
  ['a page of another shape', (page, start) => (start === 25 ? {} : page)],
  ['a row without an id', (page) => ({ ...page, instances: [{ label: 'x' }], total_instances: 1, next_token: null })],
  ['no total', (page) => ({ ...page, total_instances: null })],
  ['a token that leads back', (page) => ({ ...page, next_token: '25' })],
  ['the middle of an answer', (page, start) => (start === 25 ? [200, JSON.stringify(page).slice(0, 90)] : page)],
  ['nothing', () => [200, '']],
  ['an error by status', () => [500, {}]],
  ['an error in a success', () => ({ success: false, error: 'invalid_request' })],
  ['a broken connection', () => undefined],
])('a listing with %s is an error and never a short list', async (_, change) => {
  const { provider } = await against(pages(IDS, change));
  await expect(provider.list()).rejects.toMatchObject({ code: expect.stringMatching(/^PROVIDER_/) as unknown });
});

test.each([
  [{ instances: { ...ROW } }, 'running'], [{ instances: [{ ...ROW, id: 6 }, { ...ROW }] }, 'running'],
  [{ instances: null }, undefined], [{ instances: [] }, undefined], [[404, { success: false, error: 'no_such_instance' }] as Given, undefined],
  [{ success: false, error: 'no_such_instance' }, undefined],
])('one instance is read from %j', async (given, status) => {
  const { provider } = await against(({ path }) => (path.endsWith('/ssh/') ? { success: true } : given));
  expect((await provider.inspect('5'))?.status).toBe(status);
});

test('the key is attached at the first look, and again when it has vanished', async () => {
  let attached: string[] = [];
  const { asked, provider } = await against(({ method, path, body }) => {
    if (!path.endsWith('/ssh/')) return { instances: ROW };
    if (method === 'GET') return { success: true, ssh_keys: JSON.stringify(attached.map((public_key) => ({ id: 1, public_key }))) };
    attached.push(String(body.ssh_key));
    return { success: true };
  });
  const posts = () => asked.filter(({ method }) => method === 'POST').length;
  await provider.inspect('5');
  await vi.waitFor(() => { expect(attached).toEqual([KEY]); });
  await clock.sleep(35_000);
  await provider.inspect('5');
  await vi.waitFor(() => { expect(asked.some(({ method, path }) => method === 'GET' && path.endsWith('/ssh/'))).toBe(true); });
  expect(posts()).toBe(1);
  attached = [];
  await clock.sleep(35_000);
  await provider.inspect('5');
  await vi.waitFor(() => { expect(attached).toEqual([KEY]); });
});

test('a key that cannot be attached leaves the machine as it is seen, and is tried again', async () => {
  const { asked, provider } = await against(({ path }) => (path.endsWith('/ssh/') ? [400, { success: false, error: 'x' }] : { instances: ROW }));
  for (let look = 1; look <= 2; look += 1) {
    expect((await provider.inspect('5'))?.status).toBe('running');
    // The second time it is asked first whether the key is there.
    await vi.waitFor(() => { expect(asked.filter(({ path }) => path.endsWith('/ssh/'))).toHaveLength(look); });
    await clock.sleep(10_000);
  }
});

test('instances of others get no key of anybody', async () => {
  const { asked, provider } = await against(() => ({ instances: { ...ROW, label: 'my own work' } }));
  await provider.inspect('5');
  await clock.sleep(5_000);
  expect(asked).toHaveLength(1);
});

test.each<[Given, string]>([
  [{ success: true, msg: 'destroyed' }, 'accepted'], [[404, { success: false, error: 'no_such_instance' }], 'absent'], [{ success: false, error: 'no_such_instance' }, 'absent'], [[404, '<html>'], 'absent'],
])('ending with %j is %s', async (given, outcome) => {
  const { asked, provider } = await against(() => given);
  expect(await provider.terminate('5')).toBe(outcome);
  expect(asked).toMatchObject([{ method: 'DELETE', path: '/api/v0/instances/5/' }]);
});

test('ending is repeated where it was refused for a moment, and a lasting refusal is an error', async () => {
  const words: Given[] = [[429, 'API requests too frequent'], [502, '<html>'], [429, { success: false, error: 'rate_limit_exceeded', msg: 'threshold=3.0' }], { success: true }];
  const { asked, provider } = await against((_, earlier) => words[earlier.length]);
  expect(await provider.terminate('5')).toBe('accepted');
  expect(asked).toHaveLength(4);
  const refused = await against(() => [403, { success: false, error: 'forbidden' }]);
  await expect(refused.provider.terminate('5')).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
  const failing = await against(() => ({ success: false, error: 'instance_locked' }));
  await expect(failing.provider.terminate('5')).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
});

test('one call ends several, and one that makes it fail keeps no other alive', async () => {
  const { asked, provider } = await against(({ path, body }) => (body.instance_ids !== undefined || path.includes('/13/') ? { success: false, error: 'instance_locked' } : { success: true }));
  const endings = await Promise.allSettled(['11', '12', '13', '14'].map((id) => provider.terminate(id)));
  expect(endings.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(asked.map(({ path, body }) => [path, body.instance_ids])).toEqual([
    ['/api/v0/instances/11/', undefined], ['/api/v0/instances/', [12, 13, 14]], ...['12', '13', '14'].map((id) => [`/api/v0/instances/${id}/`, undefined]),
  ]);
});

test('a volume is ended by its own address', async () => {
  const { asked, provider } = await against(() => ({ success: true }));
  expect(await provider.terminate('volume-9')).toBe('accepted');
  expect(asked).toMatchObject([{ method: 'DELETE', path: '/api/v0/volumes/', body: { id: 9 } }]);
});

test('money is the credit, and a wrong key is told as one without its text', async () => {
  const rich = await against(() => ({ id: 1, balance: 0, credit: '20.95' }));
  expect(await rich.provider.balance?.()).toEqual({ usd: 20.95 });
  const wrong = await against(() => [401, { success: false, error: 'auth_error', msg: 'Invalid user key secret-key' }]);
  for (const call of [wrong.provider.balance?.(), wrong.provider.list(), wrong.provider.inspect('5'), wrong.provider.terminate('5'), wrong.provider.offers()]) {
    await expect(call).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED', message: expect.not.stringContaining('secret-key') as unknown });
  }
  const search = await against(() => [404, { msg: 'not found' }]);
  await expect(search.provider.offers()).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
});

test('what was booked for one machine is summed over all pages', async () => {
  const { asked, provider } = await against(({ path }) => (path.includes('after_token')
    ? { results: [{ source: 'instance-5', type: 'instance', amount: '0.25' }], next_token: null }
    : { results: [{ source: 'instance-5', amount: 0.5 }, { source: 'instance-55', amount: 9 }], next_token: 'more' }));
  expect(await provider.charged?.('5')).toBe(0.75);
  expect(await provider.charged?.('6')).toBeUndefined();
  expect(asked[0]?.path).toContain('%22type%22%3A%7B%22in%22%3A%5B%22instance%22%5D%7D');
});

test('a higher price is refused for our machines, accepted for none, and not touched for others', async () => {
  const { asked, provider } = await against(({ method, path }) => {
    if (method === 'PUT') return { success: true };
    if (path.includes('pending')) return { success: true, pending_price_increases: [{ pending_price_increase_id: 1, contract_id: 5 }, { pending_price_increase_id: 2, contract_id: 6 }] };
    return { success: true, instances: [ROW, { ...ROW, id: 6, label: 'my own work' }], total_instances: 2, next_token: null };
  });
  await provider.sweep?.();
  expect(asked.filter(({ method }) => method === 'PUT')).toMatchObject([{ path: '/api/v0/instances/reject-price-increase/', body: { pending_price_increase_id: 1 } }]);
});
