/**
 * Split screens and insets: straight edges, exact to the pixel, that stay while what lies beside them moves. Judged in
 * windows of about a second. Told are halves, thirds and quarters of the picture, and insets away from its edges; a part
 * that shows a still picture hides the split, and a screen or window filmed by a steady camera looks like an inset.
 */
import type { Effect } from './effect.ts';
import type { Plane } from './borders.ts';
import { findInset, type PixelRectangle, type SeamMap } from './inset.ts';

const WINDOW_SAMPLES = 7;
/** Mean step in levels that makes a pixel part of a seam, and over the steps this far to both sides. */
const LEAST_STEP = 9;
const STAND_OUT = 1.6;
const BESIDE = 4;
/** Share of a line that a split's seam must have; share of the strips beside it that must move, and how far they reach. */
const LEAST_SEAM = 0.6;
const LEAST_MOVING = 0.5;
const STRIP = 8;
/** Levels from one sample to the next. */
const MOVES = 1.5;
const LEAST_MS = 1800;

interface Told {
  label: 'split_screen' | 'picture_in_picture';
  variant?: string;
  score: number;
  box?: PixelRectangle;
}

/** Share of the places of a seam that are marked and have movement on both sides. */
function seamScore(map: SeamMap, vertical: boolean, line: number): number {
  const { width, height, moving } = map;
  const [lines, places] = vertical ? [width, height] : [height, width];
  const marks = vertical ? map.across : map.down;
  const index = (l: number, place: number): number => (vertical ? place * width + l : l * width + place);
  const isMarked = (place: number): boolean => [-1, 0, 1].some((d) => marks[index(line + d, place)] === 1);
  const movesOn = (direction: 1 | -1): number => {
    let count = 0;
    for (let place = 0; place < places; place++) {
      for (let d = 2; d <= STRIP; d++) {
        const at = line + direction * d;
        if (at < 0 || at >= lines || moving[index(at, place)] !== 1) continue;
        count++;
        break;
      }
    }
    return count / places;
  };
  let marked = 0;
  for (let place = 0; place < places; place++) if (isMarked(place)) marked++;
  return movesOn(1) < LEAST_MOVING || movesOn(-1) < LEAST_MOVING ? 0 : marked / places;
}

function splitOf(map: SeamMap): Told | undefined {
  const score = (vertical: boolean, fraction: number): number => {
    const middle = Math.round((vertical ? map.width : map.height) * fraction);
    return Math.max(...[-1, 0, 1].map((d) => seamScore(map, vertical, middle + d)));
  };
  const [across, down] = [score(true, 1 / 2), score(false, 1 / 2)];
  if (across >= LEAST_SEAM && down >= LEAST_SEAM) return { label: 'split_screen', variant: 'quarters', score: Math.min(across, down) };
  if (across >= LEAST_SEAM) return { label: 'split_screen', variant: 'left_right', score: across };
  if (down >= LEAST_SEAM) return { label: 'split_screen', variant: 'top_bottom', score: down };
  for (const [vertical, variant] of [[true, 'three_columns'], [false, 'three_rows']] as const) {
    const third = Math.min(score(vertical, 1 / 3), score(vertical, 2 / 3));
    if (third >= LEAST_SEAM) return { label: 'split_screen', variant, score: third };
  }
  return undefined;
}

function createAccumulator(width: number, height: number) {
  const n = width * height;
  const [across, down, moves, before] = [new Float32Array(n), new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  let samples = 0;
  return {
    push({ luma }: Plane): number {
      for (let y = 1; y < height - 1; y++) {
        for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
          across[i] = (across[i] ?? 0) + Math.abs((luma[i + 1] ?? 0) - (luma[i - 1] ?? 0));
          down[i] = (down[i] ?? 0) + Math.abs((luma[i + width] ?? 0) - (luma[i - width] ?? 0));
          if (samples > 0) moves[i] = (moves[i] ?? 0) + Math.abs((luma[i] ?? 0) - (before[i] ?? 0));
        }
      }
      before.set(luma);
      return ++samples;
    },
    /** Empties the sums. */
    take(): SeamMap {
      const map: SeamMap = { width, height, across: new Uint8Array(n), down: new Uint8Array(n), moving: new Uint8Array(n) };
      const mark = (sums: Float32Array, i: number, beside: number): number => {
        const around = ((sums[i - beside] ?? 0) + (sums[i + beside] ?? 0)) / 2;
        return (sums[i] ?? 0) >= LEAST_STEP * samples && (sums[i] ?? 0) >= STAND_OUT * around ? 1 : 0;
      };
      for (let i = 0; i < n; i++) {
        map.across[i] = mark(across, i, BESIDE);
        map.down[i] = mark(down, i, BESIDE * width);
        map.moving[i] = (moves[i] ?? 0) >= MOVES * (samples - 1) ? 1 : 0;
      }
      for (const sums of [across, down, moves]) sums.fill(0);
      samples = 0;
      return map;
    },
  };
}

interface Open extends Told {
  startMs: number;
  endMs: number;
  windows: number;
}

const overlapShare = (a: PixelRectangle, b: PixelRectangle): number => {
  const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (w <= 0 || h <= 0) return 0;
  const area = (r: PixelRectangle): number => (r.right - r.left) * (r.bottom - r.top);
  return (w * h) / (area(a) + area(b) - w * h);
};

const continues = (open: Open, told: Told): boolean =>
  open.label === told.label && open.variant === told.variant && (!open.box || !told.box || overlapShare(open.box, told.box) > 0.6);

export function watchSeams(width: number, height: number): { push(atMs: number, plane: Plane): void; end(atMs: number): Effect[] } {
  const sums = createAccumulator(width, height);
  const all: Open[] = [];
  let startMs = 0;
  const judge = (endMs: number): void => {
    const map = sums.take();
    const inset = findInset(map);
    const told: Told | undefined = splitOf(map) ?? (inset && { label: 'picture_in_picture', score: inset.score, box: inset.box });
    if (!told) return;
    const open = all.findLast((other) => continues(other, told));
    // One window may miss it.
    if (open && startMs - open.endMs <= (endMs - startMs) * 1.5) {
      open.score = (open.score * open.windows + told.score) / ++open.windows;
      open.endMs = endMs;
    } else all.push({ ...told, startMs, endMs, windows: 1 });
  };
  let samples = 0;
  return {
    push(atMs, plane) {
      if (samples === 0) startMs = atMs;
      samples = sums.push(plane);
      if (samples < WINDOW_SAMPLES) return;
      judge(atMs);
      samples = 0;
    },
    end(atMs) {
      if (samples >= WINDOW_SAMPLES / 2) judge(atMs);
      return all.filter((open) => open.endMs - open.startMs >= LEAST_MS && open.windows >= 2).map(({ label, variant, score, box, windows, ...times }) => ({
        label, startMs: times.startMs, endMs: times.endMs, strength: Math.min(1, score), confidence: Math.min(0.95, 0.35 + 0.4 * Math.min(1, score) + 0.05 * windows),
        ...(variant === undefined ? {} : { variant }),
        ...(box ? { box: { x: box.left / width, y: box.top / height, w: (box.right - box.left) / width, h: (box.bottom - box.top) / height } } : {}),
      }));
    },
  };
}
