/**
 * Whether a curve of intensity is an arc, and where its phases lie. An arc has one clear climax; that a curve has some
 * highest point is no arc. So nothing is told of curves that hardly move, whose parts might as well stand in any other
 * order (tested by shuffling them), or that have several peaks of one height.
 */
import { smoothed } from './pace-curve.ts';

export const FORMS = ['arc', 'rising', 'falling', 'waves', 'even', 'unordered', 'too_short'] as const;
export type Form = (typeof FORMS)[number];

/** First and last part, both inclusive. */
export interface Stretch {
  first: number;
  last: number;
}

export interface Arc {
  form: Form;
  buildUp?: Stretch;
  climax?: Stretch;
  resolution?: Stretch;
  /** How clearly the form shows, 0..1. */
  clarity: number;
  /** Of the smoothed curve: between its low and its high parts. */
  range: number;
}

/** Fewer parts show no course. */
const FEWEST_PARTS = 8;
/** Smoothed intensities must differ by so much, and the climax stand so high above the middle of the curve. */
const LEAST_RANGE = 0.1;
const FULL_RANGE = 0.35;
const LEAST_RISE = 0.07;
/** A second peak of this share of the first one's height makes waves. */
const SECOND_PEAK = 0.75;
/** The climax reaches down to this share of its height above the middle. */
const CLIMAX_FLOOR = 0.55;
/** Shuffled curves as smooth as this one: above this share its order may be chance. */
const LARGEST_CHANCE = 0.1;
const SHUFFLES = 200;
/** A peak so near to the beginning or the end has nothing before or after it; shares of the length. */
const AT_START = 0.15;
const SHORTEST_PHASE = 0.04;

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));
const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? 0;

/** Minimal standard generator (Park, Miller 1988): the same curve always gets the same answer. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Share of random orders of the same values that are as smooth as the given one. */
export function chanceOfOrder(values: readonly number[]): number {
  const smoothness = (order: readonly number[]): number => variance(smoothed(order));
  const given = smoothness(values);
  const random = randomFrom(values.length + 1);
  const order = [...values];
  let asSmooth = 0;
  for (let n = 0; n < SHUFFLES; n++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    if (smoothness(order) >= given) asSmooth++;
  }
  return asSmooth / SHUFFLES;
}

/** Around `top`, as far as the curve stays above `floor`. */
function around(curve: readonly number[], top: number, floor: number): Stretch {
  let [first, last] = [top, top];
  while (first > 0 && (curve[first - 1] ?? 0) >= floor) first--;
  while (last < curve.length - 1 && (curve[last + 1] ?? 0) >= floor) last++;
  return { first, last };
}

/** The highest peak that lies outside of the stretch, with a valley between. */
function secondPeak(curve: readonly number[], { first, last }: Stretch): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...curve.filter((value, i) => (i < first || i > last) && value >= (curve[i - 1] ?? value) && value >= (curve[i + 1] ?? value)));
}

/** @param values intensity of the parts, 0..1, in order; @param smooth the same, smoothed */
export function findArc(values: readonly number[], smooth: readonly number[]): Arc {
  const count = smooth.length;
  const range = quantile(smooth, 0.95) - quantile(smooth, 0.05);
  if (count < FEWEST_PARTS) return { form: 'too_short', clarity: 1, range };
  if (range < LEAST_RANGE) return { form: 'even', clarity: 1 - range / LEAST_RANGE / 2, range };
  const chance = chanceOfOrder(values);
  if (chance > LARGEST_CHANCE) return { form: 'unordered', clarity: Math.min(1, 0.5 + chance), range };

  const middle = quantile(smooth, 0.5);
  const top = smooth.indexOf(Math.max(...smooth));
  const height = (smooth[top] ?? 0) - middle;
  const climax = around(smooth, top, middle + CLIMAX_FLOOR * height);
  const second = secondPeak(smooth, climax) - middle;
  const clarity = Math.min(1, Math.min(1, range / FULL_RANGE) * (1 - chance / LARGEST_CHANCE / 2) * (1 - Math.max(0, second) / Math.max(height, 1e-6) / 2));
  // A plateau that fills half of the film is no peak.
  if (height < LEAST_RISE || climax.last - climax.first + 1 > count / 2 || second > SECOND_PEAK * height) return { form: 'waves', clarity, range };

  const least = Math.max(1, Math.round(SHORTEST_PHASE * count));
  const before = { first: 0, last: climax.first - 1 };
  const after = { first: climax.last + 1, last: count - 1 };
  const level = ({ first, last }: Stretch): number => mean(smooth.slice(first, last + 1));
  const long = ({ first, last }: Stretch): boolean => last - first + 1 >= least;
  const falls = long(after) && level(climax) - level(after) >= LEAST_RISE;
  if (top < AT_START * count || !long(before)) return { form: 'falling', clarity, range, ...(falls ? { climax, resolution: after } : {}) };
  const rises = level(climax) - level(before) >= LEAST_RISE;
  return { form: falls && rises ? 'arc' : rises ? 'rising' : 'waves', clarity, range, ...(rises ? { buildUp: before, climax, ...(falls ? { resolution: after } : {}) } : {}) };
}
