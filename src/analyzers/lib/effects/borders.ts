/** Bars and frames around the picture: lines of one colour from the edges inwards, alike on opposite sides (as ffmpeg's cropdetect looks for black ones). */
import type { Effect } from './effect.ts';

/** Levels within a line and against the outermost one. */
const LINE_RANGE = 14;
const LINE_DISTANCE = 8;
/** Share of the side that bars have, and how far opposite ones may differ, in pixels of the tiny picture. */
const LEAST_SHARE = 0.035;
const MOST_SHARE = 0.4;
const TOLERANCE = 2;
const LEAST_MS = 1200;
/** Contrast that the picture within must have. */
const LEAST_DEVIATION = 6;

interface Thickness {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface Plane {
  luma: Float32Array;
  width: number;
  height: number;
}

/** Lines of one colour from an edge; `at(line, place)`. */
function thicknessOf(lines: number, places: number, at: (line: number, place: number) => number): number {
  const least = Math.ceil(lines * LEAST_SHARE);
  let [outermost, line] = [Number.NaN, 0];
  for (; line < lines * 0.5; line++) {
    let [low, high, sum] = [255, 0, 0];
    for (let place = 0; place < places; place++) {
      const value = at(line, place);
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
    const mean = sum / places;
    if (high - low > LINE_RANGE || Math.abs(mean - outermost) > LINE_DISTANCE) break;
    if (line === 0) outermost = mean;
  }
  return line >= least && line <= lines * MOST_SHARE ? line : 0;
}

function deviationWithin({ luma, width, height }: Plane, t: Thickness): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = t.top; y < height - t.bottom; y++) {
    for (let x = t.left; x < width - t.right; x++) {
      const value = luma[y * width + x] ?? 0;
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/** Undefined where the picture has too little in it to tell. */
function measure(plane: Plane): Thickness | undefined {
  const { luma, width, height } = plane;
  const at = (x: number, y: number): number => luma[y * width + x] ?? 0;
  const [top, bottom] = [thicknessOf(height, width, (line, x) => at(x, line)), thicknessOf(height, width, (line, x) => at(x, height - 1 - line))];
  // Bars above and below cross the columns: those are judged between them.
  const inner = height - top - bottom;
  const [left, right] = [thicknessOf(width, inner, (line, i) => at(line, top + i)), thicknessOf(width, inner, (line, i) => at(width - 1 - line, top + i))];
  const alike = (a: number, b: number): boolean => a > 0 && b > 0 && Math.abs(a - b) <= TOLERANCE;
  const found = { ...(alike(top, bottom) ? { top, bottom } : { top: 0, bottom: 0 }), ...(alike(left, right) ? { left, right } : { left: 0, right: 0 }) };
  return deviationWithin(plane, found) < LEAST_DEVIATION ? undefined : found;
}

interface Open {
  thickness: Thickness;
  startMs: number;
  samples: number;
}

const SIDES = ['top', 'bottom', 'left', 'right'] as const;

export function watchBorders(): { push(atMs: number, plane: Plane): void; end(atMs: number): Effect[] } {
  const found: Effect[] = [];
  let open: Open | undefined;
  let size = { width: 1, height: 1 };
  const close = (endMs: number): void => {
    if (!open || endMs - open.startMs < LEAST_MS || open.samples < 3) return;
    const { top, bottom, left, right } = open.thickness;
    const label = top > 0 && left > 0 ? 'frame_border' : top > 0 ? 'letterbox' : 'pillarbox';
    const box = { x: left / size.width, y: top / size.height, w: (size.width - left - right) / size.width, h: (size.height - top - bottom) / size.height };
    found.push({ label, startMs: open.startMs, endMs, strength: 1 - box.w * box.h, confidence: Math.min(0.95, 0.6 + 0.05 * open.samples), box });
  };
  return {
    push(atMs, plane) {
      const thickness = measure(plane);
      if (!thickness) return;
      size = plane;
      const { thickness: before } = open ?? {};
      if (before && SIDES.every((side) => Math.abs(thickness[side] - before[side]) <= 1) && open) {
        open.samples++;
        return;
      }
      close(atMs);
      open = thickness.top > 0 || thickness.left > 0 ? { thickness, startMs: atMs, samples: 1 } : undefined;
    },
    end(atMs) {
      close(atMs);
      open = undefined;
      return found;
    },
  };
}
