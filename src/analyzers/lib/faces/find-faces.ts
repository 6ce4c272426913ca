/** Where faces are in one picture. The detector is a function, so that another network can take its place. */
import type { TensorModel } from '@aima/sdk';
import { keepBest } from '../detection/boxes.ts';
import type { Letterbox } from '../view/letterbox.ts';

/** In pixels of the picture that the square was made of; may reach beyond it. */
export interface FoundFace {
  left: number;
  top: number;
  right: number;
  bottom: number;
  confidence: number;
}

/** Faces in one picture, best first, at most one per place. Gets the picture as a square of the asked side. */
export type FaceFinder = (letterbox: (side: number) => Letterbox) => Promise<FoundFace[]>;

/** Pixels; the SSD was trained on squares of this side. */
const SIDE = 512;

/** The lite tier's detector: `face-ssd`. */
export const ssdFaceFinder = (detector: TensorModel, { minConfidence, maxOverlap }: { minConfidence: number; maxOverlap: number }): FaceFinder => async (letterbox) => {
  const { pixels, scale } = letterbox(SIDE);
  // input [1, 512, 512, 3] uint8 RGB → boxes [1, k, 4] left, top, right, bottom as fractions of it; scores [1, k]
  const { boxes, scores } = await detector.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: pixels } });
  if (boxes?.type !== 'float32' || scores?.type !== 'float32') throw new Error('face-ssd gave no boxes and scores');
  const found = [...scores.data.entries()].flatMap(([k, confidence]) => {
    if (confidence < minConfidence) return [];
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.data.subarray(k * 4, k * 4 + 4);
    const box = { x: left, y: top, w: right - left, h: bottom - top };
    return box.w > 0 && box.h > 0 ? [{ label: 'face', confidence: Math.min(1, confidence), box }] : [];
  });
  const size = SIDE / scale;
  return keepBest(found, maxOverlap).map(({ confidence, box }) =>
    ({ left: box.x * size, top: box.y * size, right: (box.x + box.w) * size, bottom: (box.y + box.h) * size, confidence }));
};
