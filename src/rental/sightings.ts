/** What a provider's lists say of one machine. Only complete lists prove anything, and only two of them that it is gone. */
import type { InstanceView } from '../gpu/provider.ts';
import type { Driver } from './driver.ts';
import { listOf, type Listing } from './listing.ts';
import type { Rental } from './rental.ts';

export type Sighting = { kind: 'seen'; at: number; views: InstanceView[] } | { kind: 'absent' | 'absent_for_good' } | { kind: 'unknown' };

/** A list may be so old, in ms. */
const MAX_AGE_MS = 3_000;

const isIt = (rental: Rental, { id, name }: InstanceView): boolean => name === rental.name || id === rental.instanceId || rental.duplicates.includes(id);

/** From when on a machine that no list shows may be taken for gone. */
function graceOver(rental: Rental, at: number, graceMs: number): boolean {
  // Once it was shown, lists know it; until then a new one may be missing from them.
  if (rental.seenAt !== undefined) return true;
  return at - Math.max(rental.at.requesting ?? 0, rental.at.unknown ?? 0) >= graceMs;
}

/** Asks for the list once and writes down what it means. Nothing is learnt where there is no complete list. */
export async function lookAtList(driver: Driver): Promise<Sighting> {
  const { provider, clock, timing } = driver;
  const listing = provider && await listOf(provider, clock, { limitMs: timing.callMs, maxAgeMs: MAX_AGE_MS });
  return listing ? judgeList(driver, listing) : { kind: 'unknown' };
}

async function judgeList(driver: Driver, { askedAt, views: all }: Listing): Promise<Sighting> {
  const rental = driver.rental();
  const views = all.filter((view) => isIt(rental, view));
  if (views.length > 0) {
    if (rental.absences > 0 || rental.seenAt === undefined) await driver.note({ seenAt: askedAt, absences: 0, absentSince: undefined, absentAt: undefined });
    return { kind: 'seen', at: askedAt, views };
  }
  // A list from before it was made, or from before it was last shown, tells nothing of now.
  if (askedAt <= Math.max(rental.seenAt ?? 0, rental.at.requesting ?? 0)) return { kind: 'absent' };
  if (rental.absentAt !== undefined && askedAt - rental.absentAt < driver.timing.absenceMs) return { kind: 'absent' };
  const absences = rental.absences + 1;
  await driver.note({ absences, absentAt: askedAt, absentSince: rental.absentSince ?? askedAt });
  return { kind: absences >= 2 && graceOver(rental, askedAt, driver.timing.graceMs) ? 'absent_for_good' : 'absent' };
}
