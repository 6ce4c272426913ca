/** Colour histograms over time, one byte per bin: what shots look like, at a few hundred bytes per second of film. */
import { createTimeSeries } from '../number-series.ts';

export interface LookRecord {
  /** `planes`: luma (0..255), then chroma around 0, all of one length. Takes one in a while, or when the picture changed. */
  push(atMs: number, planes: Float32Array): void;
  /** Mean histogram of what was taken in [startMs, endMs); adds up to 1, or to 0 where nothing was taken. */
  between(startMs: number, endMs: number): Float32Array;
}

const LUMA_BINS = 8;
/** Odd, so that greys have a bin of their own. */
const CHROMA_BINS = 7;
const BINS = LUMA_BINS * CHROMA_BINS * CHROMA_BINS;
/** Chroma beyond this falls into the outer bins; below, bins are narrower around grey, where most colours are. */
const CHROMA_RANGE = 40;
const CHROMA_POWER = 0.6;

const SPACING_MS = 800;
/** Mean change of luma from one frame to the next (levels) that makes a look worth taking before its time: a new shot. */
const CHANGED = 12;

export function createLookRecord(): LookRecord {
  const times = createTimeSeries();
  const histograms: Uint8Array[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let previous: Float32Array | undefined;

  const changed = (planes: Float32Array, n: number): boolean => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs((planes[i] ?? 0) - (previous?.[i] ?? 0));
    return sum > CHANGED * n;
  };

  return {
    push(atMs, planes) {
      const n = planes.length / 3;
      const due = atMs - lastMs >= SPACING_MS || changed(planes, n);
      previous ??= new Float32Array(n);
      previous.set(planes.subarray(0, n));
      if (!due) return;
      lastMs = atMs;
      times.push(atMs);
      histograms.push(histogramOf(planes, n));
    },
    between(startMs, endMs) {
      const mean = new Float32Array(BINS);
      let total = 0;
      for (let i = firstAtOrAfter(times, startMs); i < times.length && times.at(i) < endMs; i++) {
        histograms[i]?.forEach((count, bin) => {
          mean[bin] = (mean[bin] ?? 0) + count;
          total += count;
        });
      }
      if (total > 0) for (let bin = 0; bin < BINS; bin++) mean[bin] = (mean[bin] ?? 0) / total;
      return mean;
    },
  };
}

function firstAtOrAfter(times: { length: number; at(index: number): number }, atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times.at(middle) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each cell is shared out between its two nearest luma bins, so that a slight change of light does not change the look. */
function histogramOf(planes: Float32Array, n: number): Uint8Array {
  const counts = new Float32Array(BINS);
  const chroma = (value: number): number => {
    const share = Math.sign(value) * Math.min(1, Math.abs(value) / CHROMA_RANGE) ** CHROMA_POWER;
    return Math.min(CHROMA_BINS - 1, Math.floor(((share + 1) * CHROMA_BINS) / 2));
  };
  for (let i = 0; i < n; i++) {
    const position = Math.max(0, Math.min(LUMA_BINS - 1, ((planes[i] ?? 0) * LUMA_BINS) / 256 - 0.5));
    const lower = Math.floor(position);
    const share = position - lower;
    const colour = chroma(planes[n + i] ?? 0) * CHROMA_BINS + chroma(planes[2 * n + i] ?? 0);
    const stride = CHROMA_BINS * CHROMA_BINS;
    counts[lower * stride + colour] = (counts[lower * stride + colour] ?? 0) + 1 - share;
    if (share > 0) counts[(lower + 1) * stride + colour] = (counts[(lower + 1) * stride + colour] ?? 0) + share;
  }
  return Uint8Array.from(counts, (count) => Math.round((count * 255) / n));
}

/** Shared part of two histograms that add up to 1 each, 0..1. */
export function alikeness(a: Float32Array, b: Float32Array): number {
  let shared = 0;
  for (let i = 0; i < a.length; i++) shared += Math.min(a[i] ?? 0, b[i] ?? 0);
  return shared;
}
