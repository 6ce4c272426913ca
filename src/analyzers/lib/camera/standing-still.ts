/** A second look at what seems to be a moving camera: faint structure that stays where it is gives a still camera away. */
import type { Level, Pyramid } from './luma-pyramid.ts';
import type { Motion } from './motion.ts';

/** Blocks for and against a motion at half size; where it moves less than this (pixels there), it cannot be told from none. */
const VOTE_SIDE = 8;
const VOTE_LEAST_SHIFT = 0.3;
/** One hypothesis must beat the other by this factor and by so many levels to win a block. */
const VOTE_FACTOR = 0.85;
const VOTE_LEVELS = 0.1;
/**
 * So many still votes per moving vote are enough to believe in standing still: along the border, where foreground and
 * captions are rare, and over the whole picture.
 */
const STILL_BORDER = 0.3;
const STILL_PICTURE = 1;

/**
 * Whether the picture as a whole stands still although what has texture moves: faint structure (a road, a wall) is compared
 * in place and displaced. A car on a plain road must not look like a tilt.
 */
export function standsStill(from: Pyramid, to: Pyramid, { dx, dy, zoom, roll }: Motion): boolean {
  const [, a] = from;
  const [, b] = to;
  const border = { still: 0, moved: 0 };
  const picture = { still: 0, moved: 0 };
  for (let top = 0; top + VOTE_SIDE <= a.height; top += VOTE_SIDE) {
    for (let left = 0; left + VOTE_SIDE <= a.width; left += VOTE_SIDE) {
      const x = 2 * left + VOTE_SIDE - a.width;
      const y = 2 * top + VOTE_SIDE - a.height;
      const shiftX = (dx + zoom * x - roll * y) / 2;
      const shiftY = (dy + roll * x + zoom * y) / 2;
      if (Math.hypot(shiftX, shiftY) < VOTE_LEAST_SHIFT) continue;
      const inPlace = blockCost(a, b, left, top, 0, 0);
      const displaced = blockCost(a, b, left, top, shiftX, shiftY);
      const vote = inPlace < VOTE_FACTOR * displaced - VOTE_LEVELS ? 'still' : displaced < VOTE_FACTOR * inPlace - VOTE_LEVELS ? 'moved' : undefined;
      if (!vote) continue;
      picture[vote]++;
      if (left === 0 || top === 0 || left + 2 * VOTE_SIDE > a.width || top + 2 * VOTE_SIDE > a.height) border[vote]++;
    }
  }
  return border.still > STILL_BORDER * border.moved || picture.still > STILL_PICTURE * picture.moved;
}

/**
 * Standard deviation of the difference of a block and its displaced counterpart (bilinear; the frame's edge repeats outwards).
 * The mean is left out: exposure changes when a bright thing enters.
 */
function blockCost(a: Level, b: Level, left: number, top: number, dx: number, dy: number): number {
  const floorX = Math.floor(dx);
  const floorY = Math.floor(dy);
  const fx = dx - floorX;
  const fy = dy - floorY;
  const clampX = (x: number): number => Math.max(0, Math.min(b.width - 1, x));
  const clampY = (y: number): number => Math.max(0, Math.min(b.height - 1, y));
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + VOTE_SIDE; y++) {
    const upper = clampY(y + floorY) * b.width;
    const lower = clampY(y + floorY + 1) * b.width;
    for (let x = left; x < left + VOTE_SIDE; x++) {
      const x0 = clampX(x + floorX);
      const x1 = clampX(x + floorX + 1);
      const above = (b.data[upper + x0] ?? 0) * (1 - fx) + (b.data[upper + x1] ?? 0) * fx;
      const below = (b.data[lower + x0] ?? 0) * (1 - fx) + (b.data[lower + x1] ?? 0) * fx;
      const difference = (a.data[y * a.width + x] ?? 0) - (above * (1 - fy) + below * fy);
      sum += difference;
      squares += difference * difference;
    }
  }
  const pixels = VOTE_SIDE * VOTE_SIDE;
  return Math.sqrt(Math.max(0, squares / pixels - (sum / pixels) ** 2));
}
