/** Arithmetic on ranges of low, likely and high. */
import type { EstimateRange } from '@aima/contract';

export const NOTHING: EstimateRange = { low: 0, likely: 0, high: 0 };

export const scaled = ({ low, likely, high }: EstimateRange, by: EstimateRange): EstimateRange => ({ low: low * by.low, likely: likely * by.likely, high: high * by.high });
export const times = (range: EstimateRange, factor: number): EstimateRange => scaled(range, { low: factor, likely: factor, high: factor });
export const sum = (ranges: readonly EstimateRange[]): EstimateRange =>
  ranges.reduce((a, b) => ({ low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high }), NOTHING);

export const rounded = ({ low, likely, high }: EstimateRange, digits = 2): EstimateRange => {
  const round = (value: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
  return { low: round(low), likely: round(likely), high: round(high) };
};

/** One measurement says little of its spread, several say it themselves. */
const SURE_FROM = 3;
const ONE_SAMPLE: EstimateRange = { low: 0.7, likely: 1, high: 1.5 };
const SEVERAL: EstimateRange = { low: 1, likely: 1, high: 1.1 };

/** @returns undefined for an empty list */
export function spread(samples: readonly number[]): EstimateRange | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, likely, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (low === undefined || likely === undefined || high === undefined) return undefined;
  return scaled({ low, likely, high }, sorted.length < SURE_FROM ? ONE_SAMPLE : SEVERAL);
}
