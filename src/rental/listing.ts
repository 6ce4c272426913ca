/** One list of an account serves all who ask at the same time: providers count calls, and hundreds of machines may be looked after. */
import type { InstanceView, Provider } from '../gpu/provider.ts';
import type { Clock } from '../kernel/clock.ts';
import { bounded } from './bounded.ts';

export interface Listing {
  /** When it was asked for: it tells of no later moment. */
  askedAt: number;
  views: readonly InstanceView[];
}

interface Shared {
  last?: Listing | undefined;
  asking?: Promise<Listing | undefined> | undefined;
  failedAt: number;
}

const shared = new WeakMap<Provider, Shared>();
/** After a failure nobody asks again at once. */
const AFTER_FAILURE_MS = 2_000;

export interface ListingOptions {
  limitMs: number;
  /** So old may it be. */
  maxAgeMs: number;
}

/** @returns undefined where the provider gave no complete list; that proves nothing */
export async function listOf(provider: Provider, clock: Clock, { limitMs, maxAgeMs }: ListingOptions): Promise<Listing | undefined> {
  const here = shared.get(provider) ?? { failedAt: Number.NEGATIVE_INFINITY };
  shared.set(provider, here);
  if (here.last && clock.now() - here.last.askedAt <= maxAgeMs) return here.last;
  if (!here.asking && clock.now() - here.failedAt < AFTER_FAILURE_MS) return undefined;
  here.asking ??= ask(provider, clock, limitMs).then((listing) => {
    here.asking = undefined;
    if (listing) here.last = listing;
    else here.failedAt = clock.now();
    return listing;
  });
  return here.asking;
}

async function ask(provider: Provider, clock: Clock, limitMs: number): Promise<Listing | undefined> {
  const askedAt = clock.now();
  try {
    return { askedAt, views: await bounded(clock, limitMs, (signal) => provider.list(signal)) };
  } catch {
    return undefined;
  }
}
