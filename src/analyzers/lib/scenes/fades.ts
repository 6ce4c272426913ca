/**
 * Fades to and from a plain picture, from two numbers per frame: during a fade the contrast of the picture shrinks or grows
 * linearly, whatever is in it, and its mean runs to the plain colour (after Lienhart 2001, "Reliable transition detection").
 */

/** Frame by frame; `mean` and `deviation` are those of the luma, 0..255. */
export interface BrightnessRecord {
  readonly length: number;
  atMs(index: number): number;
  mean(index: number): number;
  deviation(index: number): number;
}

export interface Fade {
  kind: 'fade_out' | 'fade_in';
  /** What the picture goes to or comes from. */
  plain: 'black' | 'white' | 'plain';
  startMs: number;
  endMs: number;
  /** How linear the contrast runs, 0..1. */
  confidence: number;
}

/** Deviation of luma below which a picture counts as plain. */
const PLAIN_DEVIATION = 3.5;
/** At the ends of the film a fade may be cut short: so much of the contrast may be left. */
const LEFT_AT_END = 0.2;
/** A picture worth fading has at least this deviation. */
const LEAST_DEVIATION = 9;
/** Frames with a contrast in between that a fade must have, and its longest time. */
const LEAST_BETWEEN = 3;
const LONGEST_MS = 6000;
/** Squared correlation of contrast and time below which it is no fade. */
const LEAST_LINEARITY = 0.9;

/** Fades in time order. A fade never reaches across a cut. */
export function findFades(record: BrightnessRecord, cuts: readonly { startMs: number }[]): Fade[] {
  const fades: Fade[] = [];
  const last = record.length - 1;
  const isPlain = (i: number): boolean => record.deviation(i) < PLAIN_DEVIATION;
  const cutTimes = new Set(cuts.map((cut) => cut.startMs));
  const add = (edge: number, step: 1 | -1): void => {
    const fade = followRamp(record, cutTimes, edge, step);
    if (fade) fades.push(fade);
  };
  for (let i = 0; i <= last; i++) {
    if (isPlain(i) ? i < last && !isPlain(i + 1) : i === 0) add(i, 1);
    if (isPlain(i) ? i > 0 && !isPlain(i - 1) : i === last) add(i, -1);
  }
  return withoutRepeats(fades.sort((a, b) => a.startMs - b.startMs));
}

/** In noise a ramp may touch the limit of what counts as plain more than once; the most linear one stays. */
function withoutRepeats(fades: readonly Fade[]): Fade[] {
  const kept: Fade[] = [];
  for (const fade of fades) {
    const twin = kept.findIndex((other) => other.kind === fade.kind && fade.startMs < other.endMs);
    const other = kept[twin];
    if (!other) kept.push(fade);
    else if (fade.confidence > other.confidence) kept[twin] = fade;
  }
  return kept;
}

/** From the plain frame `edge` outwards while the contrast rises. `step` −1: back in time (a fade-out), 1: on (a fade-in). */
function followRamp(record: BrightnessRecord, cutTimes: ReadonlySet<number>, edge: number, step: 1 | -1): Fade | undefined {
  const base = record.deviation(edge);
  let peak = base;
  let top = edge;
  let quiet = 0;
  for (let i = edge + step; i >= 0 && i < record.length; i += step) {
    if (cutTimes.has(record.atMs(step === 1 ? i : i + 1)) || Math.abs(record.atMs(i) - record.atMs(edge)) > LONGEST_MS) break;
    const deviation = record.deviation(i);
    if (deviation > peak * 1.01 + 0.05) {
      peak = deviation;
      top = i;
      quiet = 0;
      // Over the ramp; what follows is the picture's own life. Duplicated frames repeat a value once or twice.
    } else if (++quiet > 3) break;
  }
  if (peak < LEAST_DEVIATION || base > LEFT_AT_END * peak) return undefined;
  return describeRamp(record, edge, top, peak, step);
}

function describeRamp(record: BrightnessRecord, edge: number, top: number, peak: number, step: 1 | -1): Fade | undefined {
  const times: number[] = [];
  const shares: number[] = [];
  for (let i = edge; i !== top + step; i += step) {
    const share = record.deviation(i) / peak;
    if (share < 0.08 || share > 0.9) continue;
    times.push(record.atMs(i));
    shares.push(share);
  }
  if (times.length < LEAST_BETWEEN) return undefined;
  const line = fitLine(times, shares);
  if (line.linearity < LEAST_LINEARITY || line.slope === 0 || Math.sign(line.slope) !== step) return undefined;
  const clamp = (atMs: number): number => Math.max(record.atMs(0), Math.min(record.atMs(record.length - 1), atMs));
  const empty = clamp(-line.offset / line.slope);
  const full = clamp((1 - line.offset) / line.slope);
  const mean = record.mean(edge);
  return {
    kind: step === 1 ? 'fade_in' : 'fade_out',
    plain: mean < 32 ? 'black' : mean > 215 ? 'white' : 'plain',
    startMs: Math.round(Math.min(empty, full)),
    endMs: Math.round(Math.max(empty, full)),
    confidence: Math.min(1, (line.linearity - LEAST_LINEARITY) / (1 - LEAST_LINEARITY) * 0.4 + 0.6),
  };
}

/** Least squares; `linearity` is the squared correlation. */
export function fitLine(xs: readonly number[], ys: readonly number[]): { slope: number; offset: number; linearity: number } {
  const n = xs.length;
  const meanX = xs.reduce((sum, x) => sum + x, 0) / n;
  const meanY = ys.reduce((sum, y) => sum + y, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  xs.forEach((x, i) => {
    const dx = x - meanX;
    const dy = (ys[i] ?? 0) - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  });
  const slope = xx > 0 ? xy / xx : 0;
  return { slope, offset: meanY - slope * meanX, linearity: xx > 0 && yy > 0 ? (xy * xy) / (xx * yy) : 0 };
}
