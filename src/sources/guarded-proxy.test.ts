import { execFile } from 'node:child_process';
import http from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { localHttp } from '../../tests/support/local-http.ts';
import { needsCommand } from '../../tests/support/media.ts';
import { addressGuard, parseInternalHosts } from './address-guard.ts';
import { openGuardedProxy } from './guarded-proxy.ts';

const run = promisify(execFile);

const opened = async (options: { internal?: string; names?: Record<string, readonly string[]>; maxBytes?: number }) => {
  const guard = addressGuard({ internal: parseInternalHosts(options.internal), resolve: async (host) => options.names?.[host] ?? [] });
  const proxy = await openGuardedProxy({ guard, ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }) });
  onTestFinished(() => proxy.close());
  return { guard, proxy };
};

/** Asks through the proxy in the absolute form of HTTP. */
const through = (proxyUrl: string, target: string, credentials = true): Promise<{ status: number; body: string }> => new Promise((resolve, reject) => {
  const proxy = new URL(proxyUrl);
  http.get({ host: proxy.hostname, port: proxy.port, path: target, agent: false, headers: { host: new URL(target).host, ...(credentials ? { 'proxy-authorization': `Basic ${btoa(`${proxy.username}:${proxy.password}`)}` } : {}) } }, (answer) => {
    let body = '';
    answer.on('data', (part) => { body += String(part); }).on('end', () => { resolve({ status: answer.statusCode ?? 0, body }); }).on('error', reject).on('aborted', () => { resolve({ status: -1, body }); });
  }).on('error', reject);
});

/** First line that the proxy says to a CONNECT, and what comes after it. */
const tunnelled = (proxyUrl: string, target: string, say: string, credentials = true): Promise<string> => new Promise((resolve) => {
  const proxy = new URL(proxyUrl);
  let heard = '';
  const socket = connect(Number(proxy.port), proxy.hostname, () => {
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${credentials ? `Proxy-Authorization: Basic ${btoa(`${proxy.username}:${proxy.password}`)}\r\n` : ''}\r\n`);
  });
  socket.on('data', (part) => {
    heard += part.toString();
    if (/^HTTP\/1.1 200[^\r]*\r\n\r\n$/.test(heard)) socket.write(say);
  }).on('close', () => { resolve(heard); }).on('error', () => { resolve(heard); });
});

test('plain requests and tunnels reach a host that is allowed, without the password of the proxy', async () => {
  const seen: http.IncomingHttpHeaders[] = [];
  const server = await localHttp((request, response) => { seen.push(request.headers); response.end(`${request.headers.host} ${request.url}`); });
  const { port } = new URL(server);
  const { proxy } = await opened({ internal: 'media.example', names: { 'media.example': ['127.0.0.1'] } });
  expect(await through(proxy.url, `http://media.example:${port}/film?x=1`)).toEqual({ status: 200, body: `media.example:${port} /film?x=1` });
  expect(await tunnelled(proxy.url, `media.example:${port}`, 'GET /t HTTP/1.0\r\nHost: t\r\n\r\n')).toMatch(/200[\s\S]*t \/t$/);
  for (const headers of seen) expect(headers).not.toHaveProperty('proxy-authorization');
  expect(proxy.receivedBytes()).toBeGreaterThan(10);
});

test.each(['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', 'inside.example', '0x7f.1', '2130706433'])('%s is refused for requests and tunnels, and remembered', async (host) => {
  let reached = false;
  const server = await localHttp((_request, response) => { reached = true; response.end(); });
  const { port } = new URL(server);
  const { proxy, guard } = await opened({ names: { 'inside.example': ['10.0.0.8'], localhost: ['127.0.0.1'], '0x7f.1': ['127.0.0.1'], '2130706433': ['127.0.0.1'] } });
  expect((await through(proxy.url, `http://${host}:${port}/`)).status).toBe(403);
  expect(await tunnelled(proxy.url, `${host}:${port}`, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403/);
  expect(reached).toBe(false);
  expect(guard.refusals()).toHaveLength(2);
});

test('without this run\'s password it does nothing; mail and other low ports stay closed', async () => {
  let reached = false;
  const server = await localHttp((_request, response) => { reached = true; response.end(); });
  const { proxy } = await opened({ internal: '127.0.0.1' });
  expect((await through(proxy.url, `${server}/`, false)).status).toBe(407);
  expect(await tunnelled(proxy.url, server.replace('http://', ''), 'GET / HTTP/1.0\r\n\r\n', false)).toMatch(/^HTTP\/1.1 407/);
  expect(await tunnelled(proxy.url, '127.0.0.1:25', 'HELO')).toMatch(/^HTTP\/1.1 403/);
  expect((await through(proxy.url, 'http://127.0.0.1:22/')).status).toBe(400);
  expect(reached).toBe(false);
});

test('more than the limit closes everything', async () => {
  const server = await localHttp((_request, response) => { response.on('error', () => undefined); const more = (): void => { while (!response.destroyed && response.write('x'.repeat(65_536))); response.once('drain', more); }; more(); });
  const { proxy } = await opened({ internal: '127.0.0.1', maxBytes: 1_000_000 });
  const end = await through(proxy.url, `${server}/`).catch(() => ({ status: -1 }));
  expect(end.status).toBe(-1);
  expect(proxy.exhausted()).toBe(true);
  expect(proxy.receivedBytes()).toBeLessThan(5_000_000);
  expect((await through(proxy.url, `${server}/`)).status).toBe(403);
});

test('ffmpeg goes through it by its variables alone, and cannot pass it', async (context) => {
  const ffprobe = needsCommand(context, 'ffprobe');
  const paths: string[] = [];
  const server = await localHttp((request, response) => { paths.push(request.url ?? ''); response.end('no media'); });
  const { port } = new URL(server);
  const { proxy } = await opened({ internal: 'media.example', names: { 'media.example': ['127.0.0.1'] } });
  const ask = (host: string) => run(ffprobe, ['-v', 'error', `http://${host}:${port}/${host}`], { env: { ...process.env, ...proxy.env } });
  await expect(ask('media.example')).rejects.toThrow(/Invalid data/);
  await expect(ask('127.0.0.1')).rejects.toThrow(/403/);
  expect(new Set(paths)).toEqual(new Set(['/media.example']));
});
