import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { clientOf, type ClientOptions } from './client-of.ts';

/** As openapi-typescript writes them. */
interface Operations {
  getThing: { parameters: { query?: never; path: { id: string } }; requestBody?: never; responses: { 200: { content: { 'application/json': { name: string } } } } };
  listThings: { parameters: { query?: { limit?: number; cursor?: string }; path?: never }; requestBody?: never; responses: { 200: { content: { 'application/json': { items: number[]; next?: string } } } } };
  createThing: { parameters: { query?: never; path?: never }; requestBody: { content: { 'application/json': { name: string } } }; responses: { 201: { content: { 'application/json': { name: string } } } } };
  touchThing: { parameters: { query?: never; path: { id: string } }; requestBody?: never; responses: { 204: { content?: never } } };
}
const TABLE = {
  getThing: { method: 'GET', path: '/api/v1/things/{id}' },
  listThings: { method: 'GET', path: '/api/v1/things' },
  createThing: { method: 'POST', path: '/api/v1/things', idempotent: true },
  touchThing: { method: 'POST', path: '/api/v1/things/{id}/touch' },
} as const;

interface Asked { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }

let server: Server | undefined;
const asked: Asked[] = [];
afterEach(() => {
  asked.length = 0;
  server?.closeAllConnections();
  server?.close();
});

/** Answers with one after the other of `answers`, the last one for ever. */
async function serve(...answers: ((request: Asked, response: ServerResponse) => void)[]): Promise<string> {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => {
      const seen = { method: request.method, url: request.url, headers: request.headers, body };
      asked.push(seen);
      answers[Math.min(asked.length, answers.length) - 1]?.(seen, response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => (_: Asked, response: ServerResponse): void => { response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)); };
const problem = (code: string, status: number, headers: Record<string, string> = {}) => json({ type: `/errors/${code}`, code, title: code, status, detail: `detail of ${code}`, next: 'next', details: { offset: 3 } }, status, headers);
/** The request arrived, and no answer ever comes. */
const broken = (_: Asked, response: ServerResponse): void => { response.destroy(); };
const half = (_: Asked, response: ServerResponse): void => { response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"name":', () => response.destroy()); };

const client = (baseUrl: string, options: Partial<ClientOptions> = {}) => clientOf<Operations>(TABLE, { baseUrl, pauseMs: 1, ...options });
const failure = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof ApiError)) throw new Error(`no ApiError but ${String(error)}`);
  return error;
};

test('parameters, query, body, token, workspace and language arrive where they belong', async () => {
  const url = await serve(json({ name: 'a' }));
  const { api } = client(`${url}/`, { token: 'key', workspace: 'w1', language: 'de' });
  expect(await api.getThing({ path: { id: 'ä/?' } }, { ifMatch: 7 })).toEqual({ name: 'a' });
  await api.listThings({ query: { limit: 3 } });
  await api.listThings();
  await api.createThing({ body: { name: 'new' } });
  expect(asked.map(({ method, url: path, body }) => [method, path, body])).toEqual([['GET', '/api/v1/things/%C3%A4%2F%3F', ''], ['GET', '/api/v1/things?limit=3', ''], ['GET', '/api/v1/things', ''], ['POST', '/api/v1/things', '{"name":"new"}']]);
  expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer key', 'aima-workspace': 'w1', 'accept-language': 'de', 'if-match': '"7"' });
  expect(asked[3]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  expect(asked[0]?.headers['idempotency-key']).toBeUndefined();
});

test('a problem becomes an error with code, sentence, what to do and facts', async () => {
  const url = await serve(problem('STATE_FORBIDS', 409));
  const error = await failure(client(url).api.touchThing({ path: { id: 'x' } }));
  expect(error).toMatchObject({ code: 'STATE_FORBIDS', status: 409, message: 'detail of STATE_FORBIDS', next: 'next', details: { offset: 3 } });
});

test('a code of a newer server means what its status means', async () => {
  const url = await serve(problem('BRAND_NEW', 403));
  expect((await failure(client(url).api.touchThing({ path: { id: 'x' } }))).code).toBe('FORBIDDEN');
});

test('what is no answer of AIMA is named as that', async () => {
  const url = await serve((_, response) => { response.writeHead(404).end('<h1>nginx</h1>'); });
  expect(await failure(client(url).api.getThing({ path: { id: 'x' } }))).toMatchObject({ code: 'SERVER_ANSWER_INVALID', status: 404 });
});

test('nothing to give is undefined', async () => {
  const url = await serve((_, response) => { response.writeHead(204).end(); });
  expect(await client(url).api.touchThing({ path: { id: 'x' } })).toBeUndefined();
});

test.each([['broken before the answer', broken], ['broken in the middle of the answer', half], ['a server that restarts', problem('SERVER_STOPPING', 503)]])('reading goes on after: %s', async (_, fault) => {
  const url = await serve(fault, fault, json({ name: 'a' }));
  expect(await client(url).api.getThing({ path: { id: 'x' } })).toEqual({ name: 'a' });
  expect(asked.length).toBe(3);
});

test('an operation under a key is sent again, always under the same one', async () => {
  const url = await serve(broken, broken, json({ name: 'new' }, 201));
  expect(await client(url).api.createThing({ body: { name: 'new' } })).toEqual({ name: 'new' });
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(asked.map(({ body }) => body)).toEqual(['{"name":"new"}', '{"name":"new"}', '{"name":"new"}']);
});

test('nothing else is ever sent twice, because it may have arrived', async () => {
  const url = await serve(broken);
  expect(await failure(client(url).api.touchThing({ path: { id: 'x' } }))).toMatchObject({ code: 'SERVER_UNREACHABLE', status: 0 });
  expect(asked.length).toBe(1);
});

test('what was refused for coming too often is sent again when the server says', async () => {
  const url = await serve(problem('RATE_LIMITED', 429, { 'retry-after': '0' }), (_, response) => { response.writeHead(204).end(); });
  await client(url).api.touchThing({ path: { id: 'x' } });
  expect(asked.length).toBe(2);
});

test('a wait of hours is not waited', async () => {
  const url = await serve(problem('RATE_LIMITED', 429, { 'retry-after': '7200' }));
  expect((await failure(client(url).api.touchThing({ path: { id: 'x' } }))).code).toBe('RATE_LIMITED');
  expect(asked.length).toBe(1);
});

test('repetitions end', async () => {
  const url = await serve(broken);
  await failure(client(url, { retries: 3 }).api.getThing({ path: { id: 'x' } }));
  expect(asked.length).toBe(4);
});

test('a server that never answers is given up, and one that is not there is named', async () => {
  const url = await serve(() => undefined);
  expect(await failure(client(url, { retries: 0, timeoutMs: 50 }).api.getThing({ path: { id: 'x' } }))).toMatchObject({ code: 'SERVER_UNREACHABLE', message: expect.stringContaining('did not answer') as unknown });
  server?.closeAllConnections();
  await new Promise((resolve) => { server?.close(resolve); });
  expect((await failure(client(url, { retries: 0 }).api.getThing({ path: { id: 'x' } }))).message).toContain('ECONNREFUSED');
});

test('an abort is no error of the server: its reason comes back, during a request and between two', async () => {
  const url = await serve(() => undefined, broken);
  const cancel = new AbortController();
  const work = client(url).api.getThing({ path: { id: 'x' } }, { signal: cancel.signal });
  setTimeout(() => { cancel.abort(new Error('enough')); }, 30);
  await expect(work).rejects.toThrow('enough');
  const second = new AbortController();
  const pausing = client(url, { pauseMs: 60_000, retries: 9 }).api.getThing({ path: { id: 'x' } }, { signal: second.signal });
  setTimeout(() => { second.abort(new Error('enough')); }, 30);
  await expect(pausing).rejects.toThrow('enough');
});

test('a list is read page by page, and only as far as it is asked for', async () => {
  const url = await serve(json({ items: [1, 2], next: 'c1' }), json({ items: [3], next: 'c2' }), json({ items: [4] }));
  const all: number[] = [];
  for await (const item of client(url).pages('listThings', { query: { limit: 2 } })) all.push(item);
  expect(all).toEqual([1, 2, 3, 4]);
  expect(asked.map(({ url: path }) => path)).toEqual(['/api/v1/things?limit=2', '/api/v1/things?limit=2&cursor=c1', '/api/v1/things?limit=2&cursor=c2']);
  asked.length = 0;
  for await (const item of client(url).pages('listThings', {})) if (item === 1) break;
  expect(asked.length).toBe(1);
});

test('a stream is handed over as it comes, without a time limit on its end', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('one\n');
    setTimeout(() => { response.end('two\n'); }, 120);
  });
  const answer = await client(url, { timeoutMs: 60 }).raw('getThing', { path: { id: 'x' } });
  expect(await answer.text()).toBe('one\ntwo\n');
});
