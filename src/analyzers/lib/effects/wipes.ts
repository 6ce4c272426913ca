/**
 * Wipes: an edge runs over the picture and leaves another one behind. Every cell jumps once, and the times of the jumps are
 * a linear function of place: of x and y, of the distance from the middle or from a middle line, or of the angle (clock).
 * After the spatio-temporal slices of Ngo, Pong and Chin (1999), on cells instead of slices. A jump counts against what the
 * cell does otherwise, so that both pictures may move. Pushes, where the old picture goes along, are not told.
 */
import type { Effect } from './effect.ts';
import { bestFit, type Fit, type Switch } from './wipe-fit.ts';

/** Frames nearer than this are left out, so that the ring holds LONGEST_MS at any rate. */
const SPACING_MS = 30;
const LONGEST_MS = 2700;
const RING = Math.ceil(LONGEST_MS / SPACING_MS) + 2;
/** Windows that are judged: a cut or another movement outside of the wipe must not spoil it. */
const WINDOWS_MS = [800, 1500, LONGEST_MS];
const SHORTEST_MS = 250;
const JUDGE_EVERY_MS = 120;
/** Frames on both sides of the largest change that belong to the jump: behind a hard edge, and as a share of the window behind a soft one. */
const HARD_REACH = 2;
const SOFT_REACH = 0.16;
const LEAST_LEVELS = 14;
/** The jump over what as many other frames change. */
const LEAST_JUMP = 2;
/** Share of the cells that jump, and of those that follow the edge. */
const LEAST_CELLS = 0.5;
/** All at once, in this share of the cells: a cut, before which nothing is looked at. */
const CUT_SHARE = 0.7;
/** Without a further jump for so long, the wipe is over. */
const QUIET_MS = 130;
/** Share of the jump that must be left when the wipe is over: what only passed by leaves the old picture. */
const LEAST_LASTING = 0.4;
const LEAST_LASTING_CELLS = 0.75;

export interface WipeWatch {
  push(atMs: number, cells: Float32Array): void;
  end(): Effect[];
}

interface Kept {
  atMs: number;
  cells: Float32Array;
  /** Change of each cell against the frame kept before. */
  changes: Float32Array;
  /** Mean of them. */
  mean: number;
}

/** Brightness and colour of a cell, in levels. */
function difference(a: Float32Array, b: Float32Array, i: number, count: number): number {
  return Math.abs((a[i] ?? 0) - (b[i] ?? 0)) + 0.75 * (Math.abs((a[count + i] ?? 0) - (b[count + i] ?? 0)) + Math.abs((a[2 * count + i] ?? 0) - (b[2 * count + i] ?? 0)));
}

export function watchWipes(width: number, height: number): WipeWatch {
  const count = width * height;
  const ring: Kept[] = [];
  const found: Effect[] = [];
  let [sinceMs, judgedMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  const judge = (endMs: number): void => {
    // A short window sees the second half of a longer wipe as a whole one: the one with the most cells counts.
    let best: Fit | undefined;
    for (const lengthMs of WINDOWS_MS) {
      const fit = fitOf(ring.filter(({ atMs }) => atMs > endMs - lengthMs && atMs > sinceMs), width, height);
      if (fit && fit.cells > (best?.cells ?? 0)) best = fit;
    }
    if (!best || best.endMs - best.startMs < SHORTEST_MS || endMs - best.endMs < QUIET_MS) return;
    found.push(effectOf(best, count));
    sinceMs = best.endMs;
  };

  return {
    push(atMs, cells) {
      const last = ring.at(-1);
      if (last && atMs - last.atMs < SPACING_MS) return;
      const kept = (ring.length >= RING ? ring.shift() : undefined) ?? { atMs, cells: new Float32Array(count * 3), changes: new Float32Array(count), mean: 0 };
      kept.atMs = atMs;
      kept.cells.set(cells);
      let [sum, large] = [0, 0];
      for (let i = 0; i < count; i++) {
        const change = last ? difference(kept.cells, last.cells, i, count) : 0;
        kept.changes[i] = change;
        sum += change;
        if (change >= LEAST_LEVELS) large++;
      }
      kept.mean = sum / count;
      if (large > CUT_SHARE * count) sinceMs = atMs;
      ring.push(kept);
      if (atMs - judgedMs < JUDGE_EVERY_MS) return;
      judgedMs = atMs;
      judge(atMs);
    },
    end() {
      const last = ring.at(-1);
      if (last) judge(last.atMs + QUIET_MS);
      return found;
    },
  };
}

function effectOf(fit: Fit, count: number): Effect {
  const share = fit.cells / count;
  return { label: 'wipe', startMs: Math.round(fit.startMs), endMs: Math.round(fit.endMs), strength: Math.min(1, share), confidence: Math.min(0.95, 0.55 + 0.25 * fit.clarity + 0.2 * share), variant: fit.variant };
}

function fitOf(frames: readonly Kept[], width: number, height: number): Fit | undefined {
  const count = width * height;
  // Most windows hold far too little change for a wipe, or show the same picture as before.
  if (frames.length < 4 || frames.reduce((sum, { mean }) => sum + mean, 0) < LEAST_LEVELS * LEAST_CELLS) return undefined;
  const [first, last] = [frames[0], frames.at(-1)];
  if (!first || !last) return undefined;
  const differs = new Float32Array(count);
  let other = 0;
  for (let i = 0; i < count; i++) {
    differs[i] = difference(last.cells, first.cells, i, count);
    if ((differs[i] ?? 0) >= LEAST_LASTING * LEAST_LEVELS) other++;
  }
  if (other < LEAST_CELLS * LEAST_LASTING_CELLS * count) return undefined;
  const peaks = peaksOf(frames, count);
  const soft = Math.round(SOFT_REACH * frames.length);
  for (const reach of soft > HARD_REACH ? [HARD_REACH, soft] : [HARD_REACH]) {
    const switches: Switch[] = [];
    let lasting = 0;
    for (let i = 0; i < count; i++) {
      const jump = jumpOf(frames, i, peaks.at[i] ?? 0, peaks.sum[i] ?? 0, reach);
      if (!jump) continue;
      switches.push({ x: ((i % width) + 0.5) / width - 0.5, y: (Math.floor(i / width) + 0.5) / height - 0.5, t: jump.atMs });
      if ((differs[i] ?? 0) >= LEAST_LASTING * jump.levels) lasting++;
    }
    if (switches.length < LEAST_CELLS * count || lasting < LEAST_LASTING_CELLS * switches.length) continue;
    const fit = bestFit(switches, width / height, LEAST_CELLS * count);
    if (fit) return fit;
  }
  return undefined;
}

/** Per cell: the frame of its largest change, and the sum of all its changes. */
function peaksOf(frames: readonly Kept[], count: number): { at: Uint16Array; sum: Float32Array } {
  const [at, top, sum] = [new Uint16Array(count), new Float32Array(count), new Float32Array(count)];
  for (let k = 1; k < frames.length; k++) {
    const { changes } = frames[k] ?? { changes: top };
    for (let i = 0; i < count; i++) {
      const change = changes[i] ?? 0;
      sum[i] = (sum[i] ?? 0) + change;
      if (change <= (top[i] ?? 0)) continue;
      top[i] = change;
      at[i] = k;
    }
  }
  return { at, sum };
}

/** When and by how much cell `i` jumps; undefined where it does not, or not clearly more than at other times. */
function jumpOf(frames: readonly Kept[], i: number, peak: number, all: number, reach: number): { atMs: number; levels: number } | undefined {
  let [levels, moment, used] = [0, 0, 0];
  for (let k = Math.max(1, peak - reach); k <= Math.min(frames.length - 1, peak + reach); k++) {
    const change = frames[k]?.changes[i] ?? 0;
    levels += change;
    moment += change * (frames[k]?.atMs ?? 0);
    used++;
  }
  if (levels < LEAST_LEVELS) return undefined;
  const others = frames.length - 1 - used;
  const usual = others > 0 ? ((all - levels) / others) * used : 0;
  return levels - usual >= LEAST_LEVELS && levels >= LEAST_JUMP * usual ? { atMs: moment / levels, levels } : undefined;
}
