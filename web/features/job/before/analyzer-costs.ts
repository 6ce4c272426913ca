/** What each analyzer takes of the time and the price of an offer: its share of the work, by its own time as the estimate tells it. */
import type { components } from '@aima/contract/client';

type Schemas = components['schemas'];
export type Estimate = Schemas['Estimate'];
export type Offer = Schemas['OfferEstimate'];

export interface AnalyzerCost {
  /** Absent where nothing was measured yet: it comes on top. */
  seconds?: number;
  usd?: number;
  /** Of some of the media only; the others come on top. */
  partly?: true;
}

interface Own { seconds: number; known: number; unknown: number }

/** Own seconds, as likely, over all media of which they are known. */
export function ownSeconds(media: Estimate['media']): ReadonlyMap<string, Own> {
  const sums = new Map<string, Own>();
  for (const { analyzers } of media) {
    for (const { analyzer, seconds } of analyzers) {
      const { seconds: before, known, unknown } = sums.get(analyzer) ?? { seconds: 0, known: 0, unknown: 0 };
      sums.set(analyzer, seconds === undefined ? { seconds: before, known, unknown: unknown + 1 } : { seconds: before + seconds.likely, known: known + 1, unknown });
    }
  }
  return sums;
}

/**
 * @param others estimate of the same media with analyzers that are not chosen, so that they have a price, too
 * @returns by analyzer; sums over the chosen ones are the work of the offer
 */
export function analyzerCosts(estimate: Pick<Estimate, 'media'>, offer: Offer | undefined, others?: Pick<Estimate, 'media'>): ReadonlyMap<string, AnalyzerCost> {
  const chosen = ownSeconds(estimate.media);
  const own = new Map([...ownSeconds(others?.media ?? []), ...chosen]);
  const work = offer?.parts?.find(({ part }) => part === 'work');
  const sum = [...chosen.values()].reduce((before, { seconds }) => before + seconds, 0);
  const perOwn = work && sum > 0 ? work.seconds.likely / sum : 1;
  const usdPerOwn = work && sum > 0 ? work.usd.likely / sum : (offer?.usdPerHour ?? 0) / 3600;
  return new Map([...own].map(([name, { seconds, known, unknown }]): [string, AnalyzerCost] => [name, known === 0 ? {} : { seconds: seconds * perOwn, ...(offer && { usd: seconds * usdPerOwn }), ...(unknown > 0 && { partly: true }) }]));
}

/** Analyzers that run without having been chosen, each with those chosen ones that rest on it. */
export function restedOn(running: Iterable<string>, chosen: ReadonlySet<string>, analyzers: readonly { name: string; reads: { findingsOf: readonly string[] } }[]): ReadonlyMap<string, readonly string[]> {
  const reads = new Map(analyzers.map(({ name, reads: { findingsOf } }) => [name, findingsOf]));
  const restsOn = (name: string, wanted: string, seen = new Set<string>()): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    return (reads.get(name) ?? []).some((each) => each === wanted || restsOn(each, wanted, seen));
  };
  return new Map([...running].filter((name) => !chosen.has(name)).map((name) => [name, [...chosen].filter((each) => restsOn(each, name))]));
}
