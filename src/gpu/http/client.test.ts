import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { localHttp } from '../../../tests/support/local-http.ts';
import { virtualClock } from '../../../tests/support/virtual-clock.ts';
import { AppError } from '../../kernel/app-error.ts';
import { realClock } from '../../kernel/clock.ts';
import { providerHttp } from './client.ts';
import { refusalError } from './refusal.ts';

const KEY = 'rp_secret+/="4711';
const read = { method: 'GET', path: '/v2/pods' } as const;
const problem = (status: number, detail: string, headers: Record<string, string> = {}): Response => Response.json({ title: 'x', status, detail }, { status, headers });

type Given = (() => Response | Promise<Response>) | Response;

/** A client before answers in their order, the last one for ever; time is virtual. */
function before(...answers: Given[]) {
  const clock = virtualClock();
  const asked: Request[] = [];
  const http = providerHttp({
    provider: 'RunPod', clock, key: KEY, random: () => 0, baseUrl: 'https://api.invalid',
    async fetch(request) {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(request);
      if (!answer) throw new TypeError('fetch failed');
      return answer instanceof Response ? answer.clone() : answer();
    },
  });
  return { clock, asked, http, run: <T>(work: () => Promise<T>) => clock.run(work) };
}

const broken = (): never => { throw new TypeError('fetch failed', { cause: Object.assign(new Error(`to ${KEY}`), { code: 'ECONNRESET' }) }); };
const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

test('reading goes on after a broken connection, a fault of the server and half an answer', async () => {
  for (const trouble of [broken, problem(503, 'down'), new Response('{"pods":[{"id":'), new Response('')]) {
    const { http, run, asked } = before(trouble, Response.json({ pods: [] }));
    expect((await run(() => http.ask('read', read))).body).toEqual({ pods: [] });
    expect(asked).toHaveLength(2);
  }
});

test('reading gives up after three attempts that lie further and further apart', async () => {
  const { http, run, asked, clock } = before(problem(500, 'down'));
  const startMs = clock.now();
  expect(await run(() => errorOf(http.ask('read', read)))).toMatchObject({ code: 'PROVIDER_UNREACHABLE', message: 'RunPod answered with status 500: down · x', details: { status: 500 } });
  expect(asked).toHaveLength(3);
  expect(clock.now() - startMs).toBe(500 + 1000);
});

test('half an answer to the end is no answer', async () => {
  for (const answer of [new Response('{"pods":['), new Response(''), new Response('<html>hello</html>')]) {
    const { http, run } = before(answer);
    expect(await run(() => errorOf(http.ask('read', read)))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
  }
});

test('what was asked for as long as Retry-After says is waited for', async () => {
  const { http, run, asked, clock } = before(problem(429, 'slow down', { 'retry-after': '7' }), Response.json({}));
  const startMs = clock.now();
  await run(() => http.ask('read', read));
  expect(asked).toHaveLength(2);
  expect(clock.now() - startMs).toBe(7000);
});

test('a refusal for long is told instead of waited for, when reading; ending tries again', async () => {
  const { http, run, asked } = before(problem(429, 'slow down', { 'retry-after': '300' }));
  expect(await run(() => errorOf(http.ask('read', read)))).toMatchObject({ code: 'PROVIDER_UNREACHABLE', details: { status: 429, retryAfterMs: 300_000 } });
  expect(asked).toHaveLength(1);
  await run(() => errorOf(http.ask('terminate', { method: 'DELETE', path: '/v2/pods/a' })));
  expect(asked).toHaveLength(5);
});

test('the interval that a refusal names holds for its endpoint alone', async () => {
  const { http, run, clock } = before(new Response('API requests too frequent endpoint threshold=4.5', { status: 429 }), Response.json({}));
  const pace = { group: 'show', intervalMs: 0 };
  const startMs = clock.now();
  await run(() => http.ask('read', { ...read, pace }));
  expect(clock.now() - startMs).toBe(4500);
  await run(() => http.ask('read', read));
  expect(clock.now() - startMs).toBe(4500);
  await run(() => http.ask('read', { ...read, pace }));
  expect(clock.now() - startMs).toBe(9000);
});

test.each([[broken], [problem(500, 'read back failed')], [problem(429, 'slow')], [new Response('{"id":')], [Response.json({ id: 'a' }, { status: 201 })]])('making is sent once, whatever comes: %#', async (answer) => {
  const { http, run, asked } = before(answer, Response.json({ id: 'b' }));
  const result = await run(() => http.make({ method: 'POST', path: '/v2/pods', body: { name: 'n' } }));
  expect(asked).toHaveLength(1);
  if (answer === broken) expect(result).toEqual({ unknown: 'RunPod does not answer (ECONNRESET).' });
  else expect(result).toHaveProperty('answer');
});

test('who does not answer is given up in time, and whoever cancels hears it at once', async () => {
  const { http, run, clock, asked } = before(() => new Promise<Response>(() => undefined));
  const startMs = clock.now();
  expect(await run(() => http.make({ method: 'POST', path: '/v2/pods' }))).toEqual({ unknown: 'RunPod did not answer within 60 s.' });
  expect(clock.now() - startMs).toBe(60_000);
  expect(asked[0]?.signal.aborted).toBe(true);
  const cancel = new AbortController();
  const work = errorOf(http.ask('read', { ...read, signal: cancel.signal }));
  await clock.advance(50);
  cancel.abort();
  expect(await work).toMatchObject({ code: 'CANCELLED' });
  expect(await errorOf(http.make({ method: 'POST', path: '/', signal: AbortSignal.abort() }))).toMatchObject({ code: 'CANCELLED' });
  expect(asked).toHaveLength(2);
});

test('a body that never ends, and one that is far too long, are cut off', async () => {
  const endless = (): Response => new Response(new ReadableStream<Uint8Array>({ pull(controller) { controller.enqueue(new Uint8Array(1 << 20).fill(32)); } }));
  const { http, run } = before(endless);
  expect(await run(() => errorOf(http.ask('read', read)))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
  expect(await run(() => http.make({ method: 'POST', path: '/' }))).toMatchObject({ unknown: expect.stringContaining('longer than') as string });
});

test('another address is followed for its missing slash alone', async () => {
  const to = (location: string): Response => new Response(null, { status: 308, headers: { location } });
  const same = before(to('https://api.invalid/v2/pods/'), Response.json({ ok: true }));
  expect((await same.run(() => same.http.ask('read', read))).body).toEqual({ ok: true });
  expect(same.asked.map(({ url }) => url)).toEqual(['https://api.invalid/v2/pods', 'https://api.invalid/v2/pods/']);
  for (const location of ['https://evil.invalid/v2/pods/', 'http://api.invalid/v2/pods/', '/v2/others', '/v2/pods', ':']) {
    const other = before(to(location));
    expect(await other.run(() => errorOf(other.http.ask('read', read)))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
    expect(new Set(other.asked.map(({ url }) => url))).toEqual(new Set(['https://api.invalid/v2/pods']));
  }
});

test('the key stands in one header and in no error, though the provider and the system repeat it', async () => {
  const echo = `bad key ${KEY} (${encodeURIComponent(KEY)}) ${JSON.stringify(KEY)} ${Buffer.from(KEY).toString('base64')}`;
  for (const answer of [broken, problem(500, echo), problem(401, echo), Response.json({ errors: [{ message: echo }], msg: echo }, { status: 400 }), new Response(echo, { status: 429, headers: { 'retry-after': '99' } })]) {
    const { http, run, asked } = before(answer);
    const told = await run(async () => [await http.ask('read', read).then((got) => refusalError('RunPod', got), (error: unknown) => error), await http.make({ method: 'POST', path: '/', body: {} }).then((result) => ('answer' in result ? result.answer.says : result))]);
    const text = inspect(told, { depth: 20, showHidden: true });
    for (const form of [KEY, 'rp_secret', encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')]) expect(text).not.toContain(form);
    expect(asked[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(asked[0]?.url).not.toContain('secret');
  }
});

test('a key that no header can hold is a wrong key, and not quoted', async () => {
  const http = providerHttp({ provider: 'RunPod', clock: virtualClock(), key: 'two\nlines', random: () => 0, baseUrl: 'https://api.invalid', fetch: () => Promise.reject(new Error('never')) });
  const error = await errorOf(http.ask('read', read));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
  expect(inspect(error)).not.toContain('two');
  expect(await errorOf(http.make({ method: 'POST', path: '/' }))).toMatchObject({ code: 'PROVIDER_UNAUTHORIZED' });
});

test('a real server: cut connections, cut bodies and parameters', async () => {
  const seen: string[] = [];
  const url = await localHttp((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''} ${request.headers['content-type'] ?? ''}`);
    if (seen.length === 1) request.socket.destroy();
    else if (seen.length === 2) response.writeHead(200, { 'content-length': 100 }).write('{"pods":', () => { request.socket.destroy(); });
    else response.end('{"pods":[]}');
  });
  const http = providerHttp({ provider: 'RunPod', clock: { ...realClock, sleep: (ms, signal) => realClock.sleep(ms < 5_000 ? ms / 100 : ms, signal) }, key: ' spaced \n', random: () => 0, baseUrl: url, fetch: (request) => fetch(request) });
  expect((await http.ask('read', { ...read, query: { 'a b': 'c&d' } })).body).toEqual({ pods: [] });
  expect(seen).toEqual(Array.from({ length: 3 }, () => 'GET /v2/pods?a+b=c%26d Bearer spaced '));
});
