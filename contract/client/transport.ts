/**
 * Sends one request and brings back what was answered, or an `ApiError`. What may be repeated without doing it twice is
 * repeated after a broken connection and while the server restarts: reading, and operations under an Idempotency-Key.
 * Everything else is sent once, because nobody knows whether it arrived.
 */
import { ApiError, errorOf } from './api-error.ts';
import { pauseMs, sleep } from './backoff.ts';

export interface TransportOptions {
  fetch: typeof fetch;
  /** Until the answer is there: its whole body, or its head for streams. */
  timeoutMs: number;
  /** Repetitions at most. */
  retries: number;
  /** First pause; the next ones double. */
  pauseMs: number;
}

export interface SendOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** The body is handed over as it comes; it is not under the time limit. */
  stream?: boolean;
}

/** A server that says when to come back is believed up to here. */
const LONGEST_WAIT_MS = 60_000;
const MS = 1000;

const repeatable = (request: Request): boolean => request.method === 'GET' || request.method === 'HEAD' || request.headers.has('idempotency-key');

/** Another attempt may end otherwise, and this one changed nothing that the next would do twice. */
function worthAnother(error: ApiError, request: Request): boolean {
  // Refused before anything of it was looked at.
  if (error.code === 'RATE_LIMITED') return true;
  if (!repeatable(request)) return false;
  return error.code === 'SERVER_UNREACHABLE' || error.status === 502 || error.status === 503 || error.status === 504;
}

interface Failure {
  error: ApiError;
  /** As the server asked, in milliseconds. */
  afterMs?: number | undefined;
}

function afterMsOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * MS : undefined;
}

async function attempt(request: Request, options: TransportOptions, { signal, timeoutMs = options.timeoutMs, stream }: SendOptions): Promise<Response | Failure> {
  const late = new AbortController();
  const timer = setTimeout(() => { late.abort(); }, timeoutMs);
  const { origin } = new URL(request.url);
  try {
    const response = await options.fetch(request.clone(), { signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]) });
    if (!response.ok && response.status !== 304) return { afterMs: afterMsOf(response), error: await errorOf(response) };
    if (stream || response.status === 204 || response.status === 304) return response;
    // Read under the time limit too, so that a connection that breaks in the middle is noticed here.
    return new Response(await response.arrayBuffer(), { status: response.status, headers: response.headers });
  } catch (cause) {
    signal?.throwIfAborted();
    if (late.signal.aborted) return { error: new ApiError('SERVER_UNREACHABLE', `${origin} did not answer within ${Math.round(timeoutMs / MS)} s.`, { cause }) };
    return { error: new ApiError('SERVER_UNREACHABLE', `${origin} cannot be reached${reasonOf(cause)}.`, { cause }) };
  } finally {
    clearTimeout(timer);
  }
}

/** What Node tells of a connection that failed, such as ECONNREFUSED; browsers tell nothing. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? ` (${inner.code})` : '';
}

/** @throws ApiError, and the signal's reason */
export async function send(request: Request, options: TransportOptions, sending: SendOptions = {}): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const outcome = await attempt(request, options, sending);
    if (!('error' in outcome)) return outcome;
    const waitMs = outcome.afterMs ?? pauseMs(tries, options.pauseMs);
    if (tries >= options.retries || !worthAnother(outcome.error, request) || waitMs > LONGEST_WAIT_MS) throw outcome.error;
    await sleep(waitMs, sending.signal);
  }
}
