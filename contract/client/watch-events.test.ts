import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.ts';
import { watchEvents, type Watched, type WatchOptions } from './watch-events.ts';

const event = (seq: number): string => JSON.stringify({ seq, kind: 'job.changed', at: '2026-01-02T03:04:05Z', body: { jobId: 'j', state: 'ready' } });

/** The n-th connection is served by the n-th of `visits`. */
async function eventServer(...visits: ((socket: ServerSocket, after: string | null) => void)[]): Promise<{ open: (after: number | undefined) => WebSocket; visits: () => number; afters: (string | null)[]; close(): Promise<void> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const afters: (string | null)[] = [];
  server.on('connection', (socket, request) => {
    const after = new URL(request.url ?? '', 'http://x').searchParams.get('after');
    afters.push(after);
    visits[Math.min(afters.length, visits.length) - 1]?.(socket, after);
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => {
    for (const socket of server.clients) socket.terminate();
    server.close(() => { resolve(); });
  });
  onTestFinished(close);
  return { afters, visits: () => afters.length, close, open: (after) => new WebSocket(`ws://127.0.0.1:${String(port)}/${after === undefined ? '' : `?after=${String(after)}`}`) };
}

const never = (): Promise<void> => Promise.resolve();

/** Reads until `count` messages came. */
async function read(open: (after: number | undefined) => WebSocket, count: number, options: WatchOptions = {}, refuse = never): Promise<Watched[]> {
  const all: Watched[] = [];
  for await (const message of watchEvents({ open, refuse, pauseMs: 1 }, options)) {
    all.push(message);
    if (all.length === count) break;
  }
  return all;
}

test('after every break it goes on behind the last event that was seen', async () => {
  const server = await eventServer(
    (socket) => { socket.send(event(5)); socket.send(event(7), () => { socket.terminate(); }); },
    (socket) => { socket.close(); },
    (socket) => { socket.send('{"beat":true}'); socket.send('no json'); socket.send(event(9)); socket.send(event(10)); },
  );
  const states: string[] = [];
  expect((await read(server.open, 4, { after: 3, onConnection: (state) => states.push(state) })).map(({ seq }) => seq)).toEqual([5, 7, 9, 10]);
  expect(server.afters).toEqual(['3', '7', '7']);
  expect(states).toEqual(['open', 'broken', 'open', 'broken', 'open']);
});

test('what is too old to be continued is told, and it goes on from there', async () => {
  const server = await eventServer((socket) => { socket.send('{"reset":true,"seq":40}', () => { socket.terminate(); }); }, (socket) => { socket.send(event(41)); });
  expect(await read(server.open, 2, { after: 3 })).toMatchObject([{ reset: true, seq: 40 }, { seq: 41 }]);
  expect(server.afters).toEqual(['3', '40']);
});

test('without a number it begins with what happens from now on', async () => {
  const server = await eventServer((socket) => { socket.send(event(1)); });
  await read(server.open, 1);
  expect(server.afters).toEqual([null]);
});

test('whoever may not watch is told so, a server that is only gone is waited for', async () => {
  const server = await eventServer((socket) => { socket.send(event(1)); });
  await server.close();
  let asked = 0;
  await expect(read(server.open, 1, {}, async () => {
    asked++;
    if (asked === 3) throw new ApiError('SIGN_IN_REQUIRED', 'The key was revoked.', { status: 401 });
  })).rejects.toThrow('revoked');
  expect(asked).toBe(3);
});

test('an abort ends it, also while nothing comes', async () => {
  const server = await eventServer(() => undefined);
  const cancel = new AbortController();
  const reading = read(server.open, 1, { signal: cancel.signal });
  while (server.visits() === 0) await wait(5);
  cancel.abort();
  expect(await reading).toEqual([]);
});

test('whoever leaves closes the connection', async () => {
  let closed = false;
  const server = await eventServer((socket) => {
    socket.on('close', () => { closed = true; });
    socket.send(event(1));
  });
  await read(server.open, 1);
  while (!closed) await wait(5);
  expect(server.visits()).toBe(1);
});
