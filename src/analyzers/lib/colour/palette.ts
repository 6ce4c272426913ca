/** Dominant colours: pixels are counted in RGB bins, the bins are grouped by k-means in OKLab. Deterministic. */
import { okLabOf, type OkLab } from './colour-space.ts';

/** Counts and sums of colours of any number of pixels; a fixed 128 KiB. */
export interface ColourCounts {
  /** Pixels per bin and their sums: [bin, (count, red, green, blue)]. */
  bins: Float64Array;
  pixels: number;
}

export interface Swatch {
  colour: OkLab;
  /** Share of all pixels, 0..1. */
  share: number;
}

/** Bits per channel that choose the bin. */
const BITS = 4;
const SHIFT = 8 - BITS;
const BINS = 1 << (3 * BITS);
const ROUNDS = 12;
/** Centres nearer than this look like one colour. */
const SAME_COLOUR = 0.07;

export const emptyCounts = (): ColourCounts => ({ bins: new Float64Array(BINS * 4), pixels: 0 });

/** `pixels`: RGB24. */
export function countColours(counts: ColourCounts, pixels: Uint8Array): void {
  const { bins } = counts;
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    const bin = (((red >> SHIFT) << (2 * BITS)) | ((green >> SHIFT) << BITS) | (blue >> SHIFT)) * 4;
    bins[bin] = (bins[bin] ?? 0) + 1;
    bins[bin + 1] = (bins[bin + 1] ?? 0) + red;
    bins[bin + 2] = (bins[bin + 2] ?? 0) + green;
    bins[bin + 3] = (bins[bin + 3] ?? 0) + blue;
  }
  counts.pixels += Math.floor(pixels.length / 3);
}

export function addCounts(into: ColourCounts, from: ColourCounts): void {
  for (let i = 0; i < into.bins.length; i++) into.bins[i] = (into.bins[i] ?? 0) + (from.bins[i] ?? 0);
  into.pixels += from.pixels;
}

interface Point {
  colour: OkLab;
  weight: number;
}

/** Mean colour and number of pixels of every bin in use. */
export function colourPoints({ bins }: ColourCounts): Point[] {
  const points: Point[] = [];
  for (let bin = 0; bin < bins.length; bin += 4) {
    const weight = bins[bin] ?? 0;
    if (weight === 0) continue;
    const mean = (channel: number): number => Math.round((bins[bin + channel] ?? 0) / weight);
    points.push({ colour: okLabOf(mean(1), mean(2), mean(3)), weight });
  }
  return points;
}

const distance2 = (p: OkLab, q: OkLab): number => (p.L - q.L) ** 2 + (p.a - q.a) ** 2 + (p.b - q.b) ** 2;

/** At most `size` colours, largest share first; colours below `minShare` join their nearest. */
export function paletteOf(counts: ColourCounts, size: number, minShare: number): Swatch[] {
  const points = colourPoints(counts);
  if (points.length === 0) return [];
  let centres = firstCentres(points, size);
  let groups: Swatch[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = group(points, centres);
    centres = groups.map(({ colour }) => colour);
  }
  return joinAlike(groups, minShare).sort((a, b) => b.share - a.share);
}

/** The heaviest colour, then always the one that is far from all chosen ones for its weight (k-means++ without the dice). */
function firstCentres(points: readonly Point[], size: number): OkLab[] {
  const heaviest = points.reduce((a, b) => (b.weight > a.weight ? b : a));
  const centres = [heaviest.colour];
  const nearest = points.map(({ colour }) => distance2(colour, heaviest.colour));
  while (centres.length < Math.min(size, points.length)) {
    let best = 0;
    let chosen: Point | undefined;
    points.forEach((point, i) => {
      const merit = (nearest[i] ?? 0) * Math.sqrt(point.weight);
      if (merit > best) {
        best = merit;
        chosen = point;
      }
    });
    if (!chosen) break;
    const { colour } = chosen;
    centres.push(colour);
    points.forEach((point, i) => (nearest[i] = Math.min(nearest[i] ?? 0, distance2(point.colour, colour))));
  }
  return centres;
}

function group(points: readonly Point[], centres: readonly OkLab[]): Swatch[] {
  const sums = centres.map(() => ({ L: 0, a: 0, b: 0, weight: 0 }));
  let total = 0;
  for (const { colour, weight } of points) {
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    centres.forEach((centre, i) => {
      const far = distance2(colour, centre);
      if (far < best) {
        best = far;
        nearest = i;
      }
    });
    const sum = sums[nearest];
    if (!sum) continue;
    sum.L += colour.L * weight;
    sum.a += colour.a * weight;
    sum.b += colour.b * weight;
    sum.weight += weight;
    total += weight;
  }
  return sums
    .filter(({ weight }) => weight > 0)
    .map(({ L, a, b, weight }) => ({ colour: { L: L / weight, a: a / weight, b: b / weight }, share: weight / total }));
}

/** Joins the two nearest colours while they look alike, and every small one with its nearest. */
function joinAlike(swatches: readonly Swatch[], minShare: number): Swatch[] {
  const left = swatches.map((swatch) => ({ ...swatch }));
  while (left.length > 1) {
    const pair = nearestPair(left, minShare);
    if (!pair) break;
    const [keep, drop] = pair;
    const a = left[keep];
    const b = left[drop];
    if (!a || !b) break;
    const share = a.share + b.share;
    const mix = (x: number, y: number): number => (x * a.share + y * b.share) / share;
    // A small colour must not tint the large one it joins; two alike ones meet in the middle.
    const colour = Math.min(a.share, b.share) < minShare ? (a.share >= b.share ? a : b).colour : { L: mix(a.colour.L, b.colour.L), a: mix(a.colour.a, b.colour.a), b: mix(a.colour.b, b.colour.b) };
    left[keep] = { colour, share };
    left.splice(drop, 1);
  }
  return left;
}

function nearestPair(swatches: readonly Swatch[], minShare: number): [number, number] | undefined {
  let best = Number.POSITIVE_INFINITY;
  let pair: [number, number] | undefined;
  swatches.forEach((a, i) => {
    swatches.slice(i + 1).forEach((b, offset) => {
      const far = Math.sqrt(distance2(a.colour, b.colour));
      const small = Math.min(a.share, b.share) < minShare;
      if ((far < SAME_COLOUR || small) && far < best) {
        best = far;
        pair = [i, i + 1 + offset];
      }
    });
  });
  return pair;
}
