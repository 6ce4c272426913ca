/** Events over WebSockets and the answers around them, from a whole server. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { EventMessage, EventReset } from '@aima/contract';
import { session, openServer, type Session, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Session;
beforeAll(async () => {
  server = await openServer();
  admin = await server.admin();
});
afterAll(() => server.stop());

const Message = z.union([EventMessage, EventReset]);

interface Watching {
  socket: WebSocket;
  messages: z.infer<typeof Message>[];
  /** Close code and reason, or the status of the answer that was no WebSocket. */
  ended: Promise<string>;
  open: Promise<boolean>;
}

function watch(query: string, headers: Record<string, string>): Watching {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/events${query}`, { headers });
  const messages: Watching['messages'] = [];
  socket.on('message', (data: Buffer) => { messages.push(Message.parse(JSON.parse(data.toString('utf8')))); });
  const ended = new Promise<string>((resolve) => {
    socket.once('close', (code, reason) => { resolve(`${code} ${reason.toString()}`); });
    socket.once('unexpected-response', (_request, answer) => {
      resolve(String(answer.statusCode));
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
  const open = new Promise<boolean>((resolve) => {
    socket.once('open', () => { resolve(true); });
    void ended.then(() => { resolve(false); });
  });
  onTestFinished(() => { socket.terminate(); });
  return { socket, messages, ended, open };
}

/** A signed-in person's page. */
const page = (): Record<string, string> => ({ cookie: admin.cookie, origin: server.url });
const Job = z.looseObject({ id: z.string(), version: z.int() });
const newJob = (name: string, headers?: Record<string, string>): Promise<z.infer<typeof Job>> => admin.json(Job, 'POST', '/api/v1/jobs', { name }, headers);

const seqs = ({ messages }: Watching): number[] => messages.map(({ seq }) => seq);
const kinds = ({ messages }: Watching): string[] => messages.map((message) => ('kind' in message ? message.kind : 'reset'));

test('what happens is told at once, and after a break what happened meanwhile, each once and in order', async () => {
  const first = watch('', page());
  expect(await first.open).toBe(true);
  await newJob('one');
  await expect.poll(() => kinds(first)).toEqual(['job.changed']);
  first.socket.terminate();
  await newJob('two');
  await newJob('three');
  const second = watch(`?after=${String(seqs(first)[0])}`, page());
  await expect.poll(() => kinds(second)).toEqual(['job.changed', 'job.changed']);
  await newJob('four');
  await expect.poll(() => kinds(second)).toHaveLength(3);
  const all = [...seqs(first), ...seqs(second)];
  expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
});

test('only the kinds that were asked for come', async () => {
  const watching = watch('?kinds=media.changed,job.changed', page());
  const other = watch('?kinds=media.changed', page());
  expect([await watching.open, await other.open]).toEqual([true, true]);
  await newJob('five');
  await expect.poll(() => kinds(watching)).toEqual(['job.changed']);
  expect(kinds(other)).toEqual([]);
  expect(await watch('?kinds=nonsense', page()).ended).toBe('400');
});

test('a number that nobody gave is answered by a reset', async () => {
  const watching = watch('?after=999999', page());
  await expect.poll(() => kinds(watching)).toEqual(['reset']);
});

test('nobody watches without an account, and no foreign page with somebody else\'s cookie', async () => {
  expect(await watch('', {}).ended).toBe('401');
  expect(await watch('', { cookie: admin.cookie }).ended).toBe('403');
  expect(await watch('', { origin: server.url }).ended).toBe('401');
  expect(await watch('', { ...page(), origin: 'http://evil.example' }).ended).toBe('403');
  expect(await watch('', { ...page(), host: 'evil.example' }).ended).toBe('421');
  expect(await watch('', { authorization: 'Bearer aima_nonsense' }).ended).toBe('401');
});

test('a ticket opens one socket, and ends with the session that asked for it', async () => {
  const { ticket } = await admin.json(z.object({ ticket: z.string(), expiresInSeconds: z.int() }), 'POST', '/api/v1/events/ticket');
  const watching = watch(`?ticket=${ticket}`, {});
  expect(await watching.open).toBe(true);
  expect(await watch(`?ticket=${ticket}`, {}).ended).toBe('401');
  expect(await watch(`?ticket=${ticket.slice(0, -2)}AA`, {}).ended).toBe('401');
});

test('an API key watches without a page, until it is revoked', async () => {
  const key = await admin.json(z.looseObject({ id: z.string(), key: z.string() }), 'POST', '/api/v1/api-keys', { name: 'watcher', scopes: ['jobs:read'] });
  const watching = watch('', { authorization: `Bearer ${key.key}` });
  expect(await watching.open).toBe(true);
  expect((await admin.ask('DELETE', `/api/v1/api-keys/${key.id}`)).ok).toBe(true);
  expect(await watching.ended).toBe('1008 signed out');
});

test('a plain request is told that this is a WebSocket', async () => {
  expect((await admin.ask('GET', '/api/v1/events')).status).toBe(400);
});

test('two submits at the same time under one key make one job, and both get its answer', async () => {
  const headers = { 'idempotency-key': 'double-submit-1' };
  const answers = await Promise.all([1, 2, 3, 4].map(() => admin.ask('POST', '/api/v1/jobs', { name: 'once' }, headers)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  const ids = await Promise.all(answers.map(async (answer) => Job.parse(await answer.json()).id));
  expect(new Set(ids).size).toBe(1);
  expect(answers.filter(({ headers: given }) => given.get('idempotent-replayed') === 'true')).toHaveLength(3);
  const other = await admin.ask('POST', '/api/v1/jobs', { name: 'another' }, headers);
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: 'KEY_REUSED' });
  expect((await admin.ask('POST', '/api/v1/jobs', { name: 'short key' }, { 'idempotency-key': 'x' })).status).toBe(400);
});

test('a request that failed leaves its key free', async () => {
  const headers = { 'idempotency-key': 'failed-first-1' };
  expect((await admin.ask('POST', '/api/v1/jobs', { name: 'with media', mediaIds: ['no-such-medium'] }, headers)).status).toBe(404);
  expect((await admin.ask('POST', '/api/v1/jobs', { name: 'without' }, headers)).status).toBe(201);
});

const Settings = z.looseObject({ version: z.int(), costLimitUsd: z.number().nullable(), effective: z.looseObject({ costLimitUsd: z.number() }) });

test('settings hold at once, give way to the installation\'s, and no change is lost', async () => {
  const read = await admin.ask('GET', '/api/v1/settings');
  const tag = read.headers.get('etag') ?? '';
  expect(Settings.parse(await read.json())).toMatchObject({ version: 0, costLimitUsd: null, effective: { costLimitUsd: 5 } });
  expect(await admin.json(Settings, 'PATCH', '/api/v1/settings', { costLimitUsd: 2 }, { 'if-match': tag })).toMatchObject({ version: 1, effective: { costLimitUsd: 2 }, installation: { costLimitUsd: 5 } });
  expect((await admin.ask('PATCH', '/api/v1/settings', { costLimitUsd: 3 }, { 'if-match': tag })).status).toBe(412);
  const parallel = await Promise.all([4, 5].map((costLimitUsd) => admin.ask('PATCH', '/api/v1/settings', { costLimitUsd }, { 'if-match': '"1"' })));
  expect(parallel.map(({ status }) => status).sort()).toEqual([200, 412]);
  await admin.json(z.unknown(), 'PATCH', '/api/v1/system/settings', { costLimitUsd: 7 });
  expect(await admin.json(Settings, 'PATCH', '/api/v1/settings', { costLimitUsd: null })).toMatchObject({ costLimitUsd: null, effective: { costLimitUsd: 7 }, installation: { costLimitUsd: 7 } });
  expect((await admin.ask('PATCH', '/api/v1/settings', { costLimit: 1 })).status).toBe(400);
  expect((await admin.ask('PATCH', '/api/v1/settings', { defaultProfile: 'nothing of that name' })).status).toBe(400);
  expect((await admin.ask('PATCH', '/api/v1/settings', { defaultProfile: 'safety' })).status).toBe(200);
  expect((await session(server.url, '').ask('GET', '/api/v1/system/settings')).status).toBe(401);
});

test('the administrator sees the server in numbers, and Prometheus reads them', async () => {
  const status = await admin.json(z.looseObject({ queue: z.record(z.string(), z.int()), api: z.looseObject({ requests: z.int() }), alerts: z.array(z.unknown()) }), 'GET', '/api/v1/system/status');
  expect(status.queue['preparing']).toBeGreaterThan(0);
  expect(status.api.requests).toBeGreaterThan(10);
  expect(status.alerts).toEqual([]);
  const text = await (await admin.ask('GET', '/api/v1/system/metrics')).text();
  expect(text).toMatch(/^aima_http_answers_total\{status="2xx"\} \d+$/m);
  expect(text).toMatch(/^aima_http_answer_seconds_bucket\{le="\+Inf"\} \d+$/m);
  expect(text).toMatch(/^aima_up\{part="database"\} 1$/m);
});

test('sign-ins that were locked are an alarm, and a figure for Prometheus', async () => {
  const Alerts = z.looseObject({ alerts: z.array(z.unknown()) });
  // Nobody has this address; a lock tells nothing about that.
  const fail = (): Promise<Response> => session(server.url, '').ask('POST', '/api/v1/auth/sign-in', { email: 'nobody@example.com', password: 'a wrong password 1' });
  for (let tries = 0; (await fail()).status !== 429; tries++) expect(tries).toBeLessThan(20);
  // One lock is one alarm, however often somebody knocks meanwhile.
  for (let tries = 0; tries < 3; tries++) expect((await fail()).status).toBe(429);
  expect(await admin.json(Alerts, 'GET', '/api/v1/system/status')).toMatchObject({ alerts: [{ alert: 'sign_ins_locked', severity: 'warning', value: 1 }] });
  expect(await (await admin.ask('GET', '/api/v1/system/metrics')).text()).toMatch(/^aima_security_events\{kind="sign_ins_locked"\} 1$/m);
});

test('a signed-out session ends its sockets within seconds', async () => {
  const watching = watch('', page());
  expect(await watching.open).toBe(true);
  expect((await admin.ask('POST', '/api/v1/auth/sign-out')).ok).toBe(true);
  expect(await watching.ended).toBe('1008 signed out');
});
