/**
 * Where a small patch of one picture lies in the next: a search by whole pixels for the least mean difference, then the
 * steps of Lucas and Kanade (1981) for fractions of one. Patches without texture in both directions give no answer.
 */
import type { LumaPlane } from './luma-plane.ts';

/** Pixels of the plane; need not be whole. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Shift {
  dx: number;
  dy: number;
}

/** Mean squared gradient, weaker direction, below which nothing can be told (levels² per pixel²). */
const LEAST_TEXTURE = 3;
/** Mean absolute difference after the best whole-pixel shift (levels) above which the patch is lost. */
const POOR_MATCH = 22;
const LEAST_PIXELS = 24;
const STEPS = 4;
/** At most so many pixels of a patch are compared in the search. */
const COMPARED = 120;

interface Cells {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function cellsOf({ left, top, right, bottom }: Rect, { width, height }: LumaPlane): Cells | undefined {
  const cells = { left: Math.max(1, Math.round(left)), top: Math.max(1, Math.round(top)), right: Math.min(width - 2, Math.round(right)), bottom: Math.min(height - 2, Math.round(bottom)) };
  return cells.right <= cells.left || cells.bottom <= cells.top || (cells.right - cells.left) * (cells.bottom - cells.top) < LEAST_PIXELS ? undefined : cells;
}

/** Mean absolute difference at a whole-pixel shift; Infinity where most of the patch leaves the picture. */
function differenceAt(a: LumaPlane, b: LumaPlane, cells: Cells, dx: number, dy: number, step: number): number {
  let [sum, count, all] = [0, 0, 0];
  for (let y = cells.top; y < cells.bottom; y += step) {
    const inRow = y + dy >= 0 && y + dy < b.height;
    for (let x = cells.left; x < cells.right; x += step) {
      all++;
      if (!inRow || x + dx < 0 || x + dx >= b.width) continue;
      sum += Math.abs((a.data[y * a.width + x] ?? 0) - (b.data[(y + dy) * b.width + x + dx] ?? 0));
      count++;
    }
  }
  return count * 3 < all * 2 ? Infinity : sum / count;
}

function search(a: LumaPlane, b: LumaPlane, cells: Cells, start: Shift, reach: number): Shift | undefined {
  const step = Math.max(1, Math.floor(Math.sqrt(((cells.right - cells.left) * (cells.bottom - cells.top)) / COMPARED)));
  let [best, found]: [number, Shift | undefined] = [POOR_MATCH, undefined];
  const [midX, midY] = [Math.round(start.dx), Math.round(start.dy)];
  for (let dy = midY - reach; dy <= midY + reach; dy++) {
    for (let dx = midX - reach; dx <= midX + reach; dx++) {
      // Standing still wins ties.
      const cost = differenceAt(a, b, cells, dx, dy, step) + 0.02 * (Math.abs(dx) + Math.abs(dy));
      if (cost < best) [best, found] = [cost, { dx, dy }];
    }
  }
  return found;
}

/** One step towards the displacement at which the patches agree; means taken out, so that light may change. Undefined: no texture. */
function refine(a: LumaPlane, b: LumaPlane, cells: Cells, { dx, dy }: Shift): Shift | undefined {
  const [floorX, floorY] = [Math.floor(dx), Math.floor(dy)];
  const [fx, fy] = [dx - floorX, dy - floorY];
  const [firstX, lastX] = [Math.max(cells.left, -floorX), Math.min(cells.right, b.width - 2 - floorX)];
  const [firstY, lastY] = [Math.max(cells.top, -floorY), Math.min(cells.bottom, b.height - 2 - floorY)];
  let [n, sx, sy, st, sxx, sxy, syy, sxt, syt] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let y = firstY; y < lastY; y++) {
    for (let x = firstX; x < lastX; x++) {
      const at = y * a.width + x;
      const gx = ((a.data[at + 1] ?? 0) - (a.data[at - 1] ?? 0)) / 2;
      const gy = ((a.data[at + a.width] ?? 0) - (a.data[at - a.width] ?? 0)) / 2;
      const to = (y + floorY) * b.width + x + floorX;
      const upper = (b.data[to] ?? 0) * (1 - fx) + (b.data[to + 1] ?? 0) * fx;
      const lower = (b.data[to + b.width] ?? 0) * (1 - fx) + (b.data[to + b.width + 1] ?? 0) * fx;
      const t = (a.data[at] ?? 0) - (upper * (1 - fy) + lower * fy);
      n++;
      sx += gx; sy += gy; st += t;
      sxx += gx * gx; sxy += gx * gy; syy += gy * gy; sxt += gx * t; syt += gy * t;
    }
  }
  if (n < LEAST_PIXELS) return undefined;
  const [xx, yy, xy] = [sxx - (sx * sx) / n, syy - (sy * sy) / n, sxy - (sx * sy) / n];
  const [xt, yt] = [sxt - (sx * st) / n, syt - (sy * st) / n];
  const weaker = (xx + yy) / 2 - Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  if (weaker / n < LEAST_TEXTURE) return undefined;
  const determinant = xx * yy - xy * xy;
  return { dx: (yy * xt - xy * yt) / determinant, dy: (xx * yt - xy * xt) / determinant };
}

/** Displacement of the patch `rect` of `a` in `b`, sought within `reach` pixels around `start`; undefined where it cannot be told. */
export function patchShift(a: LumaPlane, b: LumaPlane, rect: Rect, reach: number, start: Shift = { dx: 0, dy: 0 }): Shift | undefined {
  const cells = cellsOf(rect, a);
  const whole = cells && search(a, b, cells, start, reach);
  if (!cells || !whole) return undefined;
  let { dx, dy } = whole;
  for (let round = 0; round < STEPS; round++) {
    const step = refine(a, b, cells, { dx, dy });
    if (!step) return undefined;
    dx += step.dx;
    dy += step.dy;
    if (Math.hypot(dx - whole.dx, dy - whole.dy) > 2) return undefined;
    if (Math.abs(step.dx) + Math.abs(step.dy) < 0.03) break;
  }
  return { dx, dy };
}
