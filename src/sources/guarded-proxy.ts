/**
 * A forward proxy on loopback for programs that do their own connecting (the downloader, ffmpeg): plain HTTP requests
 * and CONNECT tunnels, each to an address that the guard checked, for whoever knows this run's password.
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { toAppError } from '../kernel/app-error.ts';
import { isWebPort, pinnedLookup, type AddressGuard } from './address-guard.ts';

export interface GuardedProxy {
  /** With user and password, as programs want it. */
  url: string;
  /** Variables that send programs and what they start through this proxy, whatever the surroundings say. */
  env: Readonly<Record<string, string>>;
  /** Bytes that came from outside so far. */
  receivedBytes(): number;
  /** It received more than it may and closed every connection. */
  exhausted(): boolean;
  close(): Promise<void>;
}

/** Names of one hop only (RFC 9110, 7.6.1), and what is meant for this proxy. */
const HOP_HEADERS = new Set(['connection', 'proxy-connection', 'keep-alive', 'proxy-authorization', 'proxy-authenticate', 'te', 'trailer', 'transfer-encoding', 'upgrade']);
const CONNECT_LIMIT_MS = 30_000;

const statusOf = (error: unknown): number => toAppError(error).code === 'ADDRESS_REFUSED' ? 403 : 502;

/** Leaves out what is not passed on; keeps the order and spelling of the rest. */
function passedOn(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!HOP_HEADERS.has(name.toLowerCase())) kept.push(name, rawHeaders[i + 1] ?? '');
  }
  return kept;
}

interface Budget {
  /** @returns false once it is used up */
  take(bytes: number): boolean;
}

async function forward(request: http.IncomingMessage, response: http.ServerResponse, guard: AddressGuard, budget: Budget): Promise<void> {
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  if (url?.protocol !== 'http:' || !isWebPort(Number(url.port || 80))) {
    response.writeHead(400).end();
    return;
  }
  const pinned = await guard.pin(url.hostname);
  const away = http.request({
    host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), path: url.pathname + url.search, method: request.method ?? 'GET',
    headers: [...passedOn(request.rawHeaders), 'Connection', 'close'], setHost: false, lookup: pinnedLookup(pinned), agent: false, timeout: CONNECT_LIMIT_MS,
  });
  away.once('timeout', () => { away.destroy(new Error('silent')); });
  away.once('error', () => {
    if (!response.headersSent) response.writeHead(502);
    response.destroy();
  });
  away.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.rawHeaders));
    answer.on('data', (chunk: Buffer) => { if (!budget.take(chunk.length)) response.destroy(); });
    answer.once('error', () => { response.destroy(); });
    answer.pipe(response);
  });
  response.once('close', () => { away.destroy(); });
  request.pipe(away);
}

async function tunnel(target: string, near: Duplex, head: Buffer, guard: AddressGuard, budget: Budget): Promise<Socket | undefined> {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(target) ?? [];
  if (host === '' || !isWebPort(Number(port))) {
    near.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return undefined;
  }
  const pinned = await guard.pin(host);
  const far = connect({ host: host.replace(/^\[|\]$/g, ''), port: Number(port), lookup: pinnedLookup(pinned) });
  far.setTimeout(CONNECT_LIMIT_MS, () => { far.destroy(); });
  far.once('error', () => { near.destroy(); }).once('close', () => { near.destroy(); });
  far.once('connect', () => {
    near.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) far.write(head);
    far.on('data', (chunk: Buffer) => { if (!budget.take(chunk.length)) far.destroy(); });
    far.pipe(near);
    near.pipe(far);
  });
  near.once('close', () => { far.destroy(); });
  return far;
}

/** @param maxBytes what may come from outside altogether; then everything is closed */
export async function openGuardedProxy({ guard, maxBytes = Number.POSITIVE_INFINITY }: { guard: AddressGuard; maxBytes?: number }): Promise<GuardedProxy> {
  const user = 'aima';
  const password = randomBytes(24).toString('base64url');
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const open = new Set<Duplex>();
  let received = 0;
  const budget: Budget = {
    take(bytes) {
      received += bytes;
      if (received <= maxBytes) return true;
      for (const each of open) each.destroy();
      return false;
    },
  };
  const known = (request: http.IncomingMessage): boolean => request.headers['proxy-authorization'] === expected;
  const server = http.createServer((request, response) => {
    if (!known(request)) response.writeHead(407, { 'proxy-authenticate': 'Basic realm="aima"' }).end();
    else if (received > maxBytes) response.writeHead(403).end();
    else void forward(request, response, guard, budget).catch((error: unknown) => { response.writeHead(statusOf(error)).end(); });
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => { open.delete(socket); });
  });
  server.on('connect', (request: http.IncomingMessage, near: Duplex, head: Buffer) => {
    near.on('error', () => undefined);
    const end = (status: string): void => { near.end(`HTTP/1.1 ${status}\r\n\r\n`); };
    if (!known(request)) near.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="aima"\r\nContent-Length: 0\r\n\r\n');
    else if (received > maxBytes) end('403 Forbidden');
    else void tunnel(request.url ?? '', near, head, guard, budget).catch((error: unknown) => { end(statusOf(error) === 403 ? '403 Forbidden' : '502 Bad Gateway'); });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const url = `http://${user}:${password}@127.0.0.1:${port}`;
  return {
    url,
    env: { http_proxy: url, https_proxy: url, all_proxy: url, HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, no_proxy: '', NO_PROXY: '' },
    receivedBytes: () => received,
    exhausted: () => received > maxBytes,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      for (const each of open) each.destroy();
    }),
  };
}
