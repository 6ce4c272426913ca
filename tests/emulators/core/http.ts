/** HTTP without and with a network: a handler is called in-process under virtual time, or stands behind a real server. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../../src/kernel/clock.ts';

/** @throws ConnectionLost where the client gets no answer */
export type Handler = (request: Request) => Promise<Response>;

/** The connection breaks. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
  readonly code: string;

  constructor(code = 'ECONNRESET') {
    super(`the connection was lost (${code})`);
    this.code = code;
  }
}

/** So long nobody waits. */
const HANG_MS = 15 * 60_000;

/** No answer comes; by and by the connection breaks. */
export async function hang(clock: Clock, signal?: AbortSignal): Promise<never> {
  await clock.sleep(HANG_MS, signal);
  throw new ConnectionLost('ETIMEDOUT');
}

/** @returns the handler, and what breaks all connections that it is answering at that moment; their work is done or not all the same */
export function interruptible(handler: Handler): { handle: Handler; interrupt(): void } {
  let running = new AbortController();
  return {
    handle: (request) => new Promise((resolve, reject) => {
      const { signal } = running;
      const broken = (): void => { reject(new ConnectionLost()); };
      signal.addEventListener('abort', broken, { once: true });
      handler(request).then(resolve, reject).finally(() => { signal.removeEventListener('abort', broken); });
    }),
    interrupt() {
      running.abort();
      running = new AbortController();
    },
  };
}

/**
 * A `fetch` that reaches these handlers and nothing else. Like the real one it rejects with `TypeError: fetch failed` where a
 * connection breaks, and with the signal's reason when it is aborted, whatever the handler does then.
 *
 * @param handlers by origin and, where given, start of the path: `https://api.runpod.io`
 */
export function fetchTo(handlers: Readonly<Record<string, Handler>>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const found = Object.entries(handlers).find(([base]) => request.url.startsWith(base));
    if (found === undefined) throw new TypeError('fetch failed', { cause: Object.assign(new Error(`nobody is at ${new URL(request.url).origin}`), { code: 'ENOTFOUND' }) });
    const { signal } = request;
    signal.throwIfAborted();
    return new Promise<Response>((resolve, reject) => {
      const abort = (): void => { reject(signal.reason as Error); }; // the reason is whatever the client gave
      signal.addEventListener('abort', abort, { once: true });
      found[1](request).then(resolve, (error: unknown) => {
        reject(error instanceof ConnectionLost ? new TypeError('fetch failed', { cause: error }) : error as Error); // a fault of the emulator itself
      }).finally(() => { signal.removeEventListener('abort', abort); });
    });
  };
}

export interface Listening {
  /** Without a slash at the end. */
  url: string;
  /** Ends all connections but listens on. */
  dropConnections(): void;
  close(): Promise<void>;
}

const requestOf = async (incoming: http.IncomingMessage, url: string, signal: AbortSignal): Promise<Request> => {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : await text(incoming);
  return new Request(new URL(incoming.url ?? '/', url), { method, headers, signal, ...(body !== null && body !== '' && { body }) });
};

const sendBack = async (response: Response, outgoing: http.ServerResponse): Promise<void> => {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) for await (const piece of response.body) if (!outgoing.destroyed) outgoing.write(piece);
  outgoing.end();
};

/** A real server on loopback. Where the handler loses the connection, the socket is destroyed. */
export async function listen(handler: Handler, { port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<Listening> {
  let url = '';
  const server = http.createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => { gone.abort(); });
    requestOf(incoming, url, gone.signal).then(handler).then((response) => sendBack(response, outgoing)).catch((error: unknown) => {
      if (!(error instanceof ConnectionLost) && !gone.signal.aborted) console.error(error);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, host, resolve); });
  url = `http://${host}:${(server.address() as AddressInfo).port}`; // a TCP server that listens has one
  return {
    url,
    dropConnections: () => { server.closeAllConnections(); },
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}
