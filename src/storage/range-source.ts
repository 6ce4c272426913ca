/**
 * Lends one stored file to programs of this machine that read by HTTP ranges (ffmpeg, ffprobe): an address on loopback with a
 * token in it, good for this file alone and for as long as it is lent. What is read is decrypted on the way and lies on no disk.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { ReadableFile } from './encrypted-file.ts';
import type { ByteRange } from './storage-driver.ts';

export interface RangeSource {
  /** `http://127.0.0.1:PORT/TOKEN`: whoever knows it may read the file. Never log it. */
  readonly url: string;
  /** The first error that a reader met. A program that reads sees only that the connection broke. */
  failure(): AppError | undefined;
  /** Ends it at once, readers included. May be repeated. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RangeSourceOptions {
  /** Ends it. */
  signal?: AbortSignal;
  /** Ends it after so long without a single open request. */
  idleMs?: number;
}

const IDLE_MS = 120_000;
const TOKEN_BYTES = 32;

/** One range, as RFC 9110 section 14 has it. @returns `undefined` for one that lies outside; without a range the whole file */
function rangeOf(header: string | undefined, sizeBytes: number): (ByteRange & { partial: boolean }) | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  // Other units, several ranges and nonsense may be ignored, and then the whole file is the answer.
  if (from === undefined || to === undefined || (from === '' && to === '')) return { start: 0, end: sizeBytes, partial: false };
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  return start < end ? { start, end, partial: true } : undefined;
}

async function answer(file: ReadableFile, request: http.IncomingMessage, reply: http.ServerResponse, stop: AbortSignal): Promise<void> {
  const { sizeBytes } = file;
  if (request.method !== 'GET' && request.method !== 'HEAD') return void reply.writeHead(405, { allow: 'GET, HEAD' }).end();
  const range = rangeOf(request.headers.range, sizeBytes);
  if (!range) return void reply.writeHead(416, { 'content-range': `bytes */${sizeBytes}` }).end();
  const { start, end, partial } = range;
  reply.writeHead(partial ? 206 : 200, {
    'accept-ranges': 'bytes', 'cache-control': 'no-store', 'content-type': 'application/octet-stream', 'content-length': end - start,
    ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` } : {}),
  });
  if (request.method === 'HEAD') return void reply.end();
  const gone = new AbortController();
  reply.once('close', () => { gone.abort(); });
  try {
    await pipeline(Readable.from(file.read({ start, end }, AbortSignal.any([stop, gone.signal])), { objectMode: false }), reply);
  } catch (error) {
    // A reader that has seen enough and hangs up is no error.
    if (!gone.signal.aborted || error instanceof AppError && error.code !== 'CANCELLED') throw error;
  }
}

/** @returns once the address can be read */
export async function lendFile(file: ReadableFile, options: RangeSourceOptions = {}): Promise<RangeSource> {
  const { signal, idleMs = IDLE_MS } = options;
  signal?.throwIfAborted();
  const path = Buffer.from(`/${randomBytes(TOKEN_BYTES).toString('base64url')}`);
  const isAllowed = (asked: string | undefined): boolean => {
    const given = Buffer.from(asked ?? '');
    return given.length === path.length && timingSafeEqual(given, path);
  };
  const stop = new AbortController();
  let failure: AppError | undefined;
  let open = 0;
  const server = http.createServer((request, reply) => {
    if (!isAllowed(request.url)) return void reply.writeHead(404).end();
    open += 1;
    idle.refresh();
    answer(file, request, reply, stop.signal).catch((error: unknown) => {
      failure ??= toAppError(error);
      reply.destroy();
    }).finally(() => {
      open -= 1;
      idle.refresh();
    });
  });
  const closed = new Promise<void>((resolve) => { server.once('close', () => { resolve(); }); });
  const close = (): Promise<void> => {
    clearTimeout(idle);
    signal?.removeEventListener('abort', onAbort);
    stop.abort();
    server.close();
    server.closeAllConnections();
    return closed;
  };
  const onAbort = (): void => { void close(); };
  const idle = setTimeout(() => { if (open === 0) void close(); else idle.refresh(); }, idleMs).unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) await close();
  const { port } = server.address() as AddressInfo | null ?? { port: 0 }; // a TCP server; none once it was closed
  return { url: `http://127.0.0.1:${port}${path.toString()}`, failure: () => failure, close, [Symbol.asyncDispose]: close };
}
