/**
 * The shift at which a mouth and a voice agree best. Cross-correlation over ±1 s; whether the best one is more than
 * chance is judged against the spread that two unrelated series of this smoothness have (Bartlett 1935), and against
 * the next best shift elsewhere. A voice that belongs to nobody in the picture has no shift.
 */
import { withoutTrend } from '../movement/oscillation.ts';

export const STEP_MS = 20;
const MOST_MS = 1_000;
const SLOW_MS = 800;
/** Peaks nearer to the best one belong to it. */
const ITS_OWN_MS = 220;

export interface Agreement {
  /** Positive: the sound comes after the picture. */
  offsetMs: number;
  /** Correlation at the best shift. */
  correlation: number;
  /** In standard deviations of unrelated series. */
  overChance: number;
  /** The next best peak elsewhere, as a share of the best one. */
  rival: number;
}

/** Values at even steps, by straight lines between the given ones. */
export function evenly(times: readonly number[], values: readonly number[], startMs: number, endMs: number): Float64Array {
  const out = new Float64Array(Math.max(0, Math.floor((endMs - startMs) / STEP_MS)));
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const at = startMs + i * STEP_MS;
    while (k + 1 < times.length - 1 && (times[k + 1] ?? 0) <= at) k++;
    const [a, b] = [times[k] ?? 0, times[k + 1] ?? 0];
    const share = b > a ? Math.max(0, Math.min(1, (at - a) / (b - a))) : 0;
    out[i] = (values[k] ?? 0) * (1 - share) + (values[k + 1] ?? 0) * share;
  }
  return out;
}

/** Mean 0, deviation 1, slow changes and what is faster than lips taken out. */
export function prepared(values: Float64Array): Float64Array {
  const times = [...values.keys()].map((i) => i * STEP_MS);
  const quick = withoutTrend(times, [...values], SLOW_MS);
  const smooth = quick.map((_, i) => {
    let [sum, weight] = [0, 0];
    for (let k = -2; k <= 2; k++) {
      const value = quick[i + k];
      if (value === undefined) continue;
      sum += value * (3 - Math.abs(k));
      weight += 3 - Math.abs(k);
    }
    return sum / weight;
  });
  const mean = smooth.reduce((sum, value) => sum + value, 0) / Math.max(1, smooth.length);
  const deviation = Math.sqrt(smooth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, smooth.length)) || 1;
  return Float64Array.from(smooth, (value) => (value - mean) / deviation);
}

/** Mean product of `a` at i and `b` at i + lag, over what both have. */
function product(a: Float64Array, b: Float64Array, lag: number): number {
  let [sum, count] = [0, 0];
  for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i++) {
    sum += (a[i] ?? 0) * (b[i + lag] ?? 0);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Deviation of the correlation of two unrelated series with the smoothness of these. */
function chance(a: Float64Array, b: Float64Array): number {
  let sum = 1;
  // Every other lag stands for two: the series are smooth.
  for (let lag = 1; lag < MOST_MS / STEP_MS; lag += 2) sum += 4 * product(a, a, lag) * product(b, b, lag);
  return Math.sqrt(Math.max(sum, 1) / Math.min(a.length, b.length));
}

/**
 * `mouth` and `voice` begin at the same time in steps of STEP_MS; `voice` reaches MOST_MS further on both sides
 * (`marginSteps` before the mouth begins).
 */
export function agreementOf(mouth: Float64Array, voice: Float64Array, marginSteps: number): Agreement {
  const reach = Math.min(marginSteps, MOST_MS / STEP_MS);
  const lags = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const values = lags.map((lag) => product(mouth, voice, marginSteps + lag));
  const best = values.reduce((top, value, i) => (value > (values[top] ?? -Infinity) ? i : top), 0);
  const [before, peak, after] = [values[best - 1], values[best] ?? 0, values[best + 1]];
  // A parabola through three values finds the peak between the steps.
  const bend = before === undefined || after === undefined ? 0 : before + after - 2 * peak;
  const between = bend < 0 && before !== undefined && after !== undefined ? (0.5 * (before - after)) / bend : 0;
  const rival = values.reduce((most, value, i) => (Math.abs(i - best) * STEP_MS > ITS_OWN_MS ? Math.max(most, value) : most), 0);
  return { offsetMs: ((lags[best] ?? 0) + between) * STEP_MS, correlation: peak, overChance: peak / chance(mouth, voice), rival: peak > 0 ? rival / peak : 1 };
}
