/** Requests of the store: with time limits, and with redirects that neither leak the token nor leave TLS. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/app-error.ts';

export interface Network {
  fetch: typeof globalThis.fetch;
  sleep: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
  /** Until an answer begins. */
  answerLimitMs: number;
  /** Until the next bytes of a body. */
  stallLimitMs: number;
  /** Failed tries in a row, without real progress between them, until a download gives up. */
  tries: number;
  /** A server may ask to wait this long and not longer. */
  patienceMs: number;
}

export const defaultNetwork: Network = {
  fetch: globalThis.fetch,
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
  answerLimitMs: 30_000,
  stallLimitMs: 30_000,
  tries: 5,
  patienceMs: 120_000,
};

const MAX_REDIRECTS = 5;

const isLoopback = (url: URL): boolean => /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname);

/** A token goes only where nobody can read along. */
export const mayCarryToken = (url: URL): boolean => url.protocol === 'https:' || isLoopback(url);

/** @throws AppError DOWNLOAD_FAILED for an address that is not https; http is for loopback, and for a mirror where `http` says so */
export function checkedUrl(text: string, http = false): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && (http || isLoopback(url)))) return url;
  throw new AppError('DOWNLOAD_FAILED', `The address ${text} is not used: models come over https.`, { url: text });
}

export interface Asked {
  method: 'GET' | 'HEAD';
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** `same-origin`: a redirect elsewhere (to a content server) is the answer itself. */
  follow: 'everywhere' | 'same-origin';
}

/** @throws whatever fetch throws; AppError DOWNLOAD_FAILED for a redirect that is not followed */
export async function ask(network: Network, first: URL, { method, headers, signal, follow }: Asked): Promise<Response> {
  let url = first;
  let sent = headers;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await network.fetch(url, { method, headers: sent, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    const next = checkedUrl(new URL(location, url).href, first.protocol === 'http:');
    const away = next.origin !== url.origin;
    if (away && follow === 'same-origin') return response;
    await response.body?.cancel();
    if (away) sent = Object.fromEntries(Object.entries(sent).filter(([name]) => name !== 'authorization'));
    url = next;
  }
  throw new AppError('DOWNLOAD_FAILED', `The address ${first.href} redirects without end.`, { url: first.href });
}

/** What a Retry-After header asks for (RFC 9110, 10.2.3): seconds or a date. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The innermost reason of a failed fetch, in words. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return cause.message === '' ? code.trim() : `${cause.message}${code}`;
}
