/** Key points of one person by MoveNet (Google, 2021): a network for a single person, run on the surroundings of each one. */
import type { Box } from '@aima/contract';
import type { Frame, TensorModel } from '@aima/sdk';
import type { FrameSize } from '../detection/find-things.ts';
import { onceForFrame } from '../view/view.ts';
import { cropSquare, pointOf, type Point, type Square } from './square-crop.ts';

/** Pixels; the size that the network was trained on. */
const SIDE = 192;
/** Air around the box of the person, in parts of its longer side; the network wants to see the whole body. */
const AIR = 0.15;

export interface KeyPoint extends Point {
  /** As COCO names them: `left_wrist` is the wrist of the person's left hand. */
  name: string;
  /** 0..1 */
  score: number;
}

/** In pixels of the frame. */
export type Pose = ReadonlyMap<string, KeyPoint>;

function squareAround(box: Box, { width, height }: FrameSize): Square {
  const [w, h] = [box.w * width, box.h * height];
  return { centerX: box.x * width + w / 2, centerY: box.y * height + h / 2, side: Math.max(w, h) * (1 + 2 * AIR), angle: 0 };
}

async function estimate(frame: Frame, size: FrameSize, box: Box, model: TensorModel): Promise<Pose> {
  const square = squareAround(box, size);
  // input [1, 192, 192, 3] uint8 RGB → keypoints [1, 1, 17, 3]: y, x as fractions of the input, score
  const { keypoints } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: cropSquare(frame.pixels, size, square, SIDE) } });
  if (keypoints?.type !== 'float32') throw new Error('movenet-lightning gave no key points');
  const { data } = keypoints;
  return new Map((model.labels ?? []).map((name, i) => {
    const [y = 0, x = 0, score = 0] = data.subarray(i * 3, i * 3 + 3);
    return [name, { name, score, ...pointOf(square, { x, y }) }];
  }));
}

/** One estimate per person and frame for everybody who asks. */
export const poseOf = (frame: Frame, size: FrameSize, box: Box, model: TensorModel): Promise<Pose> =>
  onceForFrame(frame, `pose ${box.x} ${box.y} ${box.w} ${box.h}`, () => estimate(frame, size, box, model));
