/** Runs the text detector on one picture. */
import type { Tensor, TensorModel } from '@aima/sdk';
import { type DbOptions, linesOfMap } from './db-postprocess.ts';
import { partNeighbours } from './part-neighbours.ts';
import { type Picture, resample } from './picture.ts';
import type { RotatedBox } from './rotated-box.ts';

/** The network halves its input five times. */
const STRIDE = 32;
/** More than this invents nothing new, it only blurs. */
const MAX_ENLARGEMENT = 2;
/** ImageNet statistics; the detector was trained with them in this order on planes blue, green, red. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

export interface DetectorOptions extends DbOptions {
  /** Length of the longer side that the detector sees, in pixels. */
  detectorSide: number;
}

/** Size that the detector sees: aspect ratio kept up to the rounding to its stride. */
export function detectorSize(picture: { width: number; height: number }, side: number): { width: number; height: number } {
  const scale = Math.min(MAX_ENLARGEMENT, side / Math.max(picture.width, picture.height));
  const round = (length: number): number => Math.max(STRIDE, Math.round((length * scale) / STRIDE) * STRIDE);
  return { width: round(picture.width), height: round(picture.height) };
}

/** Planes blue, green, red [1, 3, height, width], each normalised; written as the rows come, without a copy between. */
function detectorInput(picture: Picture, width: number, height: number): Tensor {
  const size = width * height;
  const data = new Float32Array(3 * size);
  const planes = [0, 1, 2].map((plane) => ({
    start: plane * size, from: 2 - plane, scale: 1 / (255 * (DEVIATION[plane] ?? 1)), offset: (MEAN[plane] ?? 0) / (DEVIATION[plane] ?? 1),
  }));
  resample(picture, width, height, (y, row) => {
    for (const { start, from, scale, offset } of planes) {
      for (let at = start + y * width, p = from; p < row.length; at++, p += 3) data[at] = (row[p] ?? 0) * scale - offset;
    }
  });
  return { type: 'float32', dims: [1, 3, height, width], data };
}

/** Lines of text in pixels of the picture; none where the detector sees none. */
export async function findLines(detector: TensorModel, picture: Picture, options: DetectorOptions): Promise<RotatedBox[]> {
  const { width, height } = detectorSize(picture, options.detectorSide);
  const output = await detector.run({ x: detectorInput(picture, width, height) });
  const map = Object.values(output)[0];
  if (map?.type !== 'float32' || map.data.length !== width * height) throw new Error('The text detector answered with another shape.');
  const scaleX = picture.width / width;
  const scaleY = picture.height / height;
  // The two scales differ by the rounding to the stride only, so a turned rectangle stays one.
  const boxes = linesOfMap({ data: map.data, width, height }, options).map(({ box }) => {
    const along = Math.hypot(Math.cos(box.angle) * scaleX, Math.sin(box.angle) * scaleY);
    const across = Math.hypot(Math.sin(box.angle) * scaleX, Math.cos(box.angle) * scaleY);
    const angle = Math.atan2(Math.sin(box.angle) * scaleY, Math.cos(box.angle) * scaleX);
    return { centerX: box.centerX * scaleX, centerY: box.centerY * scaleY, width: box.width * along, height: box.height * across, angle };
  });
  return partNeighbours(boxes);
}
