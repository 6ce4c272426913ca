/**
 * One number per picture for how far the mouth is open, from the brightness of the cells of the lower face: their first
 * principal component ("eigenlips", Bregler and Konig 1994), which in a face that talks is the mouth. Which sign means
 * open is told by the face mesh at the samples of the view; where that does not tell it, a darker middle does.
 */
import type { HeadSeries } from '../movement/follow-heads.ts';
import { withoutTrend } from '../movement/oscillation.ts';

export interface MouthMotion {
  times: readonly number[];
  /** Standardised, without slow changes. */
  values: number[];
  /** Strength of the change in the lower face over that between eyes and mouth, which the same noise reaches. */
  overCheeks: number;
}

const SLOW_MS = 800;
const ROUNDS = 12;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => value * value)));

/** Each cell as a series of its own, less the mean of the cheeks, which is the light, and less slow changes. */
function cellSeries(times: readonly number[], cells: readonly Float32Array[], light: readonly number[]): number[][] {
  const count = cells[0]?.length ?? 0;
  return Array.from({ length: count }, (_, c) => withoutTrend(times, cells.map((cell, i) => (cell[c] ?? 0) - (light[i] ?? 0)), SLOW_MS));
}

/** Weights of the cells in their first principal component, by power iteration. */
function firstComponent(series: readonly (readonly number[])[]): number[] {
  const count = series.length;
  const covariance = series.map((a) => series.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)));
  let weights = Array.from({ length: count }, (_, c) => covariance[c]?.[c] ?? 0);
  for (let round = 0; round < ROUNDS; round++) {
    const next = covariance.map((row) => row.reduce((sum, value, c) => sum + value * (weights[c] ?? 0), 0));
    const length = Math.hypot(...next) || 1;
    weights = next.map((value) => value / length);
  }
  return weights;
}

/** Correlation of the component with the opening that the mesh saw, over the samples of the view. */
function agreement({ times, samples }: HeadSeries, values: readonly number[]): number {
  const at = (atMs: number): number => values[times.findIndex((time) => time >= atMs)] ?? 0;
  const pairs = samples.map(({ atMs, opening }) => [at(atMs), opening] as const);
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const cross = pairs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  const norm = Math.sqrt(pairs.reduce((sum, [a]) => sum + (a - x) ** 2, 0) * pairs.reduce((sum, [, b]) => sum + (b - y) ** 2, 0));
  return norm > 0 ? cross / norm : 0;
}

const LEAST_AGREEMENT = 0.3;

/** Undefined for a series without cells. */
export function mouthMotion(series: HeadSeries): MouthMotion | undefined {
  const { times, mouth, cheeks } = series;
  if (times.length < 8 || mouth.length !== times.length) return undefined;
  const light = cheeks.map((cell) => mean([...cell]));
  const cells = cellSeries(times, mouth, light);
  const weights = firstComponent(cells);
  const raw = times.map((_, i) => weights.reduce((sum, weight, c) => sum + weight * (cells[c]?.[i] ?? 0), 0));
  const told = agreement(series, raw);
  // An open mouth is dark inside.
  const sign = Math.abs(told) >= LEAST_AGREEMENT ? Math.sign(told) : -Math.sign(weights.reduce((sum, weight) => sum + weight, 0)) || 1;
  const scale = deviation(raw) || 1;
  const strength = (each: readonly (readonly number[])[]): number => Math.sqrt(mean(each.map((values) => deviation(values) ** 2)));
  return { times, values: raw.map((value) => (sign * value) / scale), overCheeks: strength(cells) / Math.max(0.2, strength(cellSeries(times, cheeks, light))) };
}
