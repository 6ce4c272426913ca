/** Which part of a picture belongs to persons, coarsely. */
import type { Box } from '@aima/contract';
import type { Frame, TensorModel } from '@aima/sdk';
import type { FrameSize } from '../detection/find-things.ts';
import { networkPicture, pictureSize } from '../view/network-picture.ts';
import { stretched } from '../view/letterbox.ts';

/** Pixels; the size that the networks were trained on. */
const SIDE = 256;
/** Cells along each side of a mask. */
export const MASK_SIDE = 32;
const CELL = SIDE / MASK_SIDE;

/** Probability that a cell belongs to a person, [MASK_SIDE, MASK_SIDE]; the picture is stretched to the square. */
export type PersonMask = Float32Array;

export type Segmenter = (frame: Frame, size: FrameSize) => Promise<PersonMask>;

function reduced(values: Float32Array): PersonMask {
  const mask = new Float32Array(MASK_SIDE * MASK_SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = Math.floor(y / CELL) * MASK_SIDE + Math.floor(x / CELL);
      mask[at] = (mask[at] ?? 0) + (values[y * SIDE + x] ?? 0) / (CELL * CELL);
    }
  }
  return mask;
}

/** MediaPipe Selfie Segmentation with bytes as its input. */
export const selfieSegmenter = (model: TensorModel): Segmenter => async (frame, size) => {
  // input [1, 256, 256, 3] uint8 RGB → mask [1, 256, 256, 1]
  const { mask } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: stretched(frame, size, SIDE) } });
  if (mask?.type !== 'float32' || mask.data.length !== SIDE * SIDE) throw new Error('selfie-segmentation gave no mask');
  return reduced(mask.data);
};

/** Any network of the role `person-segmenter`: one picture in, one map of probabilities of the same size out. */
export const roleSegmenter = (model: TensorModel): Segmenter => async (frame, size) => {
  const input = model.inputs?.[0];
  if (input === undefined) throw new Error('a person segmenter must name its input');
  const { width = SIDE, height = SIDE } = pictureSize(input);
  if (width !== SIDE || height !== SIDE) throw new Error(`a person segmenter must take ${SIDE} x ${SIDE} pixels`);
  const picture = networkPicture({ pixels: stretched(frame, size, SIDE), width: SIDE, height: SIDE }, input);
  const mask = Object.values(await model.run({ [input.name]: picture }))[0];
  if (mask?.type !== 'float32' || mask.data.length !== SIDE * SIDE) throw new Error('the person segmenter gave no mask');
  return reduced(mask.data);
};

export const isPerson = (probability: number): boolean => probability >= 0.5;

/** Part of the picture that persons cover, 0..1. */
export const personShare = (mask: PersonMask): number => mask.reduce((sum, cell) => sum + (isPerson(cell) ? 1 : 0), 0) / mask.length;

/** Around all cells of persons; undefined where there are none. */
export function personBounds(mask: PersonMask): Box | undefined {
  let [left, top, right, bottom] = [MASK_SIDE, MASK_SIDE, -1, -1];
  mask.forEach((cell, at) => {
    if (!isPerson(cell)) return;
    const [x, y] = [at % MASK_SIDE, Math.floor(at / MASK_SIDE)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  });
  if (right < 0) return undefined;
  return { x: left / MASK_SIDE, y: top / MASK_SIDE, w: (right + 1 - left) / MASK_SIDE, h: (bottom + 1 - top) / MASK_SIDE };
}

/** Lengths of stretches of background and person in turn, row by row, background first: sums to MASK_SIDE². */
export function maskRuns(mask: PersonMask): number[] {
  const runs: number[] = [];
  let [person, length] = [false, 0];
  for (const cell of mask) {
    if (isPerson(cell) !== person) {
      runs.push(length);
      [person, length] = [!person, 0];
    }
    length++;
  }
  return [...runs, length];
}
