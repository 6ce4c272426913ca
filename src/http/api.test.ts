import { Readable } from 'node:stream';
import { Problem, type ErrorCode, type Permission } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../auth/principal.ts';
import { AppError } from '../kernel/app-error.ts';
import { createApi, openApiDocument } from './api.ts';
import type { Authenticate } from './caller.ts';
import { operation, type Operation } from './operation.ts';

const PRINCIPAL: Principal = { kind: 'user', userId: 'u1', actor: 'user:u1', workspaceId: '00000000-0000-4000-8000-000000000001', workspaceRole: 'editor', accountRole: 'personal', permissions: new Set<Permission>(['jobs:read']) };

const authenticate: Authenticate = async ({ authorization, cookie }, asked) => {
  if (authorization === 'Bearer wrong') throw new AppError('SIGN_IN_REQUIRED', 'This key is unknown.');
  if (authorization === undefined && cookie === undefined) return undefined;
  return asked.workspaceId === undefined ? PRINCIPAL : { ...PRINCIPAL, workspaceId: asked.workspaceId };
};

const Thing = z.object({ id: z.string(), version: z.int(), workspaceId: z.string().optional() }).meta({ id: 'TestThing' });
let version = 3;

const operations: Operation[] = [
  operation({ id: 'getThing', method: 'GET', path: '/things/:id', tag: 'things', summary: 'One thing', access: 'jobs:read', params: z.object({ id: z.string().max(8) }), result: Thing, errors: ['NOT_FOUND'],
    handle: ({ params, principal }) => ({ id: params.id, version, workspaceId: principal.workspaceId, secret: 'never sent' }) }),
  operation({ id: 'changeThing', method: 'PATCH', path: '/things/:id', tag: 'things', summary: 'Changes one', access: 'signed_in', params: z.object({ id: z.string() }), body: z.object({ name: z.string().max(5), many: z.array(z.int()).optional() }), result: Thing, errors: ['VERSION_CHANGED'],
    handle: ({ ifMatch }) => {
      if (ifMatch !== undefined && ifMatch !== version) throw new AppError('VERSION_CHANGED', 'It was changed.', { version });
      version += 1;
      return { id: 'a', version };
    } }),
  operation({ id: 'startThing', method: 'POST', path: '/things/:id/start', tag: 'things', summary: 'Starts one', access: 'jobs:start', params: z.object({ id: z.string() }), handle: () => undefined }),
  operation({ id: 'film', method: 'GET', path: '/film', tag: 'things', summary: 'Bytes', access: 'public', streams: 'video/mp4', handle: () => Readable.from([Buffer.from('one'), Buffer.from('two')]) }),
  operation({ id: 'fails', method: 'GET', path: '/fails/:how', tag: 'things', summary: 'Fails', access: 'public', params: z.object({ how: z.string() }), result: z.object({ n: z.int() }),
    handle: ({ params: { how } }) => {
      if (how === 'sql') throw new Error('select secret from users');
      if (how === 'file') throw Object.assign(new Error('EACCES: /home/somebody/file'), { code: 'EACCES' });
      if (how === 'shape') return { n: 'no number' as unknown as number };
      throw new AppError(how as ErrorCode, 'What happened.', { fact: 1 });
    } }),
  operation({ id: 'rare', method: 'POST', path: '/rare', tag: 'things', summary: 'Seldom', access: 'public', perMinute: 2, handle: () => undefined }),
];

let app: FastifyInstance;
beforeAll(async () => { app = await createApi({ operations, authenticate, perMinute: 1000 }); });
afterAll(() => app.close());

const KEY = { authorization: 'Bearer right' };
type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

/** The problem that an answer is; every problem follows the contract. */
function problem(answer: Answer): Problem {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const body = Problem.parse(answer.json());
  expect(body.status).toBe(answer.statusCode);
  expect(body.instance).toBe(`urn:uuid:${String(answer.headers['x-request-id'])}`);
  return body;
}

test('an answer holds what its schema names and nothing else', async () => {
  const answer = await app.inject({ url: '/api/v1/things/a', headers: KEY });
  expect(answer.json()).toEqual({ id: 'a', version: 3, workspaceId: PRINCIPAL.workspaceId });
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('without an account 401, without the permission 403, before anything of the body is read', async () => {
  expect(problem(await app.inject({ url: '/api/v1/things/a' })).code).toBe('SIGN_IN_REQUIRED');
  expect(problem(await app.inject({ url: '/api/v1/things/a', headers: { authorization: 'Bearer wrong' } })).detail).toBe('This key is unknown.');
  const answer = await app.inject({ method: 'POST', url: '/api/v1/things/a/start', headers: { ...KEY, 'content-type': 'application/json' }, payload: '{broken' });
  expect(problem(answer)).toMatchObject({ code: 'FORBIDDEN', details: { permission: 'jobs:start' } });
});

test('what does not follow the schema is named by its place', async () => {
  const answer = await app.inject({ method: 'PATCH', url: '/api/v1/things/a', headers: KEY, payload: { name: 'much too long', many: [1, 'x'] } });
  expect(problem(answer).issues?.map(({ path }) => path)).toEqual(['/body/name', '/body/many/1']);
  expect(problem(await app.inject({ url: '/api/v1/things/123456789', headers: KEY })).issues?.[0]?.path).toBe('/params/id');
});

const json = (payload: string, type = 'application/json'): Promise<Answer> => app.inject({ method: 'PATCH', url: '/api/v1/things/a', headers: { ...KEY, 'content-type': type }, payload });

test('a body that is no JSON, of another type, too large or unstorable is refused', async () => {
  expect(problem(await json('{"name":'))).toMatchObject({ status: 400, code: 'INVALID_MESSAGE' });
  expect(problem(await json('{"__proto__":{},"name":"a"}'))).toMatchObject({ status: 400 });
  expect(problem(await json('name=a', 'application/x-www-form-urlencoded'))).toMatchObject({ status: 415, code: 'TYPE_UNSUPPORTED' });
  expect(problem(await json('hello', 'text/plain'))).toMatchObject({ status: 415 });
  expect(problem(await json(JSON.stringify({ name: 'a'.repeat(2 ** 20) })))).toMatchObject({ status: 413, code: 'TOO_LARGE' });
  expect(problem(await json('{"name":"a\\u0000"}'))).toMatchObject({ status: 400 });
  expect(problem(await json('{"name":"\\ud800"}'))).toMatchObject({ status: 400 });
  expect(problem(await app.inject({ url: '/api/v1/things/a%00', headers: KEY }))).toMatchObject({ status: 400 });
});

test('addresses and methods that are not there answer 404, and 405 with what is', async () => {
  expect(problem(await app.inject({ url: '/api/v1/nothing' }))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  const other = await app.inject({ method: 'DELETE', url: '/api/v1/things/a' });
  expect(problem(other)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  expect(other.headers.allow).toBe('GET, HEAD, PATCH');
  expect(problem(await app.inject({ url: '/api/v1/%zz' })).status).toBe(400);
});

test('faults of the server tell nothing about it', async () => {
  for (const how of ['sql', 'file', 'shape']) {
    const answer = await app.inject({ url: `/api/v1/fails/${how}` });
    expect(problem(answer).status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toMatch(/select|home|somebody|expected|stack/);
  }
  expect(problem(await app.inject({ url: '/api/v1/fails/HELD' }))).toMatchObject({ status: 451, detail: 'What happened.', details: { fact: 1 } });
});

test('what to do next is said in the language of the request', async () => {
  const german = await app.inject({ url: '/api/v1/nothing', headers: { 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en;q=0.1' } });
  expect(problem(german).next).toBe('Name oder Id prüfen.');
});

test('an entity tag stops a lost change and saves an unchanged answer', async () => {
  const first = await app.inject({ url: '/api/v1/things/a', headers: KEY });
  const tag = String(first.headers.etag);
  const again = await app.inject({ url: '/api/v1/things/a', headers: { ...KEY, 'if-none-match': tag } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  const change = (ifMatch: string): Promise<Answer> => app.inject({ method: 'PATCH', url: '/api/v1/things/a', headers: { ...KEY, 'if-match': ifMatch }, payload: { name: 'b' } });
  const changed = await change(tag);
  expect(changed.statusCode).toBe(200);
  expect(problem(await change(tag))).toMatchObject({ status: 412, code: 'VERSION_CHANGED' });
  expect((await change(String(changed.headers.etag))).statusCode).toBe(200);
  expect(problem(await change('nonsense')).status).toBe(400);
  expect((await app.inject({ url: '/api/v1/things/a', headers: { ...KEY, 'if-none-match': tag } })).statusCode).toBe(200);
});

test('a stream is sent as its type', async () => {
  const answer = await app.inject({ url: '/api/v1/film' });
  expect([answer.headers['content-type'], answer.body]).toEqual(['video/mp4', 'onetwo']);
});

test('limits are told, and who exceeds one waits', async () => {
  const headers = (await app.inject({ url: '/api/v1/things/a', headers: KEY })).headers;
  expect(headers['ratelimit-limit']).toBe('1000');
  expect(Number(headers['ratelimit-remaining'])).toBeLessThan(1000);
  const ask = (): Promise<Answer> => app.inject({ method: 'POST', url: '/api/v1/rare' });
  expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([204, 204]);
  const refused = await ask();
  expect(problem(refused)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('other host names, other origins and cookies from nowhere are refused', async () => {
  const change = (headers: Record<string, string>): Promise<Answer> => app.inject({ method: 'PATCH', url: '/api/v1/things/a', headers, payload: { name: 'c' } });
  expect(problem(await app.inject({ url: '/api/v1/film', headers: { host: 'evil.example' } }))).toMatchObject({ status: 421, code: 'HOST_REFUSED' });
  expect(problem(await change({ cookie: 'a=b' }))).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
  expect(problem(await change({ cookie: 'a=b', host: 'localhost:8000', origin: 'https://localhost:8000' })).code).toBe('ORIGIN_REFUSED');
  expect((await change({ cookie: 'a=b', host: 'localhost:8000', origin: 'http://localhost:8000' })).statusCode).toBe(200);
  expect(problem(await change({ ...KEY, origin: 'http://evil.example' })).code).toBe('ORIGIN_REFUSED');
  expect((await app.inject({ url: '/api/v1/things/a', headers: { cookie: 'a=b', origin: 'http://evil.example' } })).headers['access-control-allow-origin']).toBeUndefined();
});

test('the workspace that a header names reaches the principal', async () => {
  const workspaceId = '00000000-0000-4000-8000-00000000000b';
  expect((await app.inject({ url: '/api/v1/things/a', headers: { ...KEY, 'aima-workspace': workspaceId } })).json()).toMatchObject({ workspaceId });
  expect(problem(await app.inject({ url: '/api/v1/things/a', headers: { ...KEY, 'aima-workspace': 'x' } })).status).toBe(400);
});

test('the document of the API is made from the same operations', async () => {
  const document = z.object({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.record(z.string(), z.unknown())), components: z.object({ schemas: z.record(z.string(), z.unknown()) }) }).parse(await openApiDocument(operations));
  expect(Object.keys(document.paths)).toEqual(['/api/v1/things/{id}', '/api/v1/things/{id}/start', '/api/v1/film', '/api/v1/fails/{how}', '/api/v1/rare']);
  expect(document.paths['/api/v1/things/{id}']?.['get']).toMatchObject({
    operationId: 'getThing', tags: ['things'],
    responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/TestThing' } } } }, 404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
  });
  expect((await app.inject({ url: '/openapi.json' })).json()).toMatchObject({ openapi: '3.1.0' });
  expect((await app.inject({ url: '/docs/' })).statusCode).toBe(200);
});
