/** How different two frames are: layout, colour distribution, and what motion cannot explain. */

/** One frame, reduced. Made by `cut-detector.ts`; buffers are reused, so compare at once. */
export interface ReducedFrame {
  /** Luma, Cb, Cr of coarse cells: [3, cells]. */
  cells: Float32Array;
  /** Luma of a small picture: [height, width]. */
  picture: Float32Array;
  /** Shares of pixels per colour bin; they add up to 1. */
  histogram: Float32Array;
  /** Mean and standard deviation of the luma of the cells, 0..255. */
  mean: number;
  deviation: number;
}

/** Levels added to the contrast of a pair, so that two flat frames do not divide by nothing. */
const CONTRAST_FLOOR = 4;
/** Of each of the two chroma planes. */
const CHROMA_WEIGHT = 0.75;

/** Mean absolute difference of the cells in levels (0..255), colour counted somewhat more than brightness. */
export function levelDifference(a: ReducedFrame, b: ReducedFrame): number {
  const cells = a.cells.length / 3;
  let luma = 0;
  let chroma = 0;
  for (let i = 0; i < cells; i++) luma += Math.abs((a.cells[i] ?? 0) - (b.cells[i] ?? 0));
  for (let i = cells; i < cells * 3; i++) chroma += Math.abs((a.cells[i] ?? 0) - (b.cells[i] ?? 0));
  return (luma + CHROMA_WEIGHT * chroma) / cells;
}

/** Level difference over the contrast of the two frames: 0 the same, about 1 unrelated pictures, also between dark ones. */
export const layoutDifference = (a: ReducedFrame, b: ReducedFrame): number =>
  levelDifference(a, b) / ((a.deviation + b.deviation) / 2 + CONTRAST_FLOOR);

/** 0 same colours, 1 no colour in common (one minus the intersection; Swain & Ballard 1991). */
export function colourDifference(a: ReducedFrame, b: ReducedFrame): number {
  let shared = 0;
  for (let i = 0; i < a.histogram.length; i++) shared += Math.min(a.histogram[i] ?? 0, b.histogram[i] ?? 0);
  return 1 - Math.min(1, shared);
}

/** Pearson correlation of the luma of the cells, −1..1: high where a picture only got brighter or darker. */
export function layoutCorrelation(a: ReducedFrame, b: ReducedFrame): number {
  const cells = a.cells.length / 3;
  let covariance = 0;
  for (let i = 0; i < cells; i++) covariance += ((a.cells[i] ?? 0) - a.mean) * ((b.cells[i] ?? 0) - b.mean);
  const spread = a.deviation * b.deviation * cells;
  return spread > 1e-6 ? covariance / spread : 0;
}

export interface PictureSize {
  width: number;
  height: number;
}

/** Pixels per side of a block, and how far it may have moved, as a share of the longer side. */
const BLOCK = 8;
const REACH = 0.14;

/**
 * Share of blocks of `after` that no displacement of `before` explains, as a video coder decides between inter and intra
 * coding (the scene-cut rule of x264): a block counts as explained when its best match costs clearly less than its own texture.
 */
export function unexplainedShare(before: ReducedFrame, after: ReducedFrame, size: PictureSize): number {
  const reach = Math.max(2, Math.round(Math.max(size.width, size.height) * REACH));
  const tolerance = Math.max(1.5, 0.1 * (before.deviation + after.deviation) / 2);
  let blocks = 0;
  let unexplained = 0;
  for (let top = 0; top + BLOCK <= size.height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= size.width; left += BLOCK) {
      const limit = Math.max(tolerance, 0.45 * texture(after.picture, size.width, left, top));
      blocks++;
      if (!hasMatch(before.picture, after.picture, size, left, top, reach, limit * BLOCK * BLOCK)) unexplained++;
    }
  }
  return blocks > 0 ? unexplained / blocks : 0;
}

/** Mean absolute deviation of a block from its own mean. */
function texture(picture: Float32Array, width: number, left: number, top: number): number {
  let sum = 0;
  for (let y = 0; y < BLOCK; y++) for (let x = 0; x < BLOCK; x++) sum += picture[(top + y) * width + left + x] ?? 0;
  const mean = sum / (BLOCK * BLOCK);
  let deviation = 0;
  for (let y = 0; y < BLOCK; y++) for (let x = 0; x < BLOCK; x++) deviation += Math.abs((picture[(top + y) * width + left + x] ?? 0) - mean);
  return deviation / (BLOCK * BLOCK);
}

/** Whether some displacement within reach costs at most `limit` (sum of absolute differences). Tries near ones first. */
function hasMatch(before: Float32Array, after: Float32Array, size: PictureSize, left: number, top: number, reach: number, limit: number): boolean {
  for (let ring = 0; ring <= reach; ring++) {
    for (let dy = -ring; dy <= ring; dy++) {
      const step = Math.abs(dy) === ring || ring === 0 ? 1 : 2 * ring;
      for (let dx = -ring; dx <= ring; dx += step) {
        const x = left + dx;
        const y = top + dy;
        if (x < 0 || y < 0 || x + BLOCK > size.width || y + BLOCK > size.height) continue;
        if (costsAtMost(before, after, size.width, y * size.width + x, top * size.width + left, limit)) return true;
      }
    }
  }
  return false;
}

function costsAtMost(before: Float32Array, after: Float32Array, width: number, from: number, to: number, limit: number): boolean {
  let cost = 0;
  for (let y = 0; y < BLOCK; y++) {
    const a = from + y * width;
    const b = to + y * width;
    for (let x = 0; x < BLOCK; x++) cost += Math.abs((before[a + x] ?? 0) - (after[b + x] ?? 0));
    if (cost > limit) return false;
  }
  return true;
}
