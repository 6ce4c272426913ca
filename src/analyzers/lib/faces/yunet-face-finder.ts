/**
 * Faces by YuNet ("YuNet: A Tiny Millisecond-level Face Detector", Wu et al., 2023), decoded as OpenCV's FaceDetectorYN
 * does it: of three grids every cell says whether a face is there, and where around its corner.
 */
import type { Tensor, TensorModel } from '@aima/sdk';
import { keepBest } from '../detection/boxes.ts';
import { networkPicture } from '../view/network-picture.ts';
import type { FaceFinder, FoundFace } from './find-faces.ts';

/** Pixels; any multiple of 32 will do, this one still shows the faces of a group. */
const SIDE = 960;
const STRIDES = [8, 16, 32];

const floatsOf = (tensor: Tensor | undefined): Float32Array => {
  if (tensor?.type !== 'float32') throw new Error('The face detector gave no floats.');
  return tensor.data;
};

/** Faces from `minConfidence` on, in pixels of the square; overlaps are not suppressed. Outputs: cls_S, obj_S [1, cells, 1], bbox_S [1, cells, 4]. */
export function decodeYunet(outputs: Readonly<Record<string, Tensor>>, side: number, minConfidence: number): FoundFace[] {
  const found: FoundFace[] = [];
  for (const stride of STRIDES) {
    const [cls, obj, boxes] = ['cls', 'obj', 'bbox'].map((part) => floatsOf(outputs[`${part}_${stride}`]));
    const across = side / stride;
    for (const [cell, score] of (cls ?? []).entries()) {
      const confidence = Math.sqrt(Math.min(1, Math.max(0, score)) * Math.min(1, Math.max(0, obj?.[cell] ?? 0)));
      if (confidence < minConfidence) continue;
      const [dx = 0, dy = 0, logW = 0, logH = 0] = boxes?.subarray(cell * 4, cell * 4 + 4) ?? [];
      const [x, y] = [((cell % across) + dx) * stride, (Math.floor(cell / across) + dy) * stride];
      const [w, h] = [Math.exp(logW) * stride, Math.exp(logH) * stride];
      found.push({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2, confidence });
    }
  }
  return found;
}

/** A detector of the full tier for the role `face-detector`. */
export const yunetFaceFinder = (detector: TensorModel, { minConfidence, maxOverlap }: { minConfidence: number; maxOverlap: number }): FaceFinder => async (letterbox) => {
  const [input] = detector.inputs ?? [];
  if (input === undefined) throw new Error('The entry of the face detector states no input.');
  const { pixels, scale } = letterbox(SIDE);
  const outputs = await detector.run({ [input.name]: networkPicture({ pixels, width: SIDE, height: SIDE }, input) });
  const found = decodeYunet(outputs, SIDE, minConfidence).map((face) =>
    ({ label: 'face', confidence: face.confidence, box: { x: face.left, y: face.top, w: face.right - face.left, h: face.bottom - face.top } }));
  return keepBest(found, maxOverlap).map(({ confidence, box: { x, y, w, h } }) =>
    ({ left: x / scale, top: y / scale, right: (x + w) / scale, bottom: (y + h) / scale, confidence }));
};
