/**
 * A client as people have it: what was not answered it sends again until it is, under the same key where there is one. What
 * a call returns was acknowledged by the server.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const PAUSE_MS = 100;
/** Longer than any start of a server; who gets no answer by then never will. */
const LIMIT_MS = 60_000;
const REQUEST_MS = 20_000;
const TUS = { 'tus-resumable': '1.0.0' };
/** The server, or what is behind it, is away for a moment. */
const PASSING = new Set([429, 502, 503, 504]);

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface Ask {
  body?: unknown;
  bytes?: Uint8Array;
  key?: string;
  headers?: Record<string, string>;
  /** Answers besides 2xx that the caller wants to see. */
  allow?: readonly number[];
}

export interface SteadyClient {
  /** @throws Error with what was answered, or that nothing was */
  ask(method: string, address: string, options?: Ask): Promise<Answer>;
  json<T>(shape: z.ZodType<T>, method: string, address: string, options?: Ask): Promise<T>;
  /** Requests that had to be sent again. */
  repeated(): number;
  /** Without patience: one request, one answer. */
  once(method: string, address: string, options?: Ask): Promise<Answer>;
}

const Code = z.object({ code: z.string(), detail: z.string().optional() });

/** Two answers say that the first request under this key, or another writer, is still at it. */
function isPassing({ status, text }: Answer): boolean {
  if (PASSING.has(status)) return true;
  if (status !== 409) return false;
  try {
    return /still at work|Somebody else works/.test(Code.parse(JSON.parse(text)).detail ?? '');
  } catch {
    return false;
  }
}

/** @param address where the server is now @param cookie of whoever asks */
export function steadyClient(address: () => string, cookie: () => string, limitMs = LIMIT_MS): SteadyClient {
  let repeated = 0;

  async function once(method: string, place: string, { body, bytes, key, headers = {} }: Ask = {}): Promise<Answer> {
    const url = address();
    const sent = body === undefined ? bytes : JSON.stringify(body);
    const answer = await fetch(new URL(place, url), {
      method, signal: AbortSignal.timeout(REQUEST_MS),
      headers: { origin: url, cookie: cookie(), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === undefined ? {} : { 'idempotency-key': key }), ...headers },
      // Bytes of a Buffer are never shared memory, which the type allows.
      ...(sent === undefined ? {} : { body: sent as string | Uint8Array<ArrayBuffer> }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  async function ask(method: string, place: string, options: Ask = {}): Promise<Answer> {
    const until = Date.now() + limitMs;
    for (let tries = 0; ; tries++) {
      let last = '';
      try {
        const answer = await once(method, place, options);
        if ((answer.status >= 200 && answer.status < 300) || options.allow?.includes(answer.status)) return answer;
        last = `${answer.status} ${answer.text.slice(0, 500)}`;
        if (!isPassing(answer)) throw new Refused(`${method} ${place}: ${last}`);
      } catch (error) {
        if (error instanceof Refused) throw error;
        last = String(error instanceof Error ? error.cause ?? error : error);
      }
      if (Date.now() > until) throw new Refused(`${method} ${place}: no answer within ${limitMs} ms; at last ${last}`);
      repeated += 1;
      await sleep(PAUSE_MS);
    }
  }

  return {
    ask, once, repeated: () => repeated,
    json: async (shape, method, place, options) => shape.parse(JSON.parse((await ask(method, place, options)).text)),
  };
}

class Refused extends Error {}

const ADMIN = { email: 'admin@example.com', name: 'Ada Admin', password: 'a long enough password 7' } as const;

const cookiesOf = (headers: Headers): string => headers.getSetCookie().map((each) => each.split(';', 1)[0]).join('; ');

/** Makes the first account by the one-time link. @returns its cookie */
export async function signUpAdmin(url: string, welcomeToken: string): Promise<string> {
  const client = steadyClient(() => url, () => '');
  return cookiesOf((await client.ask('POST', '/api/v1/auth/sign-up', { body: { ...ADMIN, welcomeToken } })).headers);
}

const UploadRow = z.object({ id: z.string(), state: z.string(), offsetBytes: z.number(), mediaId: z.string().optional(), code: z.string().optional(), message: z.string().optional() });

export interface Sending {
  name: string;
  content: Buffer;
  pieceBytes: number;
  /** Hears of every offset that the server confirmed. */
  onKept?(uploadId: string, offset: number): void;
  /** Between two pieces. */
  pauseMs?: number;
}

const numberIn = (answer: Answer, header: string): number => Number(answer.headers.get(header) ?? Number.NaN);

/** Sends a file by tus in pieces. @throws Error also where fewer bytes are there than were confirmed @returns id of the upload */
export async function sendFile(client: SteadyClient, { name, content, pieceBytes, onKept, pauseMs = 0 }: Sending): Promise<string> {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const created = await client.ask('POST', '/api/v1/uploads', { headers: { ...TUS, 'upload-length': String(content.length), 'upload-metadata': metadata } });
  const place = new URL(created.headers.get('location') ?? '', 'http://nowhere').pathname;
  const id = place.slice(place.lastIndexOf('/') + 1);
  let kept = 0;
  onKept?.(id, 0);
  const until = Date.now() + LIMIT_MS;
  while (kept < content.length) {
    if (Date.now() > until) throw new Error(`${name} was not taken within ${LIMIT_MS} ms; ${kept} bytes are there`);
    const piece = content.subarray(kept, Math.min(content.length, kept + pieceBytes));
    const answer = await client.once('PATCH', place, { bytes: piece, headers: { ...TUS, 'upload-offset': String(kept), 'content-type': 'application/offset+octet-stream' } }).catch(() => undefined);
    if (answer?.status === 204) {
      kept = numberIn(answer, 'upload-offset');
      onKept?.(id, kept);
      if (pauseMs > 0) await sleep(pauseMs);
      continue;
    }
    await sleep(PAUSE_MS);
    const offset = numberIn(await client.ask('HEAD', place, { headers: TUS, allow: [409] }), 'upload-offset');
    if (Number.isNaN(offset)) continue; // somebody else is at it, such as the server before this one
    if (offset < kept) throw new Error(`of ${name} ${kept} bytes were confirmed, ${offset} are there`);
    kept = offset;
  }
  return id;
}

/** Waits until the upload is a medium. @throws Error where it was refused or takes too long @returns its id */
export async function mediumOf(client: SteadyClient, uploadId: string, limitMs = LIMIT_MS): Promise<string> {
  for (const until = Date.now() + limitMs; ;) {
    const upload = await client.json(UploadRow, 'GET', `/api/v1/uploads/${uploadId}`);
    if (upload.state === 'done' && upload.mediaId !== undefined) return upload.mediaId;
    if (upload.state === 'refused') throw new Error(`the upload was refused: ${upload.code ?? ''} ${upload.message ?? ''}`);
    if (Date.now() > until) throw new Error(`the upload is ${upload.state} after ${limitMs} ms`);
    await sleep(PAUSE_MS);
  }
}

export const newIdempotencyKey = (): string => randomUUID();
