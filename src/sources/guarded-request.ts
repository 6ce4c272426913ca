/** HTTP requests that connect to checked addresses only, redirects included. */
import http from 'node:http';
import https from 'node:https';
import { AppError } from '../kernel/app-error.ts';
import { isWebPort, pinnedLookup, type AddressGuard } from './address-guard.ts';

export interface GuardedAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
  /** Where the answer came from, after redirects. */
  url: URL;
}

export interface GuardedRequest {
  guard: AddressGuard;
  headers?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Until an answer begins, milliseconds. */
  answerLimitMs?: number;
}

const MAX_REDIRECTS = 5;
const ANSWER_LIMIT_MS = 30_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

async function once(url: URL, asked: GuardedRequest, withCredentials: boolean): Promise<http.IncomingMessage> {
  const { guard, signal, answerLimitMs = ANSWER_LIMIT_MS } = asked;
  if (url.port !== '' && !isWebPort(Number(url.port))) throw new AppError('SOURCE_REFUSED', `Port ${url.port} of ${url.hostname} is not one of the web.`, { host: url.hostname });
  const pinned = await guard.pin(url.hostname);
  const limit = new AbortController();
  const timer = setTimeout(() => { limit.abort(); }, answerLimitMs);
  const auth = withCredentials && url.username !== '' ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` } : {};
  const options = {
    lookup: pinnedLookup(pinned), signal: AbortSignal.any([signal, limit.signal]), agent: false as const, ...auth,
    headers: { 'user-agent': 'aima', accept: '*/*', 'accept-encoding': 'identity', ...asked.headers },
  };
  const bare = new URL(url);
  bare.username = bare.password = '';
  try {
    return await new Promise((resolve, reject) => {
      (url.protocol === 'https:' ? https : http).get(bare, options, resolve).once('error', reject);
    });
  } catch (error) {
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    const why = limit.signal.aborted ? 'it is silent' : error instanceof Error ? error.message : String(error);
    throw new AppError('SOURCE_UNREACHABLE', `The host ${url.hostname} cannot be reached: ${why}.`, { host: url.hostname }, error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The first answer that is no redirect; its body must be read or destroyed.
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED (redirects without end, away from TLS, or to another protocol), CANCELLED
 */
export async function guardedGet(first: URL, asked: GuardedRequest): Promise<GuardedAnswer> {
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const body = await once(url, asked, url.origin === first.origin);
    const { statusCode: status = 0, headers } = body;
    if (!REDIRECTS.has(status) || headers.location === undefined) return { status, headers, body, url };
    body.destroy();
    const next = URL.canParse(headers.location, url.href) ? new URL(headers.location, url.href) : undefined;
    const fits = next !== undefined && (next.protocol === 'https:' || (next.protocol === 'http:' && url.protocol === 'http:'));
    if (!fits) throw new AppError('SOURCE_REFUSED', `${url.hostname} redirects to an address that is not followed.`, { host: url.hostname });
    if (next.username === '' && next.origin === first.origin) [next.username, next.password] = [first.username, first.password];
    url = next;
  }
  throw new AppError('SOURCE_REFUSED', `${first.hostname} redirects without end.`, { host: first.hostname });
}
