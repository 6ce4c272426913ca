/**
 * Where the blocks of one frame went in the next: integer block matching from a few starting points at half size,
 * then two steps of Lucas and Kanade (1981) at full size for fractions of a pixel.
 */
import type { Level, Pyramid } from './luma-pyramid.ts';

export interface Vector {
  dx: number;
  dy: number;
}

/** Motion of one block, with its certainty. Positions and displacements in pixels of the full level. */
export interface BlockMotion extends Vector {
  /** Centre, relative to the middle of the frame. */
  x: number;
  y: number;
  /** Structure tensor per pixel: how much a displacement along x, y would show. Flat areas: near 0; an edge: one direction only. */
  xx: number;
  xy: number;
  yy: number;
  /** True where the block touches the border of the frame: foreground is rare there. */
  border: boolean;
}

/** Side of a block at full size, and around each starting point how far to search, in pixels of the half level. */
const BLOCK = 16;
const HALF_BLOCK = BLOCK / 2;
const SEARCH = 2;

/** Search range of the whole frame at the quarter level, as a share of the longer side. */
const COARSE_REACH = 0.2;

/** Mean squared gradient along the stronger direction below which a block tells nothing (levels² per pixel²). */
const LEAST_TEXTURE = 2;

/** Mean absolute difference (levels) above which the best match is none. */
const POOR_MATCH = 14;

/** Displacement of the whole frame, content of `from` → `to`, by exhaustive search at the quarter level. */
export function coarseShift(from: Pyramid, to: Pyramid): Vector {
  const [, , a] = from;
  const [, , b] = to;
  const reach = Math.max(1, Math.round(Math.max(a.width, a.height) * COARSE_REACH));
  let best = Number.POSITIVE_INFINITY;
  let found: Vector = { dx: 0, dy: 0 };
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      // A slight preference for small displacements settles ties on flat pictures.
      const cost = shiftCost(a, b, dx, dy, best) + 0.01 * (Math.abs(dx) + Math.abs(dy));
      if (cost < best) {
        best = cost;
        found = { dx: dx * 4, dy: dy * 4 };
      }
    }
  }
  return found;
}

function shiftCost(a: Level, b: Level, dx: number, dy: number, limit: number): number {
  const left = Math.max(0, -dx);
  const right = Math.min(a.width, a.width - dx);
  const top = Math.max(0, -dy);
  const bottom = Math.min(a.height, a.height - dy);
  const area = (right - left) * (bottom - top);
  if (area * 2 < a.width * a.height) return Number.POSITIVE_INFINITY;
  let cost = 0;
  for (let y = top; y < bottom; y++) {
    const rowA = y * a.width;
    const rowB = (y + dy) * b.width + dx;
    for (let x = left; x < right; x++) cost += Math.abs((a.data[rowA + x] ?? 0) - (b.data[rowB + x] ?? 0));
    if (cost > limit * area) return Number.POSITIVE_INFINITY;
  }
  return cost / area;
}

/** Motion of all textured blocks of `from` that are found again in `to`. `starts`: displacements worth trying, at full size. */
export function blockMotions(from: Pyramid, to: Pyramid, starts: readonly Vector[]): BlockMotion[] {
  const [full] = from;
  const columns = Math.max(1, Math.floor(full.width / BLOCK));
  const rows = Math.max(1, Math.floor(full.height / BLOCK));
  const stepX = columns > 1 ? (full.width - BLOCK) / (columns - 1) : 0;
  const stepY = rows > 1 ? (full.height - BLOCK) / (rows - 1) : 0;
  const found: BlockMotion[] = [];
  if (full.width < BLOCK || full.height < BLOCK) return found;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const left = Math.round(column * stepX) & ~1;
      const top = Math.round(row * stepY) & ~1;
      const border = row === 0 || column === 0 || row === rows - 1 || column === columns - 1;
      const motion = blockMotion(from, to, left, top, starts);
      if (motion) found.push({ ...motion, x: left + BLOCK / 2 - full.width / 2, y: top + BLOCK / 2 - full.height / 2, border });
    }
  }
  return found;
}

type Measured = Omit<BlockMotion, 'x' | 'y' | 'border'>;

function blockMotion(from: Pyramid, to: Pyramid, left: number, top: number, starts: readonly Vector[]): Measured | undefined {
  const tensor = structure(from[0], left, top);
  if (tensor.strongest < LEAST_TEXTURE) return undefined;
  const start = matchAtHalfSize(from[1], to[1], left >> 1, top >> 1, starts);
  if (!start) return undefined;
  const refined = refine(from[0], to[0], left, top, start);
  return refined && { ...refined, xx: tensor.xx, xy: tensor.xy, yy: tensor.yy };
}

function structure(image: Level, left: number, top: number): { xx: number; xy: number; yy: number; strongest: number } {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let y = Math.max(1, top); y < Math.min(image.height - 1, top + BLOCK); y++) {
    for (let x = Math.max(1, left); x < Math.min(image.width - 1, left + BLOCK); x++) {
      const at = y * image.width + x;
      const gx = ((image.data[at + 1] ?? 0) - (image.data[at - 1] ?? 0)) / 2;
      const gy = ((image.data[at + image.width] ?? 0) - (image.data[at - image.width] ?? 0)) / 2;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
    }
  }
  const pixels = BLOCK * BLOCK;
  xx /= pixels;
  xy /= pixels;
  yy /= pixels;
  return { xx, xy, yy, strongest: (xx + yy) / 2 + Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy) };
}

/** Best integer displacement near any starting point, at full-size pixels; undefined where all lead out of the frame. */
function matchAtHalfSize(a: Level, b: Level, left: number, top: number, starts: readonly Vector[]): Vector | undefined {
  let best = Number.POSITIVE_INFINITY;
  let found: Vector | undefined;
  for (const start of starts) {
    const midX = Math.round(start.dx / 2);
    const midY = Math.round(start.dy / 2);
    for (let dy = midY - SEARCH; dy <= midY + SEARCH; dy++) {
      for (let dx = midX - SEARCH; dx <= midX + SEARCH; dx++) {
        const x = left + dx;
        const y = top + dy;
        if (x < 0 || y < 0 || x + HALF_BLOCK > b.width || y + HALF_BLOCK > b.height) continue;
        let cost = 0;
        for (let row = 0; row < HALF_BLOCK && cost < best; row++) {
          const rowA = (top + row) * a.width + left;
          const rowB = (y + row) * b.width + x;
          for (let column = 0; column < HALF_BLOCK; column++) cost += Math.abs((a.data[rowA + column] ?? 0) - (b.data[rowB + column] ?? 0));
        }
        if (cost < best) {
          best = cost;
          found = { dx: dx * 2, dy: dy * 2 };
        }
      }
    }
  }
  return best <= POOR_MATCH * HALF_BLOCK * HALF_BLOCK ? found : undefined;
}

const REFINEMENTS = 3;
/** A refinement that wanders further than this from its integer start is lost. */
const LOST = 2.5;

/** Lucas-Kanade with the block's mean difference taken out, so that slow changes of brightness do not look like motion. */
function refine(a: Level, b: Level, left: number, top: number, start: Vector): Vector | undefined {
  let { dx, dy } = start;
  for (let round = 0; round < REFINEMENTS; round++) {
    const step = refinementStep(a, b, left, top, dx, dy);
    if (!step) return undefined;
    dx += step.dx;
    dy += step.dy;
    if (Math.abs(dx - start.dx) > LOST || Math.abs(dy - start.dy) > LOST) return undefined;
    if (Math.abs(step.dx) + Math.abs(step.dy) < 0.02) break;
  }
  return { dx, dy };
}

function refinementStep(a: Level, b: Level, left: number, top: number, dx: number, dy: number): Vector | undefined {
  const floorX = Math.floor(dx);
  const floorY = Math.floor(dy);
  const fx = dx - floorX;
  const fy = dy - floorY;
  const firstX = Math.max(1, left, -floorX);
  const lastX = Math.min(a.width - 2, left + BLOCK - 1, b.width - 2 - floorX);
  const firstY = Math.max(1, top, -floorY);
  const lastY = Math.min(a.height - 2, top + BLOCK - 1, b.height - 2 - floorY);
  let n = 0, sx = 0, sy = 0, st = 0, sxx = 0, sxy = 0, syy = 0, sxt = 0, syt = 0;
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const at = y * a.width + x;
      const gx = ((a.data[at + 1] ?? 0) - (a.data[at - 1] ?? 0)) / 2;
      const gy = ((a.data[at + a.width] ?? 0) - (a.data[at - a.width] ?? 0)) / 2;
      const to = (y + floorY) * b.width + x + floorX;
      const upper = (b.data[to] ?? 0) * (1 - fx) + (b.data[to + 1] ?? 0) * fx;
      const lower = (b.data[to + b.width] ?? 0) * (1 - fx) + (b.data[to + b.width + 1] ?? 0) * fx;
      const t = (a.data[at] ?? 0) - (upper * (1 - fy) + lower * fy);
      n++;
      sx += gx;
      sy += gy;
      st += t;
      sxx += gx * gx;
      sxy += gx * gy;
      syy += gy * gy;
      sxt += gx * t;
      syt += gy * t;
    }
  }
  if (n < (BLOCK * BLOCK) / 3) return undefined;
  // A little damping keeps the step along an edge, where nothing can be known, at zero.
  const damping = 0.02 * (sxx + syy) + n * 0.05;
  const xx = sxx - (sx * sx) / n + damping;
  const yy = syy - (sy * sy) / n + damping;
  const xy = sxy - (sx * sy) / n;
  const xt = sxt - (sx * st) / n;
  const yt = syt - (sy * st) / n;
  const determinant = xx * yy - xy * xy;
  return determinant > 1e-9 ? { dx: (yy * xt - xy * yt) / determinant, dy: (xx * yt - xy * xt) / determinant } : undefined;
}
