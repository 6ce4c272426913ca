/** Finds faces on sampled frames and follows them; identity is decided later, in persons/. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel, type Frame } from '@aima/sdk';
import { z } from 'zod';
import { keepBest, type Detection } from './lib/detection/boxes.ts';
import { tracker } from './lib/detection/tracker.ts';

/** Pixels; the SSD was trained on squares of this side. */
const SIDE = 512;

const Face = z.object({ ...FindingFields, label: z.literal('face'), box: Box, trackId: z.string() });

function facesOf(frame: Frame, boxes: Float32Array, scores: Float32Array, minConfidence: number): Detection[] {
  const found: Detection[] = [];
  for (const [k, confidence] of scores.entries()) {
    if (confidence < minConfidence) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(k * 4, k * 4 + 4);
    const box = frame.toFraction({ left: left * SIDE, top: top * SIDE, right: right * SIDE, bottom: bottom * SIDE });
    if (box.w > 0 && box.h > 0) found.push({ label: 'face', confidence: Math.min(1, confidence), box });
  }
  return found;
}

export const faceDetection = defineAnalyzer({
  name: 'face_detection',
  version: 1,
  reads: { video: { everyMs: 500, width: SIDE, height: SIDE, fit: 'pad' }, photo: true },
  models: { detector: tensorModel('face-ssd') },
  parameters: z.object({
    minConfidence: z.number().min(0).max(1).default(0.5),
    maxOverlap: z.number().min(0).max(1).default(0.4),
  }),
  finding: Face,
  sentence: {
    en: (face) => `A face, ${certaintyWords(face.confidence, 'en')}.`,
    de: (face) => `Ein Gesicht, ${certaintyWords(face.confidence, 'de')}.`,
  },

  open({ parameters, models, emit }) {
    const tracks = tracker({ prefix: 'face', maxGapMs: 1_500, minAffinity: 0.3 });
    return {
      async frames(batch) {
        // One frame a call: on CPUs larger batches are no faster and hold far more memory.
        const found = await Promise.all(batch.frames.map(async (frame) => {
          // input [1, 512, 512, 3] uint8 RGB → boxes [1, k, 4] left, top, right, bottom as fractions of it; scores [1, k]
          const { boxes, scores } = await models.detector.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: frame.pixels } });
          if (boxes?.type !== 'float32' || scores?.type !== 'float32') throw new Error('face-ssd gave no boxes and scores');
          return facesOf(frame, boxes.data, scores.data, parameters.minConfidence);
        }));
        for (const [i, frame] of batch.frames.entries()) {
          for (const face of tracks.follow(frame.atMs, keepBest(found[i] ?? [], parameters.maxOverlap))) emit({ ...face, label: 'face', startMs: frame.atMs });
        }
      },
    };
  },
});
