/** Walks the market: a search gives at most 64 rows, so that the next one begins at the price at which the last ended. */
import type { Clock } from '../../kernel/clock.ts';
import type { Offer, OfferQuery } from '../provider.ts';
import { fits, offerOf, searchBody, type Rental } from './offer-rules.ts';
import type { VastaiWire } from './wire.ts';

const MOST_ROWS = 64;
/** Ten searches a minute are allowed, and what is dearer than the first 256 machines that fit is nobody's choice. */
const MOST_SEARCHES = 4;

async function walk(wire: VastaiWire, query: OfferQuery, rental: Rental, clock: Clock, signal: AbortSignal | undefined): Promise<Offer[]> {
  const seen = new Set<number>();
  const offers: Offer[] = [];
  let from: { gte: number } | { gt: number } | undefined;
  for (let search = 0; search < MOST_SEARCHES; search += 1) {
    const found = await wire.search(searchBody(query, rental, from, MOST_ROWS), signal);
    const fresh = found.offers.filter(({ id }) => !seen.has(id));
    const now = clock.now();
    for (const row of fresh) {
      seen.add(row.id);
      const offer = fits(row, query, now) ? offerOf(row, query, rental, now) : undefined;
      if (offer) offers.push(offer);
    }
    const last = found.offers.reduce((most, { dph_total }) => Math.max(most, dph_total), -1);
    // A whole page of one price repeats itself unless that price is stepped over; a server that ignores the bound repeats itself for ever.
    if (found.rows < MOST_ROWS || last < 0 || (fresh.length === 0 && from !== undefined && 'gt' in from)) break;
    from = fresh.length === 0 ? { gt: last } : { gte: last };
  }
  return offers;
}

/** Cheapest first. */
export async function marketOffers(wire: VastaiWire, query: OfferQuery, clock: Clock, signal: AbortSignal | undefined): Promise<Offer[]> {
  const offers = await walk(wire, query, 'ondemand', clock, signal);
  if (query.interruptible) offers.push(...await walk(wire, query, 'bid', clock, signal));
  return offers.sort((a, b) => a.usdPerHour - b.usdPerHour);
}
