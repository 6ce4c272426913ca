/**
 * Graphics that pop up over a picture that otherwise goes on: a compact part changes from one frame to the next and then
 * stands to the pixel for a second. What people and things do takes several frames and does not stop dead. Graphics that
 * fade or slide in are not told here, nor those over a picture that moves as a whole (see seams.ts for plates over such).
 */
import type { Plane } from './borders.ts';
import type { Effect } from './effect.ts';

/** Levels that a pixel of the graphic changes. */
const LEAST_CHANGE = 18;
/** Share of the picture that a graphic covers, and of its box that changes. */
const LEAST_AREA = 0.004;
const MOST_AREA = 0.3;
const LEAST_FILL = 0.3;
/** Mean distance in levels while it stands, and from which on it is gone. */
const STANDS = 5;
const GONE = 12;
/** Share of the fullest line that a line of the graphic holds, and lines that may hold less. */
const DENSE = 0.25;
const GAP = 2;
/** Of all changed pixels, those of the graphic. */
const LEAST_SHARE = 0.6;
/** Change of other frames around over that of the frame in which it appears. */
const ALONE = 0.35;
/** How long it must stand, and how many at once are followed. */
const LEAST_MS = 900;
const MOST_OPEN = 6;

interface Graphic {
  startMs: number;
  lastMs: number;
  box: { left: number; top: number; right: number; bottom: number };
  pixels: Int32Array;
  levels: Float32Array;
  /** Change of the frame in which it appeared; until the next look. */
  change: number | undefined;
  fill: number;
}

/** The longest run of lines that hold a fair share of what the fullest line holds. */
function denseRun(counts: Uint32Array): { from: number; to: number } {
  const least = Math.max(1, DENSE * counts.reduce((most, count) => Math.max(most, count), 0));
  let [best, from, gap] = [{ from: 0, to: 0 }, -1, 0];
  for (let i = 0; i <= counts.length; i++) {
    if (i < counts.length && (counts[i] ?? 0) >= least) {
      if (from < 0) from = i;
      gap = 0;
    } else if (from >= 0 && (++gap > GAP || i === counts.length)) {
      if (i - gap + 1 - from > best.to - best.from) best = { from, to: i - gap + 1 };
      from = -1;
    }
  }
  return best;
}

/** Box of most of the changed pixels; others, of things that move elsewhere, stay outside. */
function boxOf(changed: readonly number[], width: number, height: number): Graphic['box'] {
  const [rows, columns] = [new Uint32Array(height), new Uint32Array(width)];
  for (const at of changed) rows[Math.floor(at / width)] = (rows[Math.floor(at / width)] ?? 0) + 1;
  const { from: top, to: bottom } = denseRun(rows);
  for (const at of changed) {
    const y = Math.floor(at / width);
    if (y >= top && y < bottom) columns[at % width] = (columns[at % width] ?? 0) + 1;
  }
  const { from: left, to: right } = denseRun(columns);
  return { left, top, right, bottom };
}

/** Sum of the steps from the outermost of these pixels to what lies around them. */
function outlineOf(pixels: readonly number[], luma: Float32Array, width: number): number {
  const inside = new Set(pixels);
  let sum = 0;
  for (const at of pixels) for (const next of [at - 1, at + 1, at - width, at + width]) if (!inside.has(next)) sum += Math.abs((luma[at] ?? 0) - (luma[next] ?? 0));
  return sum;
}

export interface PopUpWatch {
  /** `largest`, `second`: the largest changes from frame to frame since the last look. */
  push(atMs: number, plane: Plane, changes: { largest: number; second: number }): void;
  end(atMs: number): Effect[];
}

export function watchPopUps(width: number, height: number): PopUpWatch {
  const before = new Float32Array(width * height);
  let open: Graphic[] = [];
  const found: Effect[] = [];
  let lastLargest = Number.POSITIVE_INFINITY;

  const close = (graphic: Graphic, endMs: number): void => {
    if (graphic.lastMs - graphic.startMs < LEAST_MS) return;
    const { left, top, right, bottom } = graphic.box;
    found.push({
      label: 'overlay', variant: 'pops_up', startMs: graphic.startMs, endMs, strength: graphic.fill, confidence: Math.min(0.9, 0.55 + 0.3 * graphic.fill),
      box: { x: left / width, y: top / height, w: (right - left) / width, h: (bottom - top) / height },
    });
  };

  const begin = (atMs: number, luma: Float32Array, change: number): void => {
    const all: number[] = [];
    for (let i = 0; i < before.length; i++) if (Math.abs((luma[i] ?? 0) - (before[i] ?? 0)) > LEAST_CHANGE) all.push(i);
    if (all.length < LEAST_AREA * before.length || all.length > MOST_AREA * before.length || open.length >= MOST_OPEN) return;
    const box = boxOf(all, width, height);
    const changed = all.filter((at) => at % width >= box.left && at % width < box.right && at >= box.top * width && at < box.bottom * width);
    const fill = changed.length / Math.max(1, (box.right - box.left) * (box.bottom - box.top));
    if (fill < LEAST_FILL || changed.length < LEAST_SHARE * all.length || changed.length < LEAST_AREA * before.length) return;
    // Where the outline is clearer before than after, something went away that was there unseen.
    if (outlineOf(changed, before, width) > outlineOf(changed, luma, width)) return;
    open.push({ startMs: atMs, lastMs: atMs, box, pixels: Int32Array.from(changed), levels: Float32Array.from(changed, (at) => luma[at] ?? 0), change, fill });
  };

  /** False once it is gone, or was none. */
  const goesOn = (graphic: Graphic, atMs: number, luma: Float32Array, largest: number): boolean => {
    if (graphic.change !== undefined && largest > ALONE * graphic.change) return false;
    graphic.change = undefined;
    let distance = 0;
    graphic.pixels.forEach((at, i) => { distance += Math.abs((luma[at] ?? 0) - (graphic.levels[i] ?? 0)); });
    if (distance <= graphic.pixels.length * (graphic.lastMs - graphic.startMs < LEAST_MS ? STANDS : GONE)) {
      graphic.lastMs = atMs;
      return true;
    }
    close(graphic, atMs);
    return false;
  };

  return {
    push(atMs, { luma }, { largest, second }) {
      open = open.filter((graphic) => goesOn(graphic, atMs, luma, largest));
      if (Math.max(second, lastLargest) <= ALONE * largest) begin(atMs, luma, largest);
      lastLargest = largest;
      before.set(luma);
    },
    end(atMs) {
      for (const graphic of open) close(graphic, atMs);
      return found;
    },
  };
}
