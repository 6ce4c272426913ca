/** The usual life of a pod, and what it costs. */
import { expect, test } from 'vitest';
import { FOREIGN_KEY, KEY, ORDER, visitRunPod } from './client.ts';

const HOUR = 3_600;

test('a pod is made, shown, started, reached, stopped and ended, and costs until then', async () => {
  const runpod = visitRunPod();
  const { emulator, machines } = runpod;
  const startMs = runpod.clock.now();
  const reply = await runpod.ask('POST', '/v2/pods', ORDER);
  expect(reply.status).toBe(201);
  expect(reply.body).toMatchObject({ status: 'PROVISIONING', name: ORDER.name, dataCenterId: null, ssh: { direct: null }, locked: false, actions: ['stop', 'terminate'] });
  const id = String(reply.body['id']);
  const cost = Number(reply.body['cost']);
  expect(cost).toBeGreaterThan(0.6);

  await runpod.pass(120);
  const running = await runpod.pod(id);
  expect(running.body).toMatchObject({ status: 'RUNNING', gpu: { count: 1 }, env: ORDER.env });
  const { direct } = running.body['ssh'] as { direct: { host: string; port: number; username: string } };
  const address = { host: direct.host, port: direct.port, user: direct.username };
  await runpod.pass(600);
  expect(machines.knock(address, 'ssh-ed25519 AAAA another-comment').answer).toBe('ok');
  expect(machines.knock(address, 'ssh-ed25519 BBBB test').answer).toBe('denied');

  const aliveMs = runpod.clock.now() - startMs;
  expect(emulator.ledger.spent({ resource: id, kind: 'gpu' })).toBeCloseTo((cost * aliveMs) / 3_600_000, 3);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
  await runpod.pass(15);
  expect(await runpod.list()).toEqual([]);
  expect((await runpod.pod(id)).status).toBe(404);
  expect(emulator.ledger.billing()).toEqual([]);
  const spent = emulator.ledger.spent();
  await runpod.pass(HOUR);
  expect(emulator.ledger.spent()).toBe(spent);
  expect(machines.knock(address, ORDER.env.PUBLIC_KEY).answer).toBe('timeout');
  expect(emulator.ledger.touches(id).map(({ what, outcome }) => `${what} ${outcome}`)).toEqual(['create done', 'delete accepted']);
});

test('what is stopped shows a cost of 0 and still bills its disk, at twice the price', async () => {
  const runpod = visitRunPod();
  const id = await runpod.create({ mounts: { persistent: { size: 100, path: '/workspace' } } });
  await runpod.pass(120);
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' })).status).toBe(200);
  await runpod.pass(60);
  expect((await runpod.pod(id)).body).toMatchObject({ status: 'EXITED', cost: 0, ssh: { direct: null } });
  expect(runpod.emulator.ledger.billing()[0]?.usdPerHour).toBeCloseTo((100 * 0.2) / 720, 6);
});

test('started again it has another port, and what is not allowed now is refused', async () => {
  const runpod = visitRunPod();
  const id = await runpod.create();
  await runpod.pass(120);
  const port = async (): Promise<unknown> => ((await runpod.pod(id)).body['ssh'] as { direct: { port: number } | null }).direct?.port;
  const before = await port();
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'start' })).status).toBe(409);
  await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' });
  await runpod.pass(60);
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'start' })).status).toBe(200);
  await runpod.pass(120);
  expect(await port()).toEqual(expect.any(Number));
  expect(await port()).not.toBe(before);
});

test('bodies are closed, unknown query keys are ignored', async () => {
  const runpod = visitRunPod();
  const wrong = await runpod.ask('POST', '/v2/pods', { ...ORDER, spot: true, gpu: {} });
  expect(wrong.status).toBe(422);
  expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  expect(wrong.body).toEqual({ title: 'Unprocessable Entity', status: 422, detail: 'Request validation failed.', errors: expect.arrayContaining(["$.gpu: missing property 'id'", "$: additional property 'spot' is not allowed"]) as unknown });
  await runpod.create();
  await runpod.pass(30);
  const listed = await runpod.ask('GET', '/v2/pods?nmae=nothing-of-this-name');
  expect(listed.body['pods']).toHaveLength(1);
  expect(runpod.emulator.instances()).toHaveLength(1);
});

test('another key sees nothing of it and can do nothing to it, and the attempt is written down', async () => {
  const runpod = visitRunPod();
  const id = await runpod.create();
  await runpod.pass(120);
  expect((await runpod.ask('GET', `/v2/pods/${id}`, undefined, FOREIGN_KEY)).status).toBe(404);
  expect((await runpod.ask('GET', '/v2/pods', undefined, FOREIGN_KEY)).body['pods']).toEqual([]);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`, undefined, FOREIGN_KEY)).status).toBe(404);
  expect(await runpod.list()).toEqual([id]);
  expect(runpod.emulator.ledger.touches(id).at(-1)).toMatchObject({ by: 'foreign/all', what: 'delete', outcome: 'failed' });
  expect((await runpod.ask('GET', '/v2/pods', undefined, 'nobody')).body).toMatchObject({ status: 401 });
});

test("a pod's own key may end that pod and nothing else", async () => {
  const runpod = visitRunPod();
  const [one, two] = [await runpod.create(), await runpod.create()];
  await runpod.pass(120);
  const key = runpod.machines.machine(one)?.start.env['RUNPOD_API_KEY'];
  expect((await runpod.ask('DELETE', `/v2/pods/${two}`, undefined, key)).status).toBe(403);
  expect((await runpod.ask('POST', '/v2/pods', ORDER, key)).status).toBe(403);
  expect((await runpod.ask('DELETE', `/v2/pods/${one}`, undefined, key)).status).toBe(204);
  await runpod.pass(20);
  expect(await runpod.list()).toEqual([two]);
  expect((await runpod.ask('DELETE', `/v2/pods/${one}`, undefined, key)).status).toBe(401);
});

test('the lease on the machine ends its pod, also where it is refused at first', async () => {
  const runpod = visitRunPod();
  const lease = "set -e\nH='/var/lib/aima' N='x' G='300' R='3600' B='4102444800' A='30'\n";
  const id = await runpod.create({ args: JSON.stringify({ cmd: ['bash', '-c', `${lease} exec /start.sh`] }) });
  await runpod.pass(60);
  runpod.machines.machine(id)?.files.set('/var/lib/aima/work/film', 'media');
  expect(runpod.machines.machine(id)?.lease).toEqual({ leaseSeconds: 300, hardEndSeconds: 3600, clockEndSeconds: 4_102_444_800, againSeconds: 30 });
  runpod.arm({ fault: 'delete-fails', next: 2, variant: '500' });
  await runpod.pass(500);
  expect(runpod.emulator.instances()).toMatchObject([{ id, status: 'TERMINATED' }]);
  expect(runpod.machines.machine(id)?.leftBehind).toEqual([]);
  expect(runpod.emulator.ledger.touches(id).filter(({ what }) => what === 'delete').map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'accepted']);
  const [time] = runpod.emulator.ledger.refusals(id);
  expect((time?.toMs ?? 0) - (time?.fromMs ?? 0)).toBe(60_000);
});

test('heartbeats hold the lease off, until its hard end', async () => {
  const runpod = visitRunPod();
  const id = await runpod.create({ args: "bash -c \"H='/x' G='300' R='1500' B='4102444800' A='30'\nsshd\"" });
  await runpod.pass(60);
  for (let i = 0; i < 12; i++) {
    expect(runpod.machines.machine(id)?.heartbeat({})).toBe(true);
    await runpod.pass(100);
  }
  expect(await runpod.list()).toEqual([id]);
  for (let i = 0; i < 6; i++) {
    runpod.machines.machine(id)?.heartbeat({});
    await runpod.pass(100);
  }
  expect(runpod.machines.machine(id)?.leaseEnded).toBe('the hard end has come');
  expect(await runpod.list()).toEqual([]);
});

test('the rate limit is told in headers and then refuses', async () => {
  const runpod = visitRunPod({ knobs: { perMinute: 5, perHour: 3_000, perDay: 50_000 } });
  const first = await runpod.ask('GET', '/v2/pods');
  expect(first.headers.get('ratelimit-policy')).toBe('"minute";q=5;w=60, "hour";q=3000;w=3600, "day";q=50000;w=86400');
  expect(first.headers.get('ratelimit')).toMatch(/^"minute";r=4;t=60, "hour";r=2999;t=3600/);
  expect(first.headers.get('x-request-id')).toMatch(/^\w{16}$/);
  for (let i = 0; i < 4; i++) expect((await runpod.ask('GET', '/v2/pods')).status).toBe(200);
  const refused = await runpod.ask('GET', '/v2/pods');
  expect(refused.status).toBe(429);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(50);
  await runpod.pass(wait);
  expect((await runpod.ask('GET', '/v2/pods')).status).toBe(200);
  // A restart of the server forgets who asked, and nothing else.
  runpod.emulator.restart();
  expect((await runpod.ask('GET', '/v2/pods', undefined, KEY)).status).toBe(200);
});

test('a list of many comes in pages', async () => {
  const runpod = visitRunPod({ knobs: { pageSize: 2 } });
  const made = [await runpod.create(), await runpod.create(), await runpod.create(), await runpod.create(), await runpod.create()];
  await runpod.pass(30);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const { body }: { body: Record<string, unknown> } = await runpod.ask('GET', `/v2/pods${cursor === null ? '' : `?cursor=${cursor}`}`);
    seen.push(...(body['pods'] as { id: string }[]).map((pod) => pod.id));
    cursor = (body['pagination'] as { nextCursor: string | null }).nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(made);
});

test('volumes cost on after their pods, and until they are deleted', async () => {
  const runpod = visitRunPod();
  const volume = await runpod.ask('POST', '/v2/network-volumes', { name: 'v', size: 100, dataCenter: 'EU-RO-1' });
  expect(volume.status).toBe(201);
  const volumeId = String(volume.body['id']);
  const id = await runpod.create({ dataCenterIds: ['EU-RO-1'], mounts: { network: [{ volumeId, path: '/data' }] } });
  expect((await runpod.ask('DELETE', `/v2/network-volumes/${volumeId}`)).status).toBe(409);
  await runpod.pass(60);
  await runpod.ask('DELETE', `/v2/pods/${id}`);
  await runpod.pass(HOUR);
  expect(runpod.emulator.ledger.billing()).toMatchObject([{ id: volumeId, kind: 'volume' }]);
  expect((await runpod.ask('DELETE', `/v2/network-volumes/${volumeId}`)).status).toBe(204);
  expect(runpod.emulator.ledger.billing()).toEqual([]);
});

test('billing comes late, and in the end agrees with the ledger', async () => {
  const runpod = visitRunPod({ knobs: { billingLate: { minMs: 1_800_000, maxMs: 1_800_000 } } });
  const id = await runpod.create();
  await runpod.pass(1_200);
  const billed = async (): Promise<number> => ((await runpod.ask('GET', `/v2/billing/pods?podId=${id}`)).body['records'] as { totalAmount: number }[]).reduce((sum, record) => sum + record.totalAmount, 0);
  expect(await billed()).toBe(0);
  await runpod.pass(7_200);
  await runpod.ask('DELETE', `/v2/pods/${id}`);
  await runpod.pass(7_200);
  expect(await billed()).toBeCloseTo(runpod.emulator.ledger.spent({ resource: id }), 9);
});

test('the catalogue has prices near those of the document, which drift from day to day', async () => {
  const runpod = visitRunPod();
  const price = async (): Promise<number> => {
    const { body } = await runpod.ask('GET', '/v2/catalog/gpus?include=AVAILABILITY&product=POD&cloud=SECURE');
    return (body['gpus'] as { id: string; price: { secure: number } }[]).find((gpu) => gpu.id === 'NVIDIA H100 80GB HBM3')?.price.secure ?? 0;
  };
  const prices = new Set<number>();
  for (let day = 0; day < 4; day++) {
    prices.add(await price());
    await runpod.pass(86_400);
  }
  expect(prices.size).toBeGreaterThan(1);
  for (const usd of prices) expect(Math.abs(usd / 3.99 - 1)).toBeLessThan(0.03);
  expect((await runpod.ask('GET', `/v2/catalog/gpus/${encodeURIComponent('NVIDIA L40S')}`)).body).toMatchObject({ name: 'L40S', memory: 48 });
  expect((await runpod.ask('GET', '/v2/catalog/gpus?include=AVAILABILITY')).status).toBe(400);
});

test('balance and prices through GraphQL, late and projected to what was asked', async () => {
  const runpod = visitRunPod();
  await runpod.create();
  await runpod.pass(3_600);
  const { body } = await runpod.graphql('query { me: myself { clientBalance currentSpendPerHr spendLimit } gpuTypes(input: {id: "NVIDIA L40S"}) { id lowestPrice(input: {gpuCount: 1, secureCloud: false}) { minimumBidPrice stockStatus } } }');
  const data = body['data'] as { me: { clientBalance: number; currentSpendPerHr: number; spendLimit: number }; gpuTypes: unknown[] };
  expect(data.me).toMatchObject({ spendLimit: 80 });
  expect(data.me.clientBalance).toBeGreaterThan(100 - runpod.emulator.ledger.spent());
  expect(data.me.clientBalance).toBeLessThan(100);
  expect(data.gpuTypes).toEqual([{ id: 'NVIDIA L40S', lowestPrice: { minimumBidPrice: expect.any(Number) as number, stockStatus: 'High' } }]);
  expect((await runpod.graphql('query { myself { clientBalance }')).status).toBe(400);
  expect((await runpod.graphql('query { __schema { types { name } } }')).text).toContain('Cannot query field');
});

test('what is being ended ends, whatever else is asked of it', async () => {
  const runpod = visitRunPod({ knobs: { end: { minMs: 20_000, maxMs: 20_000 } } });
  const id = await runpod.create();
  await runpod.pass(120);
  await runpod.ask('DELETE', `/v2/pods/${id}`);
  const askedMs = runpod.clock.now();
  await runpod.ask('PATCH', `/v2/pods/${id}`, { image: 'another' });
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' })).status).toBe(409);
  await runpod.graphql(`mutation { podStop(input: {podId: "${id}"}) { id } }`);
  await runpod.pass(10);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
  await runpod.pass(20);
  const [end] = runpod.emulator.instances();
  expect(end?.status).toBe('TERMINATED');
  expect((end?.goneMs ?? Infinity) - askedMs).toBeLessThanOrEqual(20_000);
});
