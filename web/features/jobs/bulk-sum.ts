/** What starting many jobs comes to, before it is done. */
import type { components } from '@aima/contract/client';

export type Offer = components['schemas']['OfferEstimate'];
export type Where = 'here' | 'first';

/** Of one job: this machine, or the first of the list, which is the best for it. */
export const offerFor = (offers: readonly Offer[], where: Where): Offer | undefined => (where === 'here' ? offers.find(({ provider }) => provider === 'local') : offers[0]);

export interface BulkSum {
  low: number;
  high: number;
  /** The most that all may spend by their limits; what is free has none. */
  limitUsd: number;
}

export function bulkSum(offers: readonly Offer[], limitUsd: number): BulkSum {
  return offers.reduce<BulkSum>((sum, { usd }) => ({ low: sum.low + usd.low, high: sum.high + usd.high, limitUsd: sum.limitUsd + (usd.high > 0 ? limitUsd : 0) }), { low: 0, high: 0, limitUsd: 0 });
}
