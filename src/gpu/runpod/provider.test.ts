import { expect, test } from 'vitest';
import { fetchTo } from '../../../tests/emulators/core/http.ts';
import { runpodEmulator } from '../../../tests/emulators/runpod/index.ts';
import { virtualClock } from '../../../tests/support/virtual-clock.ts';
import type { LaunchRequest } from '../provider.ts';
import { offerId } from './offers.ts';
import { runpodProvider } from './provider.ts';

const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFnH8bLzGSTW1D0 aima';
const REQUEST: LaunchRequest = { name: 'aima-1', leaseSeconds: 300, rent: { publicKey: PUBLIC_KEY, image: 'runpod/pytorch:1', diskGb: 20, bootScript: 'echo "lease"', env: { AIMA_LEASE: '1' } } };
const offerOf = (bid?: number) => ({ id: offerId({ cloud: 'SECURE', gpuId: 'NVIDIA GeForce RTX 4090', dataCenter: 'EU-RO-1', minCudaVersion: '12.8', ...(bid === undefined ? {} : { bid }) }), provider: 'runpod', description: '', usdPerHour: 1 });

type Sent = [string, string, unknown];

/** A provider before answers for each `METHOD /path`; the last of several stays. */
function before(answers: Record<string, readonly (readonly [number, unknown])[]>) {
  const clock = virtualClock();
  const sent: Sent[] = [];
  const asked = new Map<string, number>();
  const provider = runpodProvider({
    key: 'k', clock, random: () => 0, apiUrl: 'https://rest.invalid/', graphqlUrl: 'https://graph.invalid/graphql/',
    async fetch(request) {
      const { host, pathname, search } = new URL(request.url);
      const name = `${request.method} ${host === 'graph.invalid' ? 'graphql' : pathname}`;
      const text = await request.text();
      sent.push([name, search, text === '' ? undefined : JSON.parse(text)]);
      const times = asked.get(name) ?? 0;
      asked.set(name, times + 1);
      const given = answers[name]?.[Math.min(times, (answers[name]?.length ?? 1) - 1)];
      if (!given) throw new TypeError('fetch failed');
      return given[0] === 204 ? new Response(null, { status: 204 }) : new Response(typeof given[1] === 'string' ? given[1] : JSON.stringify(given[1]), { status: given[0] });
    },
  });
  return { provider, sent, run: <T>(work: () => Promise<T>) => clock.run(work), names: () => sent.map(([name]) => name) };
}

const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

test('a machine is asked for once, with its own way in, without keys of the account, and with our script before the image', async () => {
  const { provider, sent, run } = before({ 'POST /v2/pods': [[201, { id: 'p1', cost: 0.74 }]] });
  expect(await run(() => provider.launch(offerOf(), REQUEST))).toMatchObject({ outcome: 'created', id: 'p1' });
  expect(sent).toEqual([['POST /v2/pods', '', {
    name: 'aima-1', image: 'runpod/pytorch:1', cloud: 'SECURE', gpu: { id: 'NVIDIA GeForce RTX 4090', count: 1, minCudaVersion: '12.8' }, dataCenterIds: ['EU-RO-1'], disk: 20, ports: ['22/tcp'],
    env: { AIMA_LEASE: '1', PUBLIC_KEY }, args: expect.stringContaining('echo \\"lease\\"') as string,
  }]]);
});

test('a machine that may be taken away is bid for through the older API, with the timer of the provider', async () => {
  const { provider, sent, run } = before({ 'POST graphql': [[200, { data: { podRentInterruptable: { id: 'p2', costPerHr: 0.44 } } }]] });
  const rent = REQUEST.rent && { ...REQUEST.rent, endsAt: Date.UTC(2026, 10, 21, 6) };
  expect(await run(() => provider.launch(offerOf(0.44), { ...REQUEST, ...(rent && { rent }) }))).toMatchObject({ outcome: 'created', id: 'p2' });
  expect(sent).toHaveLength(1);
  const query = String((sent[0]?.[2] as { query: string }).query); // what was sent above
  for (const part of ['podRentInterruptable(input: {', 'bidPerGpu: 0.44', 'cloudType: SECURE', 'terminateAfter: "2026-11-21T06:00:00.000Z"', 'ports: "22/tcp"', 'supportPublicIp: true', 'volumeInGb: 0', 'startSsh: false', `{key: "PUBLIC_KEY", value: "${PUBLIC_KEY}"}`]) expect(query).toContain(part);
});

test('a bid lives and dies by the emulator: offered, launched, ended by its timer, told why it stopped', async () => {
  const clock = virtualClock();
  const emulator = runpodEmulator({ clock, seed: 5 });
  const provider = runpodProvider({ key: 'runpod-key-ours', clock, random: () => 0.5, fetch: (request) => fetchTo({ 'https://api.runpod.io': emulator.handle })(request) });
  await clock.run(async () => {
    const offers = await provider.offers({ gpuMemoryGb: 0, diskGb: 20, interruptible: true });
    const bid = offers.find(({ machine }) => machine?.interruptible);
    const fixed = offers.find(({ machine }) => machine?.interruptible === false && machine.gpu === bid?.machine?.gpu && machine.secure === bid.machine.secure);
    if (!bid || !fixed || !REQUEST.rent) throw new Error('No bid is offered.');
    expect(bid.usdPerHour).toBeLessThan(fixed.usdPerHour);
    const rent = { ...REQUEST.rent, endsAt: clock.now() + 3_600_000 };
    const launch = await provider.launch(bid, { ...REQUEST, rent });
    expect(launch).toMatchObject({ outcome: 'created' });
    if (launch.outcome !== 'created') return;
    await clock.sleep(3_500_000);
    expect(await provider.inspect(launch.id)).toBeDefined();
    await clock.sleep(200_000);
    expect(await provider.inspect(launch.id)).toBeUndefined();
    expect(await provider.list()).toEqual([]);

    emulator.faults.arm({ fault: 'outbid' });
    const second = await provider.launch(bid, { ...REQUEST, name: 'aima-2' });
    if (second.outcome !== 'created') throw new Error('not launched');
    await clock.sleep(7_200_000);
    expect(await provider.inspect(second.id)).toMatchObject({ status: 'stopped', says: expect.stringContaining('Outbid:') as string });
    expect(await provider.charged?.(second.id)).toBeGreaterThan(0);
  });
});

test('bids that cannot be asked for take no fixed price away; a wrong key does', async () => {
  const gpu = { id: 'g', name: 'RTX 4090', memory: 24, price: { secure: 0.74, community: 0.34 }, availability: 'HIGH' };
  const query = { gpuMemoryGb: 0, diskGb: 0, interruptible: true };
  const gone = before({ 'GET /v2/catalog/gpus': [[200, { gpus: [gpu] }]], 'POST graphql': [[410, 'gone']] });
  expect((await gone.run(() => gone.provider.offers(query))).map(({ usdPerHour }) => usdPerHour)).toEqual([0.34, 0.74]);
  const locked = before({ 'GET /v2/catalog/gpus': [[200, { gpus: [gpu] }]], 'POST graphql': [[200, { errors: [{ message: 'Unauthorized' }] }]] });
  expect(await locked.run(() => errorOf(locked.provider.offers(query)))).toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
});

const ONE = 'DELETE /v2/pods/p1';

test.each([[204, 'accepted'], [200, 'accepted'], [404, 'absent']])('ending: status %i is %s', async (status, said) => {
  const { provider, run } = before({ [ONE]: [[status, {}]] });
  expect(await run(() => provider.terminate('p1'))).toBe(said);
});

test('a locked pod is unlocked and ended; one that still refuses is stopped, and told as refused', async () => {
  const willing = before({ [ONE]: [[409, { detail: 'pod is locked' }], [204, '']], 'PATCH /v2/pods/p1': [[200, {}]] });
  expect(await willing.run(() => willing.provider.terminate('p1'))).toBe('accepted');
  expect(willing.sent).toEqual([[ONE, '', undefined], ['PATCH /v2/pods/p1', '', { locked: false }], [ONE, '', undefined]]);
  const stubborn = before({ [ONE]: [[409, { detail: 'cluster member' }]], 'PATCH /v2/pods/p1': [[409, {}]], 'POST /v2/pods/p1/action': [[409, {}], [200, {}]] });
  expect(await stubborn.run(() => errorOf(stubborn.provider.terminate('p1')))).toMatchObject({ code: 'PROVIDER_REFUSED', message: 'RunPod does not end the pod; it was stopped.' });
  expect(stubborn.sent.at(-1)).toEqual(['POST /v2/pods/p1/action', '', { action: 'stop' }]);
});

test('an id that would address something else is sent nowhere', async () => {
  const { provider, run, sent } = before({});
  for (const id of ['', '.', '..', '../pods', 'a/b', 'a?b', 'a b']) expect(await run(() => errorOf(provider.terminate(id)))).toMatchObject({ code: 'PROVIDER_REFUSED' });
  expect(sent).toEqual([]);
});

test('every page is read; a list that is broken in any way is none', async () => {
  const pages = before({ 'GET /v2/pods': [[200, { pods: [{ id: 'a', name: 'n' }], pagination: { nextCursor: 'c1' } }], [200, { pods: [{ id: 'b', status: 'NEW', extra: {} }, { id: 'a' }], pagination: { nextCursor: null } }]] });
  expect((await pages.run(() => pages.provider.list())).map(({ id, name, status }) => [id, name, status])).toEqual([['a', '', 'unknown'], ['b', '', 'unknown']]);
  expect(pages.sent.map(([, search]) => search)).toEqual(['?includeClusterPods=true', '?includeClusterPods=true&cursor=c1']);
  for (const body of [{}, [], { pods: null }, { pods: [{ name: 'no id' }] }, { pods: [null] }, { pods: [{ id: 'a' }, 'b'] }, '', '{"pods":[', { pods: [], pagination: { nextCursor: 'round' } }]) {
    const { provider, run } = before({ 'GET /v2/pods': [[200, body]] });
    expect(await run(() => errorOf(provider.list()))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
  }
  const expired = before({ 'GET /v2/pods': [[200, { pods: [{ id: 'a' }], pagination: { nextCursor: 'c1' } }], [422, { detail: 'bad cursor' }]] });
  expect(await expired.run(() => errorOf(expired.provider.list()))).toMatchObject({ code: 'PROVIDER_REFUSED' });
});

test('that nothing is there is believed when it is said twice', async () => {
  const once = before({ 'GET /v2/pods': [[200, { pods: [] }], [200, { pods: [{ id: 'a' }] }]] });
  expect(await once.run(() => once.provider.list())).toHaveLength(1);
  const twice = before({ 'GET /v2/pods': [[200, { pods: [] }]] });
  expect(await twice.run(() => twice.provider.list())).toEqual([]);
  expect(twice.sent).toHaveLength(2);
});

test('what was booked is of this pod alone, whatever filter the server knows', async () => {
  const records = [{ podId: 'p1', totalAmount: 0.25 }, { podId: 'p1', totalAmount: '0.5' }, { podId: 'other', totalAmount: 9 }, { podId: 'p1', totalAmount: null }];
  const { provider, run } = before({ 'GET /v2/billing/pods': [[200, { records }]] });
  expect(await run(async () => provider.charged?.('p1'))).toBe(0.75);
  expect(await run(async () => provider.charged?.('p2'))).toBeUndefined();
});

test('the balance, and that it cannot be told', async () => {
  const told = before({ 'POST graphql': [[200, { data: { myself: { clientBalance: '12.5', currentSpendPerHr: 0.74, spendLimit: null } } }]] });
  expect(await told.run(async () => told.provider.balance?.())).toEqual({ usd: 12.5, usdPerHour: 0.74 });
  for (const body of [{}, { data: null }, { data: { myself: null } }, { data: { myself: { clientBalance: null } } }]) {
    const { provider, run } = before({ 'POST graphql': [[200, body]] });
    expect(await run(() => errorOf(Promise.resolve(provider.balance?.())))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
  }
});

test('a request without what a rented machine needs makes nothing', async () => {
  const { provider, run, sent } = before({});
  expect(await run(() => errorOf(provider.launch(offerOf(), { name: 'n', leaseSeconds: 1 })))).toMatchObject({ code: 'WORKER_FAILED' });
  expect(await run(() => provider.launch({ ...offerOf(), id: 'x' }, REQUEST))).toMatchObject({ outcome: 'refused', reason: 'invalid' });
  expect(sent).toEqual([]);
});
