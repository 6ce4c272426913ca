/** All providers are asked at the same time; one that does not answer keeps nobody waiting and hides nothing of the others. */
import type { Balance, Offer, OfferQuery, Provider } from '../../gpu/provider.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { realClock, type Clock } from '../../kernel/clock.ts';

export interface ProviderOffers {
  provider: string;
  remote: boolean;
  offers: Offer[];
  /** Why there are none. */
  error?: AppError;
}

export interface Market {
  /** `fresh`: as the providers say it now, not a moment ago. */
  offers(query: OfferQuery, options?: { fresh?: boolean; signal?: AbortSignal | undefined }): Promise<ProviderOffers[]>;
  /** @returns undefined where the provider has none @throws AppError PROVIDER_* */
  balance(provider: string, signal?: AbortSignal): Promise<Balance | undefined>;
}

export interface MarketOptions {
  clock?: Clock;
  /** How long a provider may take. */
  limitMs?: number;
  /** How long its answer holds for who looks at lists. */
  keepMs?: number;
}

const LIMIT_MS = 10_000;
const KEEP_MS = 20_000;

async function within<T>(clock: Clock, limitMs: number, provider: string, signal: AbortSignal | undefined, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const done = new AbortController();
  const both = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
  const late = clock.sleep(limitMs, done.signal).then(() => { throw new AppError('PROVIDER_UNREACHABLE', `${provider} did not answer within ${limitMs / 1000} s.`, { provider, kind: 'late' }); });
  try {
    return await Promise.race([ask(both), late]);
  } finally {
    late.catch(() => undefined);
    done.abort();
    own.abort();
  }
}

export function openMarket(providers: readonly Provider[], { clock = realClock, limitMs = LIMIT_MS, keepMs = KEEP_MS }: MarketOptions = {}): Market {
  /** Answers and questions that are still under way, by provider and query. */
  const known = new Map<string, { until: number; answer: Promise<ProviderOffers> }>();

  async function ask(provider: Provider, query: OfferQuery, signal: AbortSignal | undefined): Promise<ProviderOffers> {
    const { name, remote } = provider;
    try {
      return { provider: name, remote, offers: await within(clock, limitMs, name, signal, (own) => provider.offers(query, own)) };
    } catch (error) {
      return { provider: name, remote, offers: [], error: toAppError(error) };
    }
  }

  function askOnce(provider: Provider, query: OfferQuery): Promise<ProviderOffers> {
    const key = JSON.stringify([provider.name, query.gpuMemoryGb, query.diskGb, query.interruptible]);
    const kept = known.get(key);
    if (kept && kept.until > clock.now()) return kept.answer;
    for (const [each, { until }] of known) if (until <= clock.now()) known.delete(each);
    // Shared by whoever asks meanwhile, so nobody's leaving ends it.
    const entry = { until: clock.now() + keepMs, answer: ask(provider, query, undefined) };
    known.set(key, entry);
    void entry.answer.then(({ error }) => { if (error && known.get(key) === entry) known.delete(key); });
    return entry.answer;
  }

  return {
    offers: (query, { fresh = false, signal } = {}) => Promise.all(providers.map((provider) => (fresh || !provider.remote ? ask(provider, query, signal) : askOnce(provider, query)))),
    balance: async (name, signal) => {
      const provider = providers.find((each) => each.name === name);
      return provider?.balance && within(clock, limitMs, name, signal, (own) => provider.balance?.(own) ?? Promise.resolve(undefined));
    },
  };
}
