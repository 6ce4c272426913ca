/** Flicker: the brightness of the whole picture going up and down many times a second. */

export interface FlickerStretch {
  startMs: number;
  endMs: number;
  /** Root mean square of the brightness around its moving mean, in levels 0..255. */
  levels: number;
}

export interface BrightnessOverTime {
  readonly length: number;
  atMs(index: number): number;
  /** Mean luma of the picture, 0..255. */
  mean(index: number): number;
}

/** The moving mean reaches so far to both sides; windows that are judged, and their distance. */
const AROUND_MS = 200;
const WINDOW_MS = 1000;
const HOP_MS = 500;
/** Changes of direction across the mean per second that make a flicker; a cut makes one or two. */
const LEAST_CROSSINGS = 6;

/** Windows of a second in which brightness flickers by at least `leastLevels`; neighbours joined. In time order. */
export function findFlicker(series: BrightnessOverTime, leastLevels: number): FlickerStretch[] {
  const rest = detrend(series);
  const found: FlickerStretch[] = [];
  if (series.length < 4) return found;
  const endMs = series.atMs(series.length - 1);
  let first = 0;
  for (let startMs = series.atMs(0); startMs < endMs; startMs += HOP_MS) {
    while (first < series.length && series.atMs(first) < startMs) first++;
    const window = judge(series, rest, first, startMs + WINDOW_MS);
    if (window.crossings < LEAST_CROSSINGS || window.levels < leastLevels) continue;
    const stretch = { startMs, endMs: Math.min(endMs, startMs + WINDOW_MS), levels: window.levels };
    const last = found.at(-1);
    if (last && stretch.startMs <= last.endMs) {
      last.endMs = stretch.endMs;
      last.levels = Math.max(last.levels, stretch.levels);
    } else found.push(stretch);
  }
  return found;
}

function detrend(series: BrightnessOverTime): Float32Array {
  const rest = new Float32Array(series.length);
  let from = 0;
  let to = 0;
  let sum = 0;
  for (let i = 0; i < series.length; i++) {
    while (to < series.length && series.atMs(to) <= series.atMs(i) + AROUND_MS) sum += series.mean(to++);
    while (series.atMs(from) < series.atMs(i) - AROUND_MS) sum -= series.mean(from++);
    rest[i] = series.mean(i) - sum / (to - from);
  }
  return rest;
}

function judge(series: BrightnessOverTime, rest: Float32Array, first: number, endMs: number): { levels: number; crossings: number } {
  const values: number[] = [];
  for (let i = first; i < series.length && series.atMs(i) < endMs; i++) values.push(rest[i] ?? 0);
  if (values.length < 8) return { levels: 0, crossings: 0 };
  // The largest tenth is left out: cuts and single flashes are no flicker.
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const limit = sizes[Math.floor(sizes.length * 0.9)] ?? 0;
  const kept = sizes.filter((size) => size <= limit);
  const levels = Math.sqrt(kept.reduce((sum, size) => sum + size * size, 0) / kept.length);
  let crossings = 0;
  let side = 0;
  for (const value of values) {
    if (Math.abs(value) < levels * 0.3) continue;
    if (side !== 0 && Math.sign(value) !== side) crossings++;
    side = Math.sign(value);
  }
  return { levels, crossings };
}
