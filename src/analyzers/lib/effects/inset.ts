/** The rectangle of an inset among the seams of a window: four straight edges around something that moves. */

/** Marks of one window: seams between columns (`across`) and between rows (`down`), and what moves. */
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
const LEAST_SIDE = 0.12;
const MOST_SIDE = 0.55;
const MARGIN = 3;
/** Share of each of the four edges that is seam, of the inside that moves. */
const LEAST_EDGE = 0.6;
const LEAST_MOVING = 0.35;
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
      if (across[y * width + column] !== 1) continue;
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
    if ([-2, -1, 0, 1, 2].some((d) => row + d >= 0 && row + d < height && down[(row + d) * width + x] === 1)) marked++;
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

export function findInset(map: SeamMap): { box: PixelRectangle; score: number } | undefined {
  const runs = runsOf(map);
  let best: { box: PixelRectangle; score: number } | undefined;
  for (const a of runs) {
    for (const b of runs) {
      const w = b.column - a.column;
      if (w < map.width * LEAST_SIDE || w > map.width * MOST_SIDE || Math.abs(a.from - b.from) > NEAR || Math.abs(a.to - b.to) > NEAR) continue;
      const box = { left: a.column, right: b.column, top: Math.round((a.from + b.from) / 2), bottom: Math.round((a.to + b.to) / 2) };
      if (box.top < MARGIN || box.bottom > map.height - MARGIN) continue;
      const score = Math.min(edgeShare(map, box.top, box.left, box.right), edgeShare(map, box.bottom, box.left, box.right));
      if (score < LEAST_EDGE || score <= (best?.score ?? 0) || movingShare(map, box) < LEAST_MOVING) continue;
      best = { box, score };
    }
  }
  return best;
}
