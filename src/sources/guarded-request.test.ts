import { expect, test } from 'vitest';
import { localHttp } from '../../tests/support/local-http.ts';
import { addressGuard, parseInternalHosts } from './address-guard.ts';
import { guardedGet } from './guarded-request.ts';

const text = async (body: AsyncIterable<unknown>): Promise<string> => {
  let all = '';
  for await (const part of body) all += String(part);
  return all;
};
const asked = (internal: string, names: Record<string, readonly string[]> = {}, answerLimitMs = 5_000) => ({
  guard: addressGuard({ internal: parseInternalHosts(internal), resolve: async (host) => names[host] ?? [] }), signal: new AbortController().signal, answerLimitMs,
});
const at = (address: string, host: string, path = '/'): URL => new URL(`http://${host}:${new URL(address).port}${path}`);

test('the connection goes to the address that was checked, with the name in the request', async () => {
  const server = await localHttp((request, response) => { response.end(`host ${request.headers.host}`); });
  const { body, status } = await guardedGet(at(server, 'media.example'), asked('media.example', { 'media.example': ['127.0.0.1'] }));
  expect(status).toBe(200);
  expect(await text(body)).toBe(`host media.example:${new URL(server).port}`);
});

test('a name that changes its address after the check (rebinding) leads nowhere else', async () => {
  let reached = false;
  const server = await localHttp((_request, response) => { reached = true; response.end(); });
  const answers = [['127.0.0.2'], ['127.0.0.1']];
  const guard = addressGuard({ internal: parseInternalHosts('127.0.0.2'), resolve: async () => answers.shift() ?? ['127.0.0.1'] });
  await expect(guardedGet(at(server, 'localhost'), { guard, signal: AbortSignal.timeout(3_000), answerLimitMs: 500 })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  expect(reached).toBe(false);
});

test('a redirect to an internal address is refused, and nothing is sent there', async () => {
  let reached = false;
  const inside = await localHttp((_request, response) => { reached = true; response.end('secret'); });
  const outside = await localHttp((_request, response) => { response.writeHead(302, { location: `${inside}/admin` }).end(); });
  await expect(guardedGet(at(outside, 'media.example'), asked('media.example', { 'media.example': ['127.0.0.1'] }))).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(reached).toBe(false);
});

test.each(['http://127.0.0.1:25/', 'file:///etc/passwd', 'ftp://media.example/', 'gopher://x'])('a redirect to %s is not followed', async (location) => {
  const server = await localHttp((_request, response) => { response.writeHead(302, { location }).end(); });
  await expect(guardedGet(new URL(server), asked('127.0.0.1'))).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
});

test('redirects end after a few', async () => {
  let asks = 0;
  const server = await localHttp((_request, response) => { response.writeHead(302, { location: `/${++asks}` }).end(); });
  await expect(guardedGet(new URL(server), asked('127.0.0.1'))).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
  expect(asks).toBe(6);
});

test('user and password go to their own server only', async () => {
  const seen: (string | undefined)[] = [];
  const other = await localHttp((request, response) => { seen.push(request.headers.authorization); response.end(); });
  const first = await localHttp((request, response) => { seen.push(request.headers.authorization); response.writeHead(302, { location: request.url === '/a' ? '/b' : other }).end(); });
  const { body } = await guardedGet(new URL(`http://me:secret@127.0.0.1:${new URL(first).port}/a`), asked('127.0.0.1'));
  body.resume();
  const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  expect(seen).toEqual([basic, basic, undefined]);
});

test('a silent server is given up', async () => {
  const server = await localHttp(() => undefined);
  await expect(guardedGet(new URL(server), asked('127.0.0.1', {}, 200))).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', message: expect.stringContaining('silent') as string });
});
