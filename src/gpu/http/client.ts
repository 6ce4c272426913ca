/**
 * One account at one provider over HTTP. Reading is repeated, ending is repeated, making never: neither provider knows a key
 * against doing it twice. The key stands in one header and nowhere else.
 */
import { AppError } from '../../kernel/app-error.ts';
import type { Answer } from './answer.ts';
import { exchanger, type Call, type ExchangeParts } from './exchange.ts';
import { rateLimiter, type CallKind, type Pace, type RateLimiter } from './rate-limiter.ts';
import { rateWindows, retryAfterMs, thresholdMs } from './rate-signals.ts';

export interface ProviderHttpParts extends ExchangeParts {
  /** 0..1, for waits that do not meet again. */
  random(): number;
  /** Shared by whoever uses the same account; else one of its own. */
  limiter?: RateLimiter;
}

export interface ProviderHttp {
  /**
   * Reads, or ends something, whichever method that takes: repeated a few times where the provider cannot, or is asked too often.
   * @returns an answer of 2xx or 4xx, never 429; what was read has a `body`
   * @throws AppError PROVIDER_UNREACHABLE (with `status` and `retryAfterMs` where told), PROVIDER_ANSWER_INVALID, CANCELLED
   */
  ask(kind: 'read' | 'terminate', call: Call): Promise<Answer>;
  /**
   * Sends once, whatever happens. A status of 429 may also come from the limiter, which then sent nothing.
   * @returns any answer of any status, or why there is none: then what was asked for may exist
   * @throws AppError CANCELLED, PROVIDER_UNAUTHORIZED, both only where nothing was sent
   */
  make(call: Call): Promise<{ answer: Answer } | { unknown: string }>;
}

const ATTEMPTS = { read: 3, terminate: 4 } as const;
const FIRST_WAIT_MS = 500;
/** Vast.ai's advice for refusals without a number. */
const FIRST_REFUSED_WAIT_MS = 3_000;
const LONGEST_REFUSED_WAIT_MS = 120_000;
/** Longer waits are the caller's: it may have something better to do. */
const LONGEST_WAIT_MS = 30_000;

interface Trouble {
  waitMs: number;
  error: AppError;
}

/** Why an answer does not count, or undefined for one that does; refusals for asking too often are not looked at. */
function troubleOf(provider: string, kind: 'read' | 'terminate', answer: Answer): AppError | undefined {
  const { status, says } = answer;
  if (status >= 500) return new AppError('PROVIDER_UNREACHABLE', `${provider} answered with status ${status}${says === '' ? '.' : `: ${says}`}`, { status });
  if (status >= 300 && status < 400) return new AppError('PROVIDER_ANSWER_INVALID', `${provider} points to another address, which is not followed.`, { status });
  if (kind === 'read' && status < 300 && answer.body === undefined) return new AppError('PROVIDER_ANSWER_INVALID', `${provider} sent ${answer.unreadable ? 'an answer that cannot be read' : 'an empty answer'}.`, { status });
  return undefined;
}

export function providerHttp(parts: ProviderHttpParts): ProviderHttp {
  const { provider, clock } = parts;
  const limiter = parts.limiter ?? rateLimiter(clock);
  const exchange = exchanger(parts);
  const growing = (firstMs: number, attempt: number): number => firstMs * 2 ** attempt * (1 + parts.random() / 2);

  async function once(kind: CallKind, call: Call): Promise<Answer> {
    const answer = await exchange(kind, call);
    limiter.learn(rateWindows(answer.headers));
    return answer;
  }

  /** Tells the limiter of a refusal. @returns how long to wait */
  function noteRefusal(answer: Answer, attempt: number, pace: Pace | undefined): number {
    const waitMs = retryAfterMs(answer.headers, answer.body, answer.says) ?? Math.min(LONGEST_REFUSED_WAIT_MS, growing(FIRST_REFUSED_WAIT_MS, attempt));
    limiter.refused(waitMs, pace, thresholdMs(answer.says));
    return waitMs;
  }

  async function attemptOnce(kind: 'read' | 'terminate', call: Call, attempt: number): Promise<{ answer: Answer } | Trouble> {
    await limiter.take(kind, call.pace, call.signal);
    try {
      const answer = await once(kind, call);
      if (answer.status === 429) {
        const retryAfterMs = noteRefusal(answer, attempt, call.pace);
        const error = new AppError('PROVIDER_UNREACHABLE', `${provider} is asked too often${answer.says === '' ? '.' : `: ${answer.says}`}`, { status: 429, retryAfterMs });
        // Else the limiter does the waiting, which lets the ending of a machine through earlier.
        if (kind === 'read' && retryAfterMs > LONGEST_WAIT_MS) throw error;
        return { waitMs: 0, error };
      }
      const error = troubleOf(provider, kind, answer);
      return error ? { waitMs: Math.max(retryAfterMs(answer.headers, undefined, '') ?? 0, growing(FIRST_WAIT_MS, attempt)), error } : { answer };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'PROVIDER_UNREACHABLE' || error.details.status === 429) throw error;
      return { waitMs: growing(FIRST_WAIT_MS, attempt), error };
    }
  }

  return {
    async ask(kind, call) {
      for (let attempt = 0; ; attempt += 1) {
        const result = await attemptOnce(kind, call, attempt);
        if ('answer' in result) return result.answer;
        if (attempt + 1 >= ATTEMPTS[kind] || result.waitMs > LONGEST_WAIT_MS) throw result.error;
        await clock.sleep(result.waitMs, call.signal);
        if (call.signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      }
    },
    async make(call) {
      try {
        await limiter.take('launch', call.pace, call.signal);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'PROVIDER_UNREACHABLE') throw error;
        return { answer: { status: 429, headers: new Headers(), body: undefined, unreadable: false, says: error.message } };
      }
      try {
        const answer = await once('launch', call);
        if (answer.status === 429) noteRefusal(answer, 0, call.pace);
        return { answer };
      } catch (error) {
        if (error instanceof AppError && error.code === 'PROVIDER_UNAUTHORIZED') throw error;
        return { unknown: error instanceof AppError ? error.message : `${provider} does not answer.` };
      }
    },
  };
}
