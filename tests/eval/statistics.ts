/** Intervals of measured figures: how far a figure of so few items may be off. */

const Z95 = 1.959964;

export interface Estimate {
  value: number;
  /** 95 % interval. */
  interval: readonly [low: number, high: number];
  sampleSize: number;
}

/** Share of successes with the interval of Wilson (1927), which holds for few items and shares near 0 and 1. */
export function proportion(successes: number, trials: number): Estimate {
  if (trials === 0) return { value: Number.NaN, interval: [0, 1], sampleSize: 0 };
  const share = successes / trials;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  return { value: share, interval: [Math.max(0, centre - half), Math.min(1, centre + half)], sampleSize: trials };
}

/** Deterministic numbers 0..1 (mulberry32): the same table for the same measurements. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const RESAMPLES = 2_000;

/** Any statistic of a list of items with its percentile bootstrap interval (Efron 1979). */
export function bootstrap<T>(items: readonly T[], statistic: (sample: readonly T[]) => number): Estimate {
  const random = seededRandom(20);
  const value = statistic(items);
  if (items.length < 2) return { value, interval: [value, value], sampleSize: items.length };
  const values = Array.from({ length: RESAMPLES }, () => statistic(Array.from(items, () => items[Math.floor(random() * items.length)] as T))).filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? value;
  return { value, interval: [at(0.025), at(0.975)], sampleSize: items.length };
}

export const meanOf = (values: readonly number[]): Estimate =>
  bootstrap(values, (sample) => sample.reduce((sum, each) => sum + each, 0) / sample.length);
