/** Every fault of the list that concerns RunPod is seen to happen, and to be over. */
import { afterAll, expect, test } from 'vitest';
import { faultsOf, FAULTS, type FaultId } from '../core/fault-table.ts';
import { KEY, ORDER, visitRunPod, type RunPodVisitor } from './client.ts';

const seen = new Set<FaultId>();

/** @returns a visitor of an account in which nothing happens but what is armed */
function fault(id: FaultId, what: string, happens: (runpod: RunPodVisitor) => Promise<void>): void {
  test(`${FAULTS[id].number} ${id}: ${what}`, async () => {
    const runpod = visitRunPod({ seed: id });
    await happens(runpod);
    expect(Object.keys(runpod.emulator.faults.counts())).toContain(id);
    seen.add(id);
  });
}

const statusOf = async (runpod: RunPodVisitor, id: string): Promise<unknown> => (await runpod.pod(id)).body['status'];

fault('no-capacity', 'a create is refused though the catalogue says otherwise, and nothing exists', async (runpod) => {
  runpod.arm({ fault: 'no-capacity', next: 2 });
  for (let i = 0; i < 2; i++) {
    const { status, body } = await runpod.ask('POST', '/v2/pods', ORDER);
    expect(status).toBe(400);
    expect(body['detail']).toMatch(/^There are no longer any instances available with the requested specifications/);
  }
  expect(runpod.emulator.instances()).toEqual([]);
  await runpod.create();
});

fault('price-rises', 'the pod costs more than the catalogue says', async (runpod) => {
  runpod.arm({ fault: 'price-rises' });
  const listed = runpod.emulator.catalogue.price(runpod.emulator.catalogue.kinds()[0] ?? expect.fail(), 'SECURE') ?? 0;
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).body['cost']).toBeGreaterThan(listed * 1.09);
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).body['cost']).toBe(listed);
});

fault('filter-ignored', 'more GPUs are offered than were asked for', async (runpod) => {
  runpod.arm({ fault: 'filter-ignored', match: { operation: 'catalogue' } });
  expect((await runpod.ask('GET', '/v2/catalog/gpus?count=99')).body['gpus']).toHaveLength(8);
  expect((await runpod.ask('GET', '/v2/catalog/gpus?count=99')).body['gpus']).toHaveLength(0);
});

fault('placed-elsewhere', 'it comes up in another data centre', async (runpod) => {
  runpod.arm({ fault: 'placed-elsewhere' });
  const [there, here] = [await runpod.create({ dataCenterIds: ['EU-FR-1'] }), await runpod.create({ dataCenterIds: ['EU-FR-1'] })];
  await runpod.pass(120);
  expect((await runpod.pod(there)).body['dataCenterId']).not.toBe('EU-FR-1');
  expect((await runpod.pod(here)).body['dataCenterId']).toBe('EU-FR-1');
});

fault('create-reply-lost', 'the connection breaks and the pod exists', async (runpod) => {
  runpod.arm({ fault: 'create-reply-lost', variant: 'reset' });
  await expect(runpod.ask('POST', '/v2/pods', ORDER)).rejects.toThrow('fetch failed');
  runpod.arm({ fault: 'create-reply-lost', variant: 'hang' });
  const beforeMs = runpod.clock.now();
  await expect(runpod.ask('POST', '/v2/pods', ORDER)).rejects.toThrow('fetch failed');
  expect(runpod.clock.now() - beforeMs).toBeGreaterThan(600_000);
  expect(await runpod.list()).toHaveLength(2);
});

fault('create-then-500', 'an error is answered and the pod exists', async (runpod) => {
  runpod.arm({ fault: 'create-then-500' });
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).status).toBeGreaterThanOrEqual(500);
  expect(runpod.emulator.ledger.billing()).toHaveLength(1);
});

fault('create-lag', 'nobody sees it for a while, and ending it finds nothing', async (runpod) => {
  runpod.arm({ fault: 'create-lag' });
  const id = await runpod.create();
  await runpod.pass(21);
  expect(await runpod.list()).toEqual([]);
  expect((await runpod.pod(id)).status).toBe(404);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(404);
  await runpod.pass(150);
  expect(await runpod.list()).toEqual([id]);
  expect(runpod.emulator.ledger.refusals(id)).toHaveLength(1);
});

fault('created-twice', 'one call makes two pods of one name', async (runpod) => {
  runpod.arm({ fault: 'created-twice' });
  const id = await runpod.create();
  await runpod.pass(30);
  const listed = await runpod.list();
  expect(listed).toHaveLength(2);
  expect(listed).toContain(id);
});

fault('slow-pull', 'it starts for minutes, and then runs', async (runpod) => {
  runpod.arm({ fault: 'slow-pull' });
  const id = await runpod.create();
  await runpod.pass(400);
  expect((await runpod.pod(id)).body).toMatchObject({ status: 'STARTING', runtime: null });
  await runpod.pass(600);
  expect(await statusOf(runpod, id)).toBe('RUNNING');
});

fault('stuck-starting', 'it starts for ever, and bills', async (runpod) => {
  runpod.arm({ fault: 'stuck-starting' });
  const id = await runpod.create();
  await runpod.pass(86_400);
  expect(await statusOf(runpod, id)).toBe('STARTING');
  expect(runpod.emulator.ledger.spent({ resource: id, kind: 'gpu' })).toBeGreaterThan(15);
  expect((await runpod.ask('GET', `/v2/pods/${id}/logs?source=system`)).text).toContain('still fetching image');
});

fault('image-error', 'it fails, or never says so', async (runpod) => {
  runpod.arm({ fault: 'image-error', variant: 'error' });
  runpod.arm({ fault: 'image-error', variant: 'endless' });
  const [failed, endless] = [await runpod.create(), await runpod.create()];
  await runpod.pass(120);
  expect([await statusOf(runpod, failed), await statusOf(runpod, endless)]).toEqual(['ERROR', 'STARTING']);
  expect((await runpod.ask('GET', `/v2/pods/${endless}/logs`)).text).toContain('manifest unknown');
});

fault('exits-at-once', 'it runs and exits again and again', async (runpod) => {
  runpod.arm({ fault: 'exits-at-once' });
  const id = await runpod.create();
  const states = new Set<unknown>();
  for (let i = 0; i < 60; i++) {
    await runpod.pass(3);
    states.add(await statusOf(runpod, id));
  }
  expect([...states]).toEqual(expect.arrayContaining(['RUNNING', 'EXITED']));
});

fault('ssh-slow', 'the door refuses, is mute and denies before it opens', async (runpod) => {
  runpod.arm({ fault: 'ssh-slow' });
  const id = await runpod.create();
  const met: string[] = [];
  for (let i = 0; i < 300; i++) {
    await runpod.pass(2);
    const machine = runpod.machines.machine(id);
    const knock = machine && runpod.machines.knock(machine.direct ?? expect.fail(), ORDER.env.PUBLIC_KEY).answer;
    if (knock !== undefined && met.at(-1) !== knock) met.push(knock);
  }
  expect(met).toEqual(['refused', 'banner', 'denied', 'ok']);
});

fault('ssh-way-broken', 'one way in leads nowhere', async (runpod) => {
  runpod.arm({ fault: 'ssh-way-broken', variant: 'direct' });
  const id = await runpod.create();
  await runpod.pass(700);
  const { direct, proxy } = (await runpod.pod(id)).body['ssh'] as Record<'direct' | 'proxy', { host: string; port: number; username: string }>;
  const knock = ({ host, port, username }: typeof direct) => runpod.machines.knock({ host, port, user: username }, ORDER.env.PUBLIC_KEY).answer;
  expect({ direct: knock(direct), proxy: knock(proxy) }).toEqual({ direct: 'timeout', proxy: 'ok' });
});

fault('address-changes', 'it restarts by itself and is found at another port', async (runpod) => {
  runpod.arm({ fault: 'address-changes' });
  const id = await runpod.create();
  await runpod.pass(60);
  const first = runpod.machines.machine(id)?.direct;
  await runpod.pass(2_000);
  expect(runpod.machines.machine(id)?.direct).not.toEqual(first);
  expect(await statusOf(runpod, id)).toBe('RUNNING');
});

fault('telemetry-missing', 'the runtime is empty, null or stale', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(120);
  for (const variant of ['empty', 'null', 'stale']) runpod.arm({ fault: 'telemetry-missing', variant });
  const runtimes = [await runpod.pod(id), await runpod.pod(id), await runpod.pod(id)].map(({ body }) => body['runtime']);
  expect(runtimes).toEqual([{}, null, expect.objectContaining({ uptime: 7 })]);
});

fault('rate-limited', 'with a header and without one', async (runpod) => {
  runpod.arm({ fault: 'rate-limited', variant: 'header' });
  runpod.arm({ fault: 'rate-limited', variant: 'no-header' });
  const [told, bare, good] = [await runpod.ask('GET', '/v2/pods'), await runpod.ask('GET', '/v2/pods'), await runpod.ask('GET', '/v2/pods')];
  expect([told.status, bare.status, good.status]).toEqual([429, 429, 200]);
  expect([told.headers.get('retry-after'), bare.headers.get('retry-after')]).toEqual([expect.stringMatching(/^\d+$/), null]);
});

fault('delete-fails', 'errors that took effect and errors that did not', async (runpod) => {
  const [one, two] = [await runpod.create(), await runpod.create()];
  await runpod.pass(60);
  runpod.arm({ fault: 'delete-fails', next: 2, variant: '502', match: { resource: one } });
  runpod.arm({ fault: 'delete-fails', variant: 'effect-504', match: { resource: two } });
  expect((await runpod.ask('DELETE', `/v2/pods/${one}`)).status).toBe(502);
  expect((await runpod.ask('DELETE', `/v2/pods/${two}`)).status).toBe(504);
  await runpod.pass(30);
  expect(await runpod.list()).toEqual([one]);
  expect((await runpod.ask('DELETE', `/v2/pods/${one}`)).status).toBe(502);
  expect((await runpod.ask('DELETE', `/v2/pods/${one}`)).status).toBe(204);
  await runpod.pass(30);
  expect(await runpod.list()).toEqual([]);
  expect(runpod.emulator.ledger.refusals(one)).toMatchObject([{ toMs: expect.any(Number) as number }]);
  expect(runpod.emulator.ledger.refusals(two)).toEqual([]);
});

fault('delete-ignored', 'a success that does nothing, even while it is hidden', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(60);
  runpod.arm({ fault: 'delete-ignored', variant: 'still-listed' });
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
  await runpod.pass(60);
  expect(await runpod.list()).toEqual([id]);
  runpod.arm({ fault: 'delete-ignored', variant: 'hidden', forMs: 40_000 });
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
  expect(await runpod.list()).toEqual([]);
  expect(runpod.emulator.ledger.billing()).toHaveLength(1);
  await runpod.pass(60);
  expect(await runpod.list()).toEqual([id]);
});

fault('delete-not-found', 'it is said not to be there, and is', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(60);
  runpod.arm({ fault: 'delete-not-found' });
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(404);
  await runpod.pass(60);
  expect(await runpod.list()).toEqual([id]);
});

fault('list-fails', 'in every shape', async (runpod) => {
  await runpod.create();
  await runpod.pass(60);
  for (const variant of ['500', '503', 'truncated', 'empty-body', 'empty-list', 'reset', 'hang']) runpod.arm({ fault: 'list-fails', variant, match: { operation: 'list' } });
  const answers: unknown[] = [];
  for (let i = 0; i < 7; i++) answers.push(await runpod.ask('GET', '/v2/pods').then(({ status, text }) => [status, text.slice(0, 11), text.endsWith('}')], () => 'lost'));
  expect(answers).toEqual([
    [500, '{"title":"I', true], [503, '<html><head', false], [200, '{"pods":[{"', false], [200, '', false], [200, '{"pods":[]}', true], 'lost', 'lost',
  ]);
  expect(await runpod.list()).toHaveLength(1);
});

test('26 pages-move: a cursor expires, and a page repeats what was on the one before', async () => {
  const runpod = visitRunPod({ knobs: { pageSize: 2 } });
  const made = [await runpod.create(), await runpod.create(), await runpod.create()];
  await runpod.pass(60);
  runpod.arm({ fault: 'pages-move', variant: 'expired' });
  runpod.arm({ fault: 'pages-move', variant: 'repeated' });
  const next = () => runpod.ask('GET', `/v2/pods?cursor=${made[1] ?? ''}`);
  expect((await next()).status).toBe(422);
  expect(((await next()).body['pods'] as { id: string }[]).map((pod) => pod.id)).toEqual([made[1], made[2]]);
  seen.add('pages-move');
});

/** Through GraphQL, the only way. @returns id */
async function spot(runpod: RunPodVisitor, more: object = {}): Promise<string> {
  const input = { name: ORDER.name, imageName: 'x', gpuTypeId: ORDER.gpu.id, gpuCount: 1, bidPerGpu: 0.6, cloudType: 'SECURE', ports: '22/tcp', containerDiskInGb: 40, volumeInGb: 20, ...more };
  const { body } = await runpod.graphql('mutation ($input: PodRentInterruptableInput!) { podRentInterruptable(input: $input) { id costPerHr } }', { input });
  return (body['data'] as { podRentInterruptable: { id: string } }).podRentInterruptable.id;
}

fault('outbid', 'a spot pod stops, and only its words say why', async (runpod) => {
  runpod.arm({ fault: 'outbid' });
  const id = await spot(runpod);
  await runpod.pass(3_100);
  expect(await statusOf(runpod, id)).toBe('EXITED');
  const { body } = await runpod.graphql(`query { pod(input: {podId: "${id}"}) { desiredStatus lastStatusChange } }`);
  expect(body).toEqual({ data: { pod: { desiredStatus: 'TERMINATED', lastStatusChange: expect.stringMatching(/^Outbid: /) as string } } });
  expect(runpod.emulator.ledger.billing()[0]?.usdPerHour).toBeCloseTo((20 * 0.2) / 720, 6);
});

fault('restart-without-gpu', 'it comes back with none, or not at all', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(120);
  await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' });
  await runpod.pass(60);
  runpod.arm({ fault: 'restart-without-gpu', variant: 'refused' });
  runpod.arm({ fault: 'restart-without-gpu', variant: 'zero' });
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'start' })).body['detail']).toContain('not enough free GPUs on the host machine');
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'start' })).status).toBe(200);
  await runpod.pass(120);
  expect((await runpod.pod(id)).body).toMatchObject({ status: 'RUNNING', gpu: { count: 0 } });
});

fault('host-vanishes', 'silent or not listed at all, without cost, and back by itself', async (runpod) => {
  runpod.arm({ fault: 'host-vanishes', variant: 'silent', forMs: 7_200_000 });
  runpod.arm({ fault: 'host-vanishes', variant: 'absent', forMs: 7_200_000 });
  const [silent, absent] = [await runpod.create(), await runpod.create()];
  await runpod.pass(1_900);
  expect((await runpod.pod(silent)).body).toMatchObject({ status: 'RUNNING', runtime: null });
  expect(await runpod.list()).toEqual([silent]);
  expect((await runpod.ask('DELETE', `/v2/pods/${absent}`)).status).toBe(404);
  expect(runpod.emulator.ledger.billing()).toEqual([]);
  expect(runpod.machines.machine(silent)?.knock(ORDER.env.PUBLIC_KEY)).toBe('timeout');
  await runpod.pass(7_200);
  expect(await runpod.list()).toEqual([silent, absent]);
  expect(runpod.emulator.ledger.billing()).toHaveLength(2);
});

fault('instance-vanishes', 'it is gone without anybody having ended it', async (runpod) => {
  runpod.arm({ fault: 'instance-vanishes' });
  const id = await runpod.create();
  await runpod.pass(1_900);
  expect(await runpod.list()).toEqual([]);
  expect(runpod.emulator.ledger.touches(id).map(({ what }) => what)).toEqual(['create']);
});

fault('locked', 'stop and delete are refused until it is unlocked', async (runpod) => {
  runpod.arm({ fault: 'locked' });
  const id = await runpod.create();
  await runpod.pass(700);
  expect((await runpod.pod(id)).body).toMatchObject({ locked: true, status: 'RUNNING' });
  expect((await runpod.ask('POST', `/v2/pods/${id}/action`, { action: 'stop' })).status).toBe(409);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(409);
  expect((await runpod.ask('PATCH', `/v2/pods/${id}`, { locked: false })).status).toBe(200);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
});

fault('out-of-money', 'nothing can be made, and what runs is stopped and then ended', async (runpod) => {
  const [plain, id] = [await runpod.create(), await spot(runpod)];
  await runpod.pass(60);
  runpod.arm({ fault: 'out-of-money', variant: 'refused' });
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).body).toMatchObject({ status: 402, detail: expect.stringContaining('balance is too low') as string });
  runpod.arm({ fault: 'out-of-money', variant: 'drained', forMs: 3_600_000 });
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).status).toBe(402);
  await runpod.pass(10);
  expect([await statusOf(runpod, plain), await statusOf(runpod, id)]).toEqual(['EXITED', 'EXITED']);
  await runpod.pass(700);
  expect(await runpod.list()).toEqual([]);
});

test('36 out-of-money: an account that is used up stops by itself', async () => {
  const runpod = visitRunPod({ tenants: [{ id: 'ours', key: KEY, balanceUsd: 2 }] });
  const id = await runpod.create();
  await runpod.pass(86_400);
  expect(runpod.emulator.instances()).toMatchObject([{ id, status: 'TERMINATED' }]);
  expect(runpod.emulator.ledger.spent()).toBeCloseTo(2, 6);
});

fault('spend-limit', 'by itself and where it is reached', async (runpod) => {
  runpod.arm({ fault: 'spend-limit' });
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).body['detail']).toContain('spend limit');
  for (const tenant of runpod.emulator.tenants.all) tenant.spendLimitUsdPerHour = 1;
  await runpod.create();
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).body['detail']).toContain('spend limit');
});

fault('key-revoked', 'everything is refused for a while, ending too', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(60);
  runpod.arm({ fault: 'key-revoked', forMs: 120_000, match: { operation: 'delete' } });
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(401);
  expect((await runpod.ask('GET', '/v2/pods')).status).toBe(401);
  expect((await runpod.graphql('{ myself { clientBalance } }')).text).toContain('Unauthorized');
  await runpod.pass(120);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(204);
  expect(runpod.emulator.ledger.refusals(id)).toHaveLength(1);
});

fault('key-read-only', 'it reads and may do nothing', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(60);
  runpod.arm({ fault: 'key-read-only', forMs: 60_000 });
  expect((await runpod.ask('GET', '/v2/pods')).status).toBe(200);
  expect((await runpod.ask('POST', '/v2/pods', ORDER)).status).toBe(403);
  expect((await runpod.ask('DELETE', `/v2/pods/${id}`)).status).toBe(403);
  expect((await runpod.ask('POST', '/v2/pods', ORDER, 'runpod-read-key-ours')).status).toBe(403);
});

fault('disk-full', 'the machine cannot write', async (runpod) => {
  runpod.arm({ fault: 'disk-full' });
  const id = await runpod.create();
  await runpod.pass(120);
  expect(runpod.machines.machine(id)?.diskFull).toBe(true);
});

fault('odd-values', 'words, fields and forms that nobody knows', async (runpod) => {
  const id = await runpod.create();
  await runpod.pass(120);
  for (const variant of ['status', 'field', 'number-as-text', 'newline', 'null-list']) runpod.arm({ fault: 'odd-values', variant });
  const bodies: Record<string, unknown>[] = [];
  for (let i = 0; i < 5; i++) bodies.push((await runpod.pod(id)).body);
  expect(bodies).toMatchObject([{ status: 'MIGRATING' }, { hostGeneration: 4 }, { cost: expect.any(String) as string }, { dataCenterId: expect.stringMatching(/\n$/) as string }, { ports: null }]);
});

fault('clock-skew', 'its times are five minutes off', async (runpod) => {
  runpod.arm({ fault: 'clock-skew', variant: 'behind' });
  const { body } = await runpod.ask('POST', '/v2/pods', ORDER);
  expect(Math.abs(runpod.clock.now() - Date.parse(String(body['createdAt'])) - 300_000)).toBeLessThan(5_000);
});

fault('terminate-after', "the provider's own timer ends a spot pod", async (runpod) => {
  const id = await spot(runpod, { terminateAfter: new Date(runpod.clock.now() + 600_000).toISOString() });
  await runpod.pass(500);
  expect(await runpod.list()).toEqual([id]);
  await runpod.pass(120);
  expect(await runpod.list()).toEqual([]);
});

afterAll(() => {
  expect(faultsOf('runpod').filter((id) => !seen.has(id))).toEqual([]);
});
