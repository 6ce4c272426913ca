/** Reduces every frame to what cut detection compares: coarse cells, a small picture and a colour histogram. */
import type { PictureSize, ReducedFrame } from './frame-difference.ts';
import { createShrinker, spreadOf } from '../shrink.ts';

/** Cells and pixels along the longer side. */
const CELL_SIDE = 32;
const PICTURE_SIDE = 80;

/** Colour bins: luma × Cb × Cr. */
const LUMA_BINS = 12;
const CHROMA_BINS = 6;
/** Chroma beyond this (of ±128) is rare; it falls into the outer bins. */
const CHROMA_RANGE = 60;

export interface FrameReducer {
  readonly pictureSize: PictureSize;
  empty(): ReducedFrame;
  reduce(pixels: Uint8Array, into: ReducedFrame): void;
}

export function createFrameReducer(width: number, height: number): FrameReducer {
  const coarse = createShrinker(width, height, CELL_SIDE);
  const fine = createShrinker(width, height, PICTURE_SIDE);
  const cells = coarse.width * coarse.height;
  const points = fine.width * fine.height;
  const planes = new Float32Array(points * 3);

  return {
    pictureSize: { width: fine.width, height: fine.height },
    empty: () => ({
      cells: new Float32Array(cells * 3),
      picture: new Float32Array(points),
      histogram: new Float32Array(LUMA_BINS * CHROMA_BINS * CHROMA_BINS),
      mean: 0,
      deviation: 0,
    }),
    reduce(pixels, into) {
      coarse.lumaChroma(pixels, into.cells);
      fine.lumaChroma(pixels, planes);
      into.picture.set(planes.subarray(0, points));
      fillHistogram(planes, points, into.histogram);
      const { mean, deviation } = spreadOf(into.cells, cells);
      into.mean = mean;
      into.deviation = deviation;
    },
  };
}

const chromaBin = (value: number): number =>
  Math.max(0, Math.min(CHROMA_BINS - 1, Math.floor(((value + CHROMA_RANGE) * CHROMA_BINS) / (2 * CHROMA_RANGE))));

function fillHistogram(planes: Float32Array, points: number, histogram: Float32Array): void {
  histogram.fill(0);
  const share = 1 / points;
  for (let i = 0; i < points; i++) {
    const luma = Math.max(0, Math.min(LUMA_BINS - 1, Math.floor(((planes[i] ?? 0) * LUMA_BINS) / 256)));
    const bin = (luma * CHROMA_BINS + chromaBin(planes[points + i] ?? 0)) * CHROMA_BINS + chromaBin(planes[2 * points + i] ?? 0);
    histogram[bin] = (histogram[bin] ?? 0) + share;
  }
}
