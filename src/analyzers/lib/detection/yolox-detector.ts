/**
 * Things of COCO by YOLOX ("YOLOX: Exceeding YOLO Series in 2021", Ge et al.): every cell of three grids says where a
 * thing is, whether there is one, and which. Overlaps are left to whoever asks.
 */
import type { TensorModel } from '@aima/sdk';
import { letterbox } from '../view/letterbox.ts';
import { networkPicture, pictureSize } from '../view/network-picture.ts';
import type { Detection } from './boxes.ts';
import type { ThingDetector } from './find-things.ts';

const STRIDES = [8, 16, 32];
/** centre x, centre y, logarithm of width and height, whether there is a thing; then one score a class */
const BEFORE_CLASSES = 5;
/** The grey that the makers pad with. */
const PADDING = 114;
/** Nothing below it is ever used. */
const FLOOR = 0.1;

export interface RawThing {
  left: number;
  top: number;
  right: number;
  bottom: number;
  confidence: number;
  classIndex: number;
}

/** Cells above the floor, in pixels of the square. `output`: [1, cells, 5 + classes], the finest grid first, row by row. */
export function decodeYolox(output: Float32Array, classes: number, side: number): RawThing[] {
  const found: RawThing[] = [];
  const step = BEFORE_CLASSES + classes;
  let cell = 0;
  for (const stride of STRIDES) {
    const across = Math.floor(side / stride);
    for (let i = 0; i < across * across; i++, cell++) {
      const at = cell * step;
      const present = output[at + 4] ?? 0;
      if (present < FLOOR) continue;
      let classIndex = 0;
      for (let k = 1; k < classes; k++) if ((output[at + BEFORE_CLASSES + k] ?? 0) > (output[at + BEFORE_CLASSES + classIndex] ?? 0)) classIndex = k;
      const confidence = present * (output[at + BEFORE_CLASSES + classIndex] ?? 0);
      if (confidence < FLOOR) continue;
      const x = ((output[at] ?? 0) + (i % across)) * stride;
      const y = ((output[at + 1] ?? 0) + Math.floor(i / across)) * stride;
      const [w, h] = [Math.exp(output[at + 2] ?? 0) * stride, Math.exp(output[at + 3] ?? 0) * stride];
      found.push({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2, confidence: Math.min(1, confidence), classIndex });
    }
  }
  return found;
}

/** @throws Error for a model that is no square YOLOX */
export function yoloxDetector(model: TensorModel): ThingDetector {
  const labels = model.labels ?? [];
  const [input] = model.inputs ?? [];
  const side = input && pictureSize(input).width;
  if (input === undefined || side === undefined) throw new Error('The entry of the detector states no input size.');
  return {
    id: `yolox ${side}`,
    async find(frame, size) {
      const { pixels, scale } = letterbox(frame, size, side);
      const filled = { filledWidth: Math.round(size.width * scale), filledHeight: Math.round(size.height * scale) };
      const [output] = Object.values(await model.run({ [input.name]: networkPicture({ pixels, width: side, height: side, ...filled }, input, PADDING) }));
      if (output?.type !== 'float32') throw new Error('The detector gave no floats.');
      return decodeYolox(output.data, labels.length, side).flatMap(({ left, top, right, bottom, confidence, classIndex }): Detection[] => {
        const label = labels[classIndex];
        const box = frame.toFraction({ left: left / scale, top: top / scale, right: right / scale, bottom: bottom / scale });
        return label === undefined || box.w <= 0 || box.h <= 0 ? [] : [{ label, confidence, box }];
      });
    },
  };
}
