/** One search for the things of COCO in a frame of the view, shared by all analyzers of a run that look at bodies and things. */
import type { Frame, FrameBatch, TensorModel } from '@aima/sdk';
import { letterbox } from '../view/letterbox.ts';
import { onceForFrame } from '../view/view.ts';
import type { Detection } from './boxes.ts';

export type FrameSize = Pick<FrameBatch, 'width' | 'height'>;

/** Any detector of things: another network is another function. */
export interface ThingDetector {
  /** Names the network; results of detectors with one id are shared. */
  id: string;
  /** Everything it can see in the frame, in any order; weak and overlapping ones included. */
  find(frame: Frame, size: FrameSize): Promise<Detection[]>;
}

/** Pixels; the size that the network was trained on. */
const SIDE = 512;
/** left, top, right, bottom in input pixels, score, class */
const FIELDS = 6;
/** Nothing below it is ever used. */
const FLOOR = 0.15;

/** CenterNet ("Objects as Points", Zhou et al., 2019) on MobileNet v3. */
export function centernetDetector(model: TensorModel): ThingDetector {
  const labels = model.labels ?? [];
  return {
    id: 'centernet-coco',
    async find(frame, size) {
      const { pixels, scale } = letterbox(frame, size, SIDE);
      // One frame a call: on CPUs larger batches are no faster and hold far more memory.
      // input [1, 512, 512, 3] uint8 RGB → detections [1, k, 6]
      const { detections } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: pixels } });
      if (detections?.type !== 'float32') throw new Error('centernet-coco gave no detections');
      const found: Detection[] = [];
      for (let k = 0; k + FIELDS <= detections.data.length; k += FIELDS) {
        const [left = 0, top = 0, right = 0, bottom = 0, confidence = 0, index = -1] = detections.data.subarray(k, k + FIELDS);
        const label = labels[index];
        if (label === undefined || confidence < FLOOR) continue;
        const box = frame.toFraction({ left: left / scale, top: top / scale, right: right / scale, bottom: bottom / scale });
        if (box.w > 0 && box.h > 0) found.push({ label, confidence: Math.min(1, confidence), box });
      }
      return found;
    },
  };
}

export const findThings = (frame: Frame, size: FrameSize, detector: ThingDetector): Promise<readonly Detection[]> =>
  onceForFrame(frame, `things ${detector.id}`, () => detector.find(frame, size));
