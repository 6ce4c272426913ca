/** Which measurements rise and fall together over a film, told only where chance hardly explains it. */
import { correlate, type Correlation } from './correlation.ts';
import { type SecondSeries, secondSeries, type SeriesName } from './second-series.ts';
import type { Heard } from './claim.ts';

/** Pairs that are asked, chosen beforehand; loudness and speech are left out, since speech is sound. */
const PAIRS: readonly (readonly [SeriesName, SeriesName])[] = [
  ['motion', 'loudness'], ['cut_rate', 'loudness'], ['people', 'loudness'], ['brightness', 'loudness'], ['motion', 'speech'], ['cut_rate', 'speech'], ['people', 'speech'], ['motion', 'people'],
];
/** Seconds by which one may follow the other. */
const SHIFTS = [0, 1, -1, 2, -2] as const;
/** Chance for all questions together, least strength, and least independent values; below they are not worth a sentence. */
const CHANCE = 0.01;
const LEAST_R = 0.35;
const LEAST_INDEPENDENT = 12;
const LEAST_SECONDS = 30;

export interface FoundCorrelation extends Correlation {
  first: SecondSeries;
  second: SecondSeries;
  /** By how much the second follows the first; negative: it comes before. */
  offsetMs: number;
}

/** One per pair at most: the shift with the strongest correlation, its probability multiplied by the number of questions (Bonferroni). */
export function correlationsOf(heard: Heard): FoundCorrelation[] {
  if (heard.kind === 'image' || heard.durationMs < LEAST_SECONDS * 1000) return [];
  const series = new Map(secondSeries(heard).map((each) => [each.name, each]));
  const asked = PAIRS.flatMap(([a, b]) => {
    const [first, second] = [series.get(a), series.get(b)];
    return first && second ? [{ first, second }] : [];
  });
  return asked.flatMap(({ first, second }) => {
    const found = SHIFTS.flatMap((shift): FoundCorrelation[] => {
      const correlation = correlate(first.values, second.values, shift);
      return correlation ? [{ ...correlation, first, second, offsetMs: shift * 1000, p: Math.min(1, correlation.p * SHIFTS.length * asked.length) }] : [];
    });
    const best = found.sort((a, b) => Math.abs(b.r) - Math.abs(a.r))[0];
    return best && best.p <= CHANCE && Math.abs(best.r) >= LEAST_R && best.effectiveN >= LEAST_INDEPENDENT ? [best] : [];
  });
}
