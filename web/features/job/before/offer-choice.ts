/** Offers as the page sorts and narrows them. */
import type { operations } from '@aima/contract/client';
import type { Offer } from './analyzer-costs.ts';

type FilterQuery = NonNullable<operations['estimateJob']['parameters']['query']>;

/** As it is typed; empty means all. */
export interface OfferFilter {
  secure: boolean;
  interruptible: boolean;
  region: string;
  gpu: string;
  mostUsdPerHour: string;
  machines: string;
}

export const ALL_OFFERS: OfferFilter = { secure: false, interruptible: false, region: '', gpu: '', mostUsdPerHour: '', machines: '' };

const numberIn = (typed: string): number | undefined => {
  const value = Number(typed.replace(',', '.'));
  return typed.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value;
};

export const machinesOf = ({ machines }: OfferFilter): number | undefined => {
  const most = numberIn(machines);
  return most === undefined ? undefined : Math.min(100, Math.max(1, Math.round(most)));
};

/** @param costLimitUsd where it lies above the usual one, so that offers which need it are not left out */
export function filterQuery(filter: OfferFilter, costLimitUsd?: number): FilterQuery {
  const [mostUsdPerHour, machines] = [numberIn(filter.mostUsdPerHour), machinesOf(filter)];
  const [region, gpu] = [filter.region.trim(), filter.gpu.trim()];
  return {
    ...(filter.secure && { secure: true }), ...(filter.interruptible && { interruptible: true }), ...(region !== '' && { region }), ...(gpu !== '' && { gpu }),
    ...(mostUsdPerHour !== undefined && { mostUsdPerHour }), ...(machines !== undefined && { machines }), ...(costLimitUsd !== undefined && { costLimitUsd }),
  };
}

/** A number of USD that somebody typed, with a comma or a point. */
export const limitIn = (typed: string): number | undefined => numberIn(typed);

/** The first few, the best of each provider, and the chosen one, in the order of the estimate. */
export function shortList(offers: readonly Offer[], chosenId: string | undefined, most: number): Offer[] {
  const best = new Set([...Map.groupBy(offers, ({ provider }) => provider).values()].flatMap(([first]) => (first ? [first.id] : [])));
  return offers.filter(({ id }, at) => at < most || best.has(id) || id === chosenId);
}

/** Ids of the best of each provider, where there is something to compare. */
export function bestOfEach(offers: readonly Offer[]): ReadonlySet<string> {
  const groups = [...Map.groupBy(offers.filter(({ usdPerHour }) => usdPerHour > 0), ({ provider }) => provider).values()];
  return new Set(groups.flatMap((group) => {
    const cheapest = group.toSorted((a, b) => a.usd.likely - b.usd.likely)[0];
    return cheapest && group.length > 1 ? [cheapest.id] : [];
  }));
}
