/**
 * Tempo of a steady beat: autocorrelation of the onset strength over the whole medium, with a preference for
 * common tempi (Ellis, 'Beat Tracking by Dynamic Programming', 2007). Sound without a steady beat gives a low
 * strength; the caller decides what is too low to be told.
 */
import { HOPS_PER_SECOND } from './spectral-shape.ts';

const SLOWEST_BPM = 50;
const FASTEST_BPM = 210;
const PREFERRED_BPM = 120;
const OCTAVES = 0.9; // standard deviation of the preference
/** Beats are checked against the second and fourth beat after: a rhythm goes on, a chance likeness does not. */
const BEATS = 4;
const MAX_LAG = Math.ceil((BEATS * 60 * HOPS_PER_SECOND) / SLOWEST_BPM) + 2;
const MEAN_HOPS = HOPS_PER_SECOND; // onsets stand out against the last second
const MIN_SECONDS = 8;

export interface Tempo {
  bpm: number;
  /** 0..1: how alike the onsets are one, two and four beats later. */
  strength: number;
}

export interface TempoMeter {
  add(flux: number): void;
  /** Absent below 8 s or without any onset. */
  tempo(): Tempo | undefined;
}

const lagOf = (bpm: number): number => (60 * HOPS_PER_SECOND) / bpm;

/** Correlation at a fractional lag: the best of the neighbours, as hops are coarse. */
function near(correlation: Float64Array, lag: number, reach: number): { value: number; lag: number } {
  let best = { value: -Infinity, lag };
  for (let i = Math.max(1, Math.round(lag - reach)); i <= Math.round(lag + reach); i++) {
    const value = correlation[i] ?? 0;
    if (value > best.value) best = { value, lag: i };
  }
  return best;
}

/** Top of the parabola through a peak and its neighbours. */
function refined(correlation: Float64Array, lag: number): number {
  const left = correlation[lag - 1] ?? 0;
  const top = correlation[lag] ?? 0;
  const right = correlation[lag + 1] ?? 0;
  const bend = left - 2 * top + right;
  return bend >= 0 ? lag : lag + (left - right) / (2 * bend);
}

export function createTempoMeter(): TempoMeter {
  const recent = new Float64Array(MAX_LAG + 1);
  const sums = new Float64Array(MAX_LAG + 1);
  let mean = 0;
  let count = 0;

  return {
    add(flux) {
      mean += (flux - mean) / Math.min(count + 1, MEAN_HOPS);
      const onset = flux - mean;
      recent[count % recent.length] = onset;
      for (let lag = 0; lag <= Math.min(count, MAX_LAG); lag++) {
        sums[lag] = (sums[lag] ?? 0) + onset * (recent[(count - lag) % recent.length] ?? 0);
      }
      count++;
    },
    tempo() {
      const power = sums[0] ?? 0;
      if (count < MIN_SECONDS * HOPS_PER_SECOND || power <= 0) return undefined;
      // Longer lags have fewer pairs; bring them to the same footing.
      const correlation = sums.map((sum, lag) => (sum / power) * (count / (count - lag)));
      let best = { score: -Infinity, strength: 0, bpm: PREFERRED_BPM };
      for (let lag = Math.floor(lagOf(FASTEST_BPM)); lag <= lagOf(SLOWEST_BPM); lag++) {
        const bpm = (60 * HOPS_PER_SECOND) / lag;
        const fourth = near(correlation, BEATS * lag, BEATS / 2);
        const strength = (near(correlation, lag, 1).value + near(correlation, 2 * lag, 1).value + fourth.value) / 3;
        const score = strength * Math.exp(-0.5 * (Math.log2(bpm / PREFERRED_BPM) / OCTAVES) ** 2);
        if (score > best.score) best = { score, strength, bpm: (60 * HOPS_PER_SECOND * BEATS) / refined(correlation, fourth.lag) };
      }
      return { bpm: best.bpm, strength: Math.min(1, Math.max(0, best.strength)) };
    },
  };
}
