/**
 * Whether near things grow faster than far ones while the picture grows: a camera that comes nearer shows that (parallax), a
 * lens that zooms does not, and neither does a camera before something flat. Two pictures up to two seconds apart are
 * compared, because from frame to frame the difference is far below a pixel.
 */
import { blockMotions } from './block-motion.ts';
import { rateSpread, type BlockPath, type RateSpread, type RateVariance } from './focus-of-expansion.ts';
import { emptyPyramid, fillCoarser, fillPyramid, type Level, type Pyramid } from './luma-pyramid.ts';
import { STILL, type Motion } from './motion.ts';

/** `seen`: near and far things differ; `none`: all grow alike; `not_told`: too little texture, growth or agreement. */
export const PARALLAX = ['seen', 'none', 'not_told'] as const;
export type Parallax = (typeof PARALLAX)[number];

/** What one pair of pictures tells. */
interface Evidence extends RateSpread {
  fromMs: number;
  toMs: number;
}

interface Span {
  startMs: number;
  endMs: number;
}

export interface ParallaxWatch {
  /** `pixels`: RGB24; `motion`: since the frame before. */
  push(atMs: number, pixels: Uint8Array, motion: Motion & { support: number }): void;
  /** For a stretch in which the picture grows or shrinks; only pictures of its own shot count. */
  between(stretch: Span, shot: Span): Parallax;
}

/** Growth (natural logarithm) wanted between the two pictures, and the least that tells anything after the longest wait. */
const WANTED_GROWTH = 0.08;
const LEAST_GROWTH = 0.025;
const LONGEST_MS = 2000;
/** A shift beyond this share of the longer side leaves too little in common. */
const FAR_SHIFT = 0.17;
/** Deviation of the rates against their mean that parts the two: things at 1 and 1.3 times the distance, in equal parts. */
const LEAST_PARALLAX = 0.12;
/** Standard errors that must lie between a figure and the limit. */
const CERTAIN = 2;

export function createParallaxWatch(width: number, height: number): ParallaxWatch {
  const first = emptyPyramid(width, height);
  const second = emptyPyramid(width, height);
  const back = emptyPyramid(width, height);
  const found: Evidence[] = [];
  const long = Math.max(width, height);
  let total = STILL;
  let fromMs: number | undefined;

  const look = (atMs: number, pixels: Uint8Array, sinceMs: number): void => {
    fillPyramid(second, pixels);
    // The larger view comes second: all that the narrower one shows is in it.
    const spread = total.zoom > 0 ? comparePictures(second, first, back, inverse(total)) : comparePictures(first, second, back, total);
    if (spread) found.push({ fromMs: sinceMs, toMs: atMs, ...spread });
  };
  return {
    push(atMs, pixels, motion) {
      if (fromMs !== undefined && motion.support > 0) {
        total = { dx: total.dx + motion.dx, dy: total.dy + motion.dy, zoom: total.zoom + motion.zoom, roll: total.roll + motion.roll };
        const growth = Math.abs(total.zoom);
        const shift = Math.hypot(total.dx, total.dy);
        if (growth < WANTED_GROWTH && shift < FAR_SHIFT * long && atMs - fromMs < LONGEST_MS) return;
        if (growth >= LEAST_GROWTH && (growth * long) / 2 >= shift) look(atMs, pixels, fromMs);
      }
      fillPyramid(first, pixels);
      total = STILL;
      fromMs = atMs;
    },
    between({ startMs, endMs }, shot) {
      const ofShot = found.filter((pair) => pair.fromMs >= shot.startMs && pair.toMs < shot.endMs);
      return judge(ofShot.filter((pair) => Math.min(endMs, pair.toMs) - Math.max(startMs, pair.fromMs) >= (pair.toMs - pair.fromMs) / 2));
    },
  };
}

function judge(pairs: readonly Evidence[]): Parallax {
  if (pairs.length === 0) return 'not_told';
  const mean = (of: (pair: Evidence) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const bound = (of: (pair: Evidence) => RateVariance, side: 1 | -1): number => {
    const error = mean((pair) => of(pair).error) / Math.sqrt(pairs.length);
    return mean((pair) => of(pair).variance) + side * CERTAIN * error;
  };
  if (bound((pair) => pair.most, -1) > LEAST_PARALLAX ** 2) return 'seen';
  return bound((pair) => pair.all, 1) < LEAST_PARALLAX ** 2 ? 'none' : 'not_told';
}

function inverse({ dx, dy, zoom, roll }: Motion): Motion {
  const scale = Math.exp(-zoom);
  const [cos, sin] = [Math.cos(roll) * scale, Math.sin(roll) * scale];
  return { dx: -(cos * dx + sin * dy), dy: -(cos * dy - sin * dx), zoom: -zoom, roll: -roll };
}

type Similarity = (x: number, y: number) => { x: number; y: number };

function similarity({ dx, dy, zoom, roll }: Motion): Similarity {
  const scale = Math.exp(zoom);
  const [cos, sin] = [Math.cos(roll) * scale, Math.sin(roll) * scale];
  return (x, y) => ({ x: cos * x - sin * y + dx, y: sin * x + cos * y + dy });
}

/** `image` as it would be without this motion; what it does not show repeats its edge. */
function bringBack(image: Level, into: Level, move: Similarity): void {
  const { width, height, data } = image;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const to = move(column - middleX, row - middleY);
      const x = Math.max(0, Math.min(width - 1.001, to.x + middleX));
      const y = Math.max(0, Math.min(height - 1.001, to.y + middleY));
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      const at = top * width + left;
      const upper = (data[at] ?? 0) * (1 - fx) + (data[at + 1] ?? 0) * fx;
      const lower = (data[at + width] ?? 0) * (1 - fx) + (data[at + width + 1] ?? 0) * fx;
      into.data[row * width + column] = upper * (1 - fy) + lower * fy;
    }
  }
}

/** Structure that a block needs along its weaker direction (levels² per pixel²): along an edge nothing is known. */
const LEAST_CORNER = 4;
/** Pixels from the border that a block's middle must keep in the other picture. */
const MARGIN = 8;

function comparePictures(from: Pyramid, to: Pyramid, back: Pyramid, motion: Motion): RateSpread | undefined {
  const move = similarity(motion);
  bringBack(to[0], back[0], move);
  fillCoarser(back);
  const { width, height } = from[0];
  const unrolled = similarity({ ...motion, roll: 0 });
  const scale = Math.exp(motion.zoom);
  const paths: BlockPath[] = [];
  for (const { x, y, dx, dy, xx, xy, yy } of blockMotions(from, back, [STILL])) {
    const there = move(x, y);
    if (Math.abs(there.x) > width / 2 - MARGIN || Math.abs(there.y) > height / 2 - MARGIN) continue;
    if ((xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy) < LEAST_CORNER) continue;
    const target = unrolled(x, y);
    // What remained was measured in the picture brought back, so it is scaled with it.
    paths.push({ x, y, dx: target.x - x + scale * dx, dy: target.y - y + scale * dy });
  }
  return rateSpread(paths);
}
