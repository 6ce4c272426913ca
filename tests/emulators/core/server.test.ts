/** The emulators behind real sockets, and what is done to them from outside. */
import { expect, onTestFinished, test } from 'vitest';
import { runpodEmulator } from '../runpod/index.ts';
import { adjustableClock } from './adjustable-clock.ts';
import { adminHandler } from './admin.ts';
import { ConnectionLost, fetchTo, listen, type Handler } from './http.ts';

const served = async (handler: Handler): Promise<string> => {
  const server = await listen(handler);
  onTestFinished(() => server.close());
  return server.url;
};

const FAST = { minMs: 0, maxMs: 0 };
const KNOBS = { createBefore: FAST, createAfter: FAST, answer: FAST, visible: FAST, changeVisible: FAST, perMinute: 1_000 };

async function emulated() {
  const clock = adjustableClock();
  const emulator = runpodEmulator({ clock, knobs: KNOBS });
  const [api, admin] = [await served(emulator.handle), await served(adminHandler({ emulator, advance: clock.advance }))];
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${api}${path}`, { method, headers: { authorization: 'Bearer runpod-key-ours' }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const tell = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    (await fetch(`${admin}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })).json();
  return { emulator, ask, tell, api };
}

const ORDER = { name: 'n', image: 'i', gpu: { id: 'NVIDIA L40S' } };

test('over a socket: an hour passes at once, the ledger is read, and the admin is not on this port', async () => {
  const { ask, tell, api } = await emulated();
  const { id } = await (await ask('POST', '/v2/pods', ORDER)).json() as { id: string }; // a pod has one
  await tell('POST', '/clock', { ms: 3_600_000 });
  expect(await tell('GET', '/instances')).toMatchObject({ instances: [{ id, status: 'RUNNING', tenant: 'ours' }] });
  const ledger = await tell('GET', '/ledger') as { spentUsd: { ours: number }; billing: unknown[] }; // as adminHandler writes it
  expect(ledger.spentUsd.ours).toBeGreaterThan(1);
  expect(ledger.billing).toHaveLength(1);
  expect((await fetch(`${api}/ledger`)).status).toBe(404);
  await tell('POST', '/account', { tenant: 'ours', payInUsd: 50 });
  expect(await tell('POST', '/account', { tenant: 'ours' })).toMatchObject({ balanceUsd: expect.closeTo(149, 0) as number });
});

test('over a socket: faults are armed and disarmed, a lost connection is a destroyed socket', async () => {
  const { ask, tell } = await emulated();
  await tell('POST', '/faults', { fault: 'list-fails', variant: 'reset' });
  await expect(ask('GET', '/v2/pods')).rejects.toThrow('fetch failed');
  expect((await ask('GET', '/v2/pods')).status).toBe(200);
  await tell('POST', '/rates', { rate: 1, faults: ['rate-limited'] });
  expect((await ask('GET', '/v2/pods')).status).toBe(429);
  await tell('DELETE', '/faults?fault=rate-limited');
  expect((await ask('GET', '/v2/pods')).status).toBe(200);
  expect(await tell('POST', '/faults', { fault: 'nothing' })).toHaveProperty('error');
  expect(await tell('GET', '/faults')).toMatchObject({ counts: { 'list-fails': 1, 'rate-limited': 1 } });
});

test('44: a restart of the server keeps what there is', async () => {
  const { ask, tell } = await emulated();
  await ask('POST', '/v2/pods', ORDER);
  await tell('POST', '/restart');
  expect(await tell('GET', '/instances')).toMatchObject({ instances: [{ name: 'n' }] });
  expect(((await (await ask('GET', '/v2/pods')).json()) as { pods: unknown[] }).pods).toHaveLength(1); // a listing
});

test('in-process: connections break as those of fetch do, and nobody waits for one who has gone', async () => {
  const never = new AbortController();
  const fetched = fetchTo({
    'https://lost.test': () => Promise.reject(new ConnectionLost()),
    'https://hangs.test': () => new Promise(() => undefined),
  });
  await expect(fetched('https://lost.test/x')).rejects.toThrow(new TypeError('fetch failed'));
  await expect(fetched('https://elsewhere.test/x')).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } });
  const waiting = fetched('https://hangs.test/', { signal: never.signal });
  never.abort(new Error('my own reason'));
  await expect(waiting).rejects.toThrow('my own reason');
});

test('time goes faster and jumps, and whoever sleeps wakes', async () => {
  const clock = adjustableClock(1_000);
  const startMs = clock.now();
  await clock.sleep(5_000);
  expect(clock.now() - startMs).toBeGreaterThanOrEqual(5_000);
  const long = clock.sleep(86_400_000_000);
  clock.advance(86_400_000_000);
  await long;
});
