/** How long work takes on this machine: by its own measurements, else by those of the reference machine. */
import { availableParallelism } from 'node:os';
import type { AnalyzerEstimate, EstimateRange, Tier } from '@aima/contract';
import { samplesOf, SHORTEST_MS, type MeasuredTimes, type TimesOfMedium } from '../analysis/measured-times.ts';
import type { Speeds } from '../analysis/speeds.ts';
import { rounded, spread, times } from './estimate-range.ts';

/** Another machine may be twice as fast or three times as slow. */
const ELSEWHERE: EstimateRange = { low: 0.5, likely: 1, high: 3 };

export interface TimedMedium {
  kind?: string | undefined;
  durationMs: number;
}

/** Own time of one analyzer, in seconds. */
export function analyzerHere(analyzer: string, { kind, durationMs }: TimedMedium, tier: Tier, measured: MeasuredTimes, speeds: Pick<Speeds, 'reference'>): AnalyzerEstimate {
  const isPhoto = kind === 'image';
  const here = spread(samplesOf(measured, analyzer, tier, isPhoto));
  if (here) return { analyzer, basis: 'here', seconds: rounded(isPhoto ? here : times(here, durationMs / 1000)) };
  const reference = speeds.reference.analyzers[analyzer];
  if (isPhoto || reference?.tier !== tier) return { analyzer, basis: 'unknown' };
  return { analyzer, basis: 'reference', seconds: rounded(times(ELSEWHERE, reference.timesRealTime * durationMs / 1000)) };
}

/** Own times run side by side: at best on all cores, at worst one after the other. */
export const clockShare = ({ clockShare: samples }: MeasuredTimes): EstimateRange => {
  const cores = availableParallelism();
  return spread(samples) ?? { low: 1 / cores, likely: Math.min(1, 1.4 / cores), high: 1 };
};

/** Seconds on the clock that the same work took elsewhere and is likely to take here. */
export interface ComparedWork {
  there: number;
  here: number;
}

/** Where less of it is known here, the rest says too much. */
const LEAST_KNOWN = 0.5;

/**
 * Compares what a medium took on another machine with what an estimate for this one says, so that estimate × factor is what was
 * seen. Analyzers of which nothing is known here are left out of both, by their share of all own time there.
 *
 * @returns undefined where it tells nothing: too short, not all of it done in one go, mostly unknown here
 */
export function comparedWork({ kind, durationMs, runs, clockSeconds }: TimesOfMedium, measured: MeasuredTimes, speeds: Pick<Speeds, 'reference'>): ComparedWork | undefined {
  if (clockSeconds === undefined || (kind !== 'image' && durationMs < SHORTEST_MS)) return undefined;
  let [own, knownThere, here] = [0, 0, 0];
  for (const { analyzer, tier, seconds } of runs) {
    own += seconds;
    const expected = analyzerHere(analyzer, { kind, durationMs }, tier, measured, speeds).seconds;
    if (!expected) continue;
    knownThere += seconds;
    here += expected.likely;
  }
  if (own === 0 || here === 0 || knownThere < LEAST_KNOWN * own) return undefined;
  return { there: clockSeconds * knownThere / own, here: here * clockShare(measured).likely };
}
