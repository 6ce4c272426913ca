/**
 * Pitch of a voice by normalised autocorrelation (Boersma, 'Accurate short-term analysis of the fundamental
 * frequency', 1993, without its path search): 40 ms every 20 ms, on sound halved to 8 kHz.
 */
import { SAMPLE_RATE } from './voice-segmenter.ts';

const RATE = SAMPLE_RATE / 2;
const WINDOW = 320;
const HOP = 160;
export const PITCH_HOP_MS = (HOP * 1000) / RATE;
const LOWEST_HZ = 65;
const HIGHEST_HZ = 450;
const SHORTEST = Math.floor(RATE / HIGHEST_HZ);
const LONGEST = Math.ceil(RATE / LOWEST_HZ);
/** Likeness from which on a frame is voiced. */
const VOICED = 0.55;
/** A shorter period that explains nearly as much is the true one: multiples of it do so too. */
const SHORTER_ENOUGH = 0.9;
const QUIET_MEAN_SQUARE = 1e-6;

/** @returns Hz, or 0 where nothing voiced is heard */
function pitchAt(x: Float32Array, from: number): number {
  let energy = 0;
  for (let i = from; i < from + WINDOW; i++) energy += (x[i] ?? 0) ** 2;
  if (energy < QUIET_MEAN_SQUARE * WINDOW) return 0;
  const likeness = new Float64Array(LONGEST + 2);
  let best = 0;
  let moved = 0;
  for (let i = from + SHORTEST - 1; i < from + SHORTEST - 1 + WINDOW; i++) moved += (x[i] ?? 0) ** 2;
  for (let lag = SHORTEST; lag <= LONGEST + 1; lag++) {
    moved += (x[from + lag + WINDOW - 1] ?? 0) ** 2 - (x[from + lag - 1] ?? 0) ** 2;
    let product = 0;
    for (let i = from; i < from + WINDOW; i++) product += (x[i] ?? 0) * (x[i + lag] ?? 0);
    likeness[lag] = product / Math.sqrt(energy * Math.max(moved, 1e-12));
    if (lag <= LONGEST) best = Math.max(best, likeness[lag] ?? 0);
  }
  if (best < VOICED) return 0;
  for (let lag = SHORTEST + 1; lag <= LONGEST; lag++) {
    const [before, here, after] = [likeness[lag - 1] ?? 0, likeness[lag] ?? 0, likeness[lag + 1] ?? 0];
    if (here < best * SHORTER_ENOUGH || here < before || here < after) continue;
    const bend = before - 2 * here + after;
    return RATE / (lag + (bend === 0 ? 0 : (0.5 * (before - after)) / bend));
  }
  return 0;
}

/** Pitch every 20 ms of a stretch of speech at 16 kHz; 0 where it is not voiced. */
export function pitchOf(samples: Float32Array): Float32Array {
  const half = Float32Array.from({ length: Math.floor(samples.length / 2) }, (_, i) => 0.5 * ((samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0)));
  const frames = Math.max(0, Math.floor((half.length - WINDOW - LONGEST - 1) / HOP) + 1);
  return Float32Array.from({ length: frames }, (_, k) => pitchAt(half, k * HOP));
}
