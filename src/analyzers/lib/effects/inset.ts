/** The rectangle of an inset among the seams of a window: four straight edges around something that moves. */

/** A step that stands out to both sides, or to one only: an inset's own frame makes a second step beside the first. */
export const CLEAR = 2;
export const ONE_SIDED = 1;

/** Marks of one window: steps to the next column (`across`) and to the next row (`down`), and what moves. */
export interface SeamMap {
  width: number;
  height: number;
  across: Uint8Array;
  down: Uint8Array;
  moving: Uint8Array;
}

export interface PixelRectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Shares of the sides and of the area that an inset has, and its least distance from the picture's edge in pixels. */
const LEAST_SIDE = 0.1;
const MOST_SIDE = 0.85;
const MOST_AREA = 0.4;
const MARGIN = 3;
/** Share of each of the edges that is seam. */
const LEAST_EDGE = 0.75;
/** Something moves in it, or it stays while the picture around it moves; where hardly anything moves, the edges must be all but whole. */
const LEAST_MOVING = 0.35;
const LEAST_MOVING_AROUND = 0.35;
const WHOLE = { edge: 0.95, moving: 0.08 };
const MOST_RUNS = 16;
/** Unmarked pixels that a run may hold, and pixels by which ends may differ. */
const GAP = 3;
const NEAR = 4;

interface Run {
  column: number;
  from: number;
  to: number;
}

/** The longest seam of every column, the longest first. */
function runsOf({ width, height, across }: SeamMap): Run[] {
  const runs: Run[] = [];
  for (let column = MARGIN; column < width - MARGIN; column++) {
    let [from, last] = [-1, -1];
    let best: Run | undefined;
    for (let y = 0; y < height; y++) {
      if (across[y * width + column] === 0) continue;
      if (from < 0 || y - last > GAP) from = y;
      last = y;
      if (!best || last - from > best.to - best.from) best = { column, from, to: last };
    }
    if (best && best.to - best.from >= height * LEAST_SIDE && best.to - best.from <= height * MOST_SIDE) runs.push(best);
  }
  return runs.sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MOST_RUNS);
}

function edgeShare({ width, height, down }: SeamMap, row: number, left: number, right: number): number {
  let marked = 0;
  for (let x = left; x <= right; x++) {
    if ([-2, -1, 0, 1, 2].some((d) => row + d >= 0 && row + d < height && (down[(row + d) * width + x] ?? 0) > 0)) marked++;
  }
  return marked / (right - left + 1);
}

function movingShare({ width, moving }: SeamMap, { left, top, right, bottom }: PixelRectangle): number {
  let [moves, count] = [0, 0];
  for (let y = top + 2; y < bottom - 1; y++) {
    for (let x = left + 2; x < right - 1; x++, count++) moves += moving[y * width + x] ?? 0;
  }
  return count === 0 ? 0 : moves / count;
}

function lives(map: SeamMap, box: PixelRectangle, edge: number, around: number): boolean {
  const inside = movingShare(map, box);
  return inside >= LEAST_MOVING || around >= LEAST_MOVING_AROUND || (edge >= WHOLE.edge && inside >= WHOLE.moving);
}

/** Share of a known inset's weakest edges, above and below, that is still to be seen; across, content of one brightness may hide some. */
export function edgesOf(map: SeamMap, { left, top, right, bottom }: PixelRectangle): number {
  const upright = (column: number): number => {
    let marked = 0;
    for (let y = top; y <= bottom; y++) if ([-2, -1, 0, 1, 2].some((d) => (map.across[y * map.width + column + d] ?? 0) > 0)) marked++;
    return marked / (bottom - top + 1);
  };
  return Math.min(edgeShare(map, top, left, right), edgeShare(map, bottom, left, right), upright(left), upright(right));
}

/** Levels that count as one, and the share of them that makes a plate of what is no picture. */
const SAME_LEVELS = 4;
const PLATE_SHARE = 0.5;

/** Whether most of what lies within is of one brightness: a plate with or without writing. */
export function isPlate(luma: Float32Array, width: number, { left, top, right, bottom }: PixelRectangle): boolean {
  const counts = new Uint32Array(Math.ceil(256 / SAME_LEVELS) + 1);
  let count = 0;
  for (let y = top + 2; y < bottom - 1; y++) {
    for (let x = left + 2; x < right - 1; x++, count++) {
      const level = Math.floor((luma[y * width + x] ?? 0) / SAME_LEVELS);
      counts[level] = (counts[level] ?? 0) + 1;
    }
  }
  // A level may lie between two steps.
  return counts.some((n, i) => n + (counts[i + 1] ?? 0) >= PLATE_SHARE * count);
}

export function findInset(map: SeamMap): { box: PixelRectangle; score: number } | undefined {
  const runs = runsOf(map);
  const around = movingShare(map, { left: 0, top: 0, right: map.width, bottom: map.height });
  let best: { box: PixelRectangle; score: number } | undefined;
  for (const a of runs) {
    for (const b of runs) {
      const w = b.column - a.column;
      if (w < map.width * LEAST_SIDE || w > map.width * MOST_SIDE || Math.abs(a.from - b.from) > NEAR || Math.abs(a.to - b.to) > NEAR) continue;
      const box = { left: a.column, right: b.column, top: Math.round((a.from + b.from) / 2), bottom: Math.round((a.to + b.to) / 2) };
      if (box.top < MARGIN || box.bottom > map.height - MARGIN || w * (box.bottom - box.top) > MOST_AREA * map.width * map.height) continue;
      const score = Math.min(edgeShare(map, box.top, box.left, box.right), edgeShare(map, box.bottom, box.left, box.right));
      if (score < LEAST_EDGE || score <= (best?.score ?? 0) || !lives(map, box, score, around)) continue;
      best = { box, score };
    }
  }
  return best;
}
