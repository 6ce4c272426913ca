/** Finds faces on sampled frames and follows them; identity is decided later, in persons/. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel } from '@aima/sdk';
import { z } from 'zod';
import { keepBest } from './lib/detection/boxes.ts';
import { tracker } from './lib/detection/tracker.ts';

/** Pixels; the SSD was trained on squares of this side. */
const SIDE = 512;

const Face = z.object({ ...FindingFields, label: z.literal('face'), box: Box, trackId: z.string() });

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
        const n = batch.frames.length;
        // input [n, 512, 512, 3] uint8 RGB → boxes [n, k, 4] left, top, right, bottom as fractions of it; scores [n, k]
        const out = await models.detector.run({ input: { type: 'uint8', dims: [n, SIDE, SIDE, 3], data: batch.pixels } });
        const { boxes, scores } = out;
        if (boxes?.type !== 'float32' || scores?.type !== 'float32') throw new Error('face-ssd gave no boxes and scores');
        const perFrame = scores.data.length / n;
        for (const [i, frame] of batch.frames.entries()) {
          const found = [];
          for (let k = i * perFrame; k < (i + 1) * perFrame; k++) {
            const confidence = scores.data[k] ?? 0;
            if (confidence < parameters.minConfidence) continue;
            const [left = 0, top = 0, right = 0, bottom = 0] = boxes.data.subarray(k * 4, k * 4 + 4);
            const box = frame.toFraction({ left: left * SIDE, top: top * SIDE, right: right * SIDE, bottom: bottom * SIDE });
            if (box.w > 0 && box.h > 0) found.push({ label: 'face', confidence: Math.min(1, confidence), box });
          }
          for (const face of tracks.follow(frame.atMs, keepBest(found, parameters.maxOverlap))) emit({ ...face, label: 'face', startMs: frame.atMs });
        }
      },
    };
  },
});
