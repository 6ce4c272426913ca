/** One request and its answer, within its time. No policy: what a status means is the caller's. */
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { readAnswer, redactor, type Answer } from './answer.ts';
import type { CallKind, Pace } from './rate-limiter.ts';

export interface ExchangeParts {
  /** As errors name it: `RunPod`. */
  provider: string;
  /** The global fetch, or an emulator's handler. */
  fetch(request: Request): Promise<Response>;
  clock: Clock;
  /** Without a slash at its end. */
  baseUrl: string;
  key: string;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind the base URL, encoded: `/v2/pods/abc`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  pace?: Pace;
  signal?: AbortSignal | undefined;
}

const LIMIT_MS: Readonly<Record<CallKind, number>> = { read: 20_000, terminate: 15_000, launch: 60_000 };

const cancelled = (): AppError => new AppError('CANCELLED', 'Cancelled.');

/** What is known of a broken connection: its code and never its words, which may quote a request. */
function causeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(at.code)) return at.code;
  }
  return 'connection broken';
}

/** Documented: Vast.ai answers a path without its slash by a redirect. No other is followed, for the key would travel along. */
function sameButSlash(from: URL, location: string | null): URL | undefined {
  if (location === null || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from.href);
  const bare = (url: URL): string => url.pathname.replace(/\/$/, '');
  return to.origin === from.origin && to.search === from.search && bare(to) === bare(from) && to.pathname !== from.pathname ? to : undefined;
}

/** @returns a function that throws AppError PROVIDER_UNREACHABLE, PROVIDER_UNAUTHORIZED (a key that no header holds), PROVIDER_ANSWER_INVALID (too long), CANCELLED */
export function exchanger(parts: ExchangeParts): (kind: CallKind, call: Call) => Promise<Answer> {
  const { provider, clock } = parts;
  const key = parts.key.trim();
  const redact = redactor(key);

  function requestOf(url: URL, call: Call, signal: AbortSignal): Request {
    const headers = new Headers({ accept: 'application/json' });
    try {
      headers.set('authorization', `Bearer ${key}`);
    } catch {
      // The original error would quote the key.
      throw new AppError('PROVIDER_UNAUTHORIZED', `The key of ${provider} holds characters that no key has.`);
    }
    if (call.body !== undefined) headers.set('content-type', 'application/json');
    return new Request(url.href, { method: call.method, headers, redirect: 'manual', signal, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) });
  }

  async function exchange(kind: CallKind, url: URL, call: Call, signal: AbortSignal): Promise<Answer> {
    let response = await parts.fetch(requestOf(url, call, signal));
    const again = response.status >= 301 && response.status <= 308 && kind !== 'launch' ? sameButSlash(url, response.headers.get('location')) : undefined;
    if (again) {
      await response.body?.cancel();
      response = await parts.fetch(requestOf(again, call, signal));
    }
    return readAnswer(response, redact);
  }

  /** One exchange within its time, the body included. */
  async function once(kind: CallKind, call: Call): Promise<Answer> {
    const url = new URL(`${parts.baseUrl}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const own = new AbortController();
    const done = new AbortController();
    const stop = (): void => { own.abort(); };
    call.signal?.addEventListener('abort', stop, { once: true });
    try {
      const left = new Promise<never>((_resolve, reject) => {
        own.signal.addEventListener('abort', () => { reject(cancelled()); }, { once: true });
      });
      const late = clock.sleep(LIMIT_MS[kind], done.signal).then((): never | Promise<never> => {
        // The race is over by then, or waits for this very error.
        if (done.signal.aborted) return new Promise<never>(() => undefined);
        throw new AppError('PROVIDER_UNREACHABLE', `${provider} did not answer within ${LIMIT_MS[kind] / 1000} s.`);
      });
      return await Promise.race([exchange(kind, url, call, own.signal), left, late]);
    } catch (error) {
      if (call.signal?.aborted) throw cancelled();
      if (error instanceof AppError) throw error;
      throw new AppError('PROVIDER_UNREACHABLE', `${provider} does not answer (${causeOf(error)}).`);
    } finally {
      call.signal?.removeEventListener('abort', stop);
      done.abort();
      own.abort();
    }
  }

  return once;
}
