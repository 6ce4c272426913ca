/** Measures of a single picture that need no reference. */

/** Luma of a picture, BT.601, 0..255. */
export interface Luma {
  width: number;
  height: number;
  data: Float32Array;
}

export function lumaOf(pixels: Uint8Array, width: number, height: number): Luma {
  const data = new Float32Array(width * height);
  for (let i = 0, at = 0; i < data.length; i++, at += 3) {
    data[i] = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
  }
  return { width, height, data };
}

export interface Exposure {
  /** Mean, darkest and brightest twentieth; all 0..1. */
  brightness: number;
  dark: number;
  bright: number;
  /** Shares of pixels without detail left. */
  clippedDark: number;
  clippedBright: number;
  /** Brightest minus darkest twentieth, 0..1. */
  contrast: number;
}

const CLIP_DARK = 4;
const CLIP_BRIGHT = 251;

export function exposureOf({ data }: Luma): Exposure {
  const counts = new Uint32Array(256);
  let sum = 0;
  for (const value of data) {
    const level = Math.max(0, Math.min(255, Math.round(value)));
    counts[level] = (counts[level] ?? 0) + 1;
    sum += value;
  }
  const total = data.length;
  const quantile = (share: number): number => {
    let seen = 0;
    for (let level = 0; level < 256; level++) {
      seen += counts[level] ?? 0;
      if (seen >= share * total) return level / 255;
    }
    return 1;
  };
  const between = (from: number, to: number): number => counts.subarray(from, to + 1).reduce((a, b) => a + b, 0) / total;
  const dark = quantile(0.05);
  const bright = quantile(0.95);
  return { brightness: sum / total / 255, dark, bright, clippedDark: between(0, CLIP_DARK), clippedBright: between(CLIP_BRIGHT, 255), contrast: bright - dark };
}

/** Tiles along the longer side; the sharpest and the flattest of them speak for the picture. */
const TILES = 8;

interface Tile {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function tilesOf({ width, height }: Luma): Tile[] {
  const side = Math.max(8, Math.ceil(Math.max(width, height) / TILES));
  const tiles: Tile[] = [];
  // Three pixels stay free at the edges for the filters.
  for (let top = 3; top < height - 3; top += side) {
    for (let left = 3; left < width - 3; left += side) {
      tiles.push({ left, top, right: Math.min(width - 3, left + side), bottom: Math.min(height - 3, top + side) });
    }
  }
  return tiles;
}

/**
 * Noise: standard deviation in levels, after Immerkær 1996 (a mask that edges and slopes hardly touch), taken in the quarter
 * of the tiles with the least of it, so that fine texture is not taken for noise. Tiles without detail left do not count.
 */
export function noiseOf(luma: Luma): number {
  const { width, data } = luma;
  const estimates: number[] = [];
  for (const { left, top, right, bottom } of tilesOf(luma)) {
    let sum = 0;
    let mean = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        const up = at - width;
        const down = at + width;
        mean += data[at] ?? 0;
        sum += Math.abs(
          (data[up - 1] ?? 0) - 2 * (data[up] ?? 0) + (data[up + 1] ?? 0) - 2 * (data[at - 1] ?? 0) + 4 * (data[at] ?? 0) - 2 * (data[at + 1] ?? 0) +
            (data[down - 1] ?? 0) - 2 * (data[down] ?? 0) + (data[down + 1] ?? 0),
        );
      }
    }
    const pixels = (right - left) * (bottom - top);
    mean /= pixels;
    if (pixels > 0 && mean > 12 && mean < 243) estimates.push((Math.sqrt(Math.PI / 2) * sum) / (6 * pixels));
  }
  estimates.sort((a, b) => a - b);
  return estimates[Math.floor(estimates.length / 4)] ?? 0;
}

/** Width of the inner and outer scale at which edges are compared, and steps of the slope that count as an edge. */
const INNER = 1;
const OUTER = 3;
const LEAST_EDGE = 5;
const EDGES_PER_TILE = 12;
/** Edges of a tile that are looked at: the steepest of its pixels. */
const STEEPEST = 0.03;
const MOST_BLUR = 8;

/**
 * Blur of the edges as standard deviation of a Gaussian in pixels: slopes across one and across three pixels are compared at
 * the steepest edges (the idea of Elder and Zucker 1998: an edge's slopes at two scales give its width). An ideal step gives
 * about 0.5. Taken in the third of the tiles that are sharpest: a blurred background is no fault. Undefined without edges.
 */
export function blurOf(luma: Luma, noise: number): number | undefined {
  const isNoisy = noise > NOISY;
  const looked = isNoisy ? smooth(luma) : luma;
  const leastEdge = Math.max(LEAST_EDGE, NOISE_EDGES * noise * (isNoisy ? SMOOTHED_NOISE : 1));
  const blurs: number[] = [];
  for (const tile of tilesOf(looked)) {
    const blur = tileBlur(looked, tile, leastEdge);
    if (blur !== undefined) blurs.push(blur);
  }
  blurs.sort((a, b) => a - b);
  const blur = blurs[Math.floor(blurs.length / 3)];
  if (blur === undefined || !isNoisy) return blur;
  return Math.sqrt(Math.max(0.01, blur * blur - SMOOTHING ** 2));
}

/** Noise (levels) from which edges are looked at through a small smoothing; its width, and what it leaves of the noise. */
const NOISY = 2.5;
const SMOOTHING = 0.71;
const SMOOTHED_NOISE = 0.4;
/** An edge must rise above so many standard deviations of the noise. */
const NOISE_EDGES = 6;

/** Binomial filter 1-2-1 in both directions. */
function smooth({ width, height, data }: Luma): Luma {
  const out = new Float32Array(data);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const row = (i: number): number => (data[i - 1] ?? 0) + 2 * (data[i] ?? 0) + (data[i + 1] ?? 0);
      out[at] = (row(at - width) + 2 * row(at) + row(at + width)) / 16;
    }
  }
  return { width, height, data: out };
}

/** The steepest edges are found by counting steps of one level, so that nothing has to be sorted. */
const STEP_COUNTS = 256;

function tileBlur({ width, data }: Luma, { left, top, right, bottom }: Tile, leastEdge: number): number | undefined {
  const ratios: number[][] = Array.from({ length: STEP_COUNTS }, () => []);
  let edges = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      const across = Math.abs((data[at + INNER] ?? 0) - (data[at - INNER] ?? 0));
      const down = Math.abs((data[at + INNER * width] ?? 0) - (data[at - INNER * width] ?? 0));
      const inner = Math.max(across, down);
      if (inner < leastEdge) continue;
      const reach = OUTER * (across >= down ? 1 : width);
      const outer = Math.abs((data[at + reach] ?? 0) - (data[at - reach] ?? 0));
      // Thin lines come back on the other side: they are sharp whatever their ratio.
      ratios[Math.min(STEP_COUNTS - 1, Math.floor(inner))]?.push(Math.min(1, inner / Math.max(outer, inner)));
      edges++;
    }
  }
  if (edges < EDGES_PER_TILE) return undefined;
  const wanted = Math.max(EDGES_PER_TILE, Math.round((right - left) * (bottom - top) * STEEPEST));
  const steepest: number[] = [];
  for (let step = STEP_COUNTS - 1; step >= 0 && steepest.length < wanted; step--) steepest.push(...(ratios[step] ?? []));
  steepest.sort((a, b) => a - b);
  return blurFromRatio(steepest[steepest.length >> 1] ?? 1);
}

/** Integral of the unit Gaussian from −x to x (Abramowitz and Stegun 7.1.26). */
function within(x: number): number {
  const z = x / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  return 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-z * z);
}

/** A step blurred by sigma rises by within(d / sigma) of its height across ±d pixels; solves the ratio of two such rises for sigma. */
function blurFromRatio(ratio: number): number {
  let low = 0.1;
  let high = MOST_BLUR;
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (within(INNER / middle) / within(OUTER / middle) > ratio) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Side of the blocks of common codecs; steps beyond this many levels are edges of the picture. */
const GRID = 8;
const LARGEST_STEP = 40;

/**
 * Blocking: how much steps that stand alone stick out on the lines of an 8 × 8 grid above those on any other line, over
 * the mean of the others; 0 none (in the spirit of Wang, Sheikh, Bovik 2002). The smaller one of across and down: blocks
 * show in both. Means something only where the picture was not scaled.
 */
export const blockingOf = (luma: Luma): number => Math.min(gridSteps(luma, 1), gridSteps(luma, luma.width));

/** `stride`: 1 looks at steps from column to column, the width at those from row to row. */
function gridSteps({ width, height, data }: Luma, stride: number): number {
  const sums = new Float64Array(GRID);
  const counts = new Float64Array(GRID);
  for (let y = 2; y < height - 3; y++) {
    for (let x = 2; x < width - 3; x++) {
      const at = y * width + x;
      const phase = (stride === 1 ? x : y) % GRID;
      const step = Math.abs((data[at + stride] ?? 0) - (data[at] ?? 0));
      const before = Math.abs((data[at] ?? 0) - (data[at - stride] ?? 0));
      const after = Math.abs((data[at + 2 * stride] ?? 0) - (data[at + stride] ?? 0));
      counts[phase] = (counts[phase] ?? 0) + 1;
      if (step <= LARGEST_STEP) sums[phase] = (sums[phase] ?? 0) + Math.max(0, step - (before + after) / 2);
    }
  }
  const means = Array.from(sums, (sum, phase) => sum / Math.max(1, counts[phase] ?? 1));
  const others = means.slice(0, GRID - 1);
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  return Math.max(0, ((means[GRID - 1] ?? 0) - Math.max(...others)) / (mean + 0.5));
}
