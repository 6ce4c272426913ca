/** Finds the 80 kinds of things of COCO on sampled frames and follows them. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel } from '@aima/sdk';
import { z } from 'zod';
import { keepBest, type Detection } from './lib/detection/boxes.ts';
import { tracker } from './lib/detection/tracker.ts';
import { germanCocoNames } from './lib/detection/coco-german.ts';

/** Pixels; the size that the network was trained on. */
const SIDE = 512;
/** left, top, right, bottom in input pixels, score, class */
const FIELDS = 6;

const Thing = z.object({ ...FindingFields, label: z.string(), box: Box, trackId: z.string() });

export const objectDetection = defineAnalyzer({
  name: 'object_detection',
  version: 1,
  reads: { video: { everyMs: 500, width: SIDE, height: SIDE, fit: 'pad' }, photo: true },
  models: { detector: tensorModel('centernet-coco') },
  parameters: z.object({
    minConfidence: z.number().min(0).max(1).default(0.35),
    /** People are found more surely than other things, so they may be reported earlier. */
    minPersonConfidence: z.number().min(0).max(1).default(0.3),
    maxOverlap: z.number().min(0).max(1).default(0.5),
  }),
  finding: Thing,
  sentence: {
    en: (thing) => `Object: ${thing.label}, ${certaintyWords(thing.confidence, 'en')}.`,
    de: (thing) => `Objekt: ${germanCocoNames[thing.label] ?? thing.label}, ${certaintyWords(thing.confidence, 'de')}.`,
  },

  open({ parameters, models, emit }) {
    const tracks = tracker({ prefix: 'object', maxGapMs: 1_500, minAffinity: 0.3 });
    const labels = models.detector.labels ?? [];
    return {
      async frames(batch) {
        const n = batch.frames.length;
        // input [n, 512, 512, 3] uint8 RGB → detections [n, k, 6]
        const { detections } = await models.detector.run({ input: { type: 'uint8', dims: [n, SIDE, SIDE, 3], data: batch.pixels } });
        if (detections?.type !== 'float32') throw new Error('centernet-coco gave no detections');
        const perFrame = detections.data.length / FIELDS / n;
        for (const [i, frame] of batch.frames.entries()) {
          const found: Detection[] = [];
          for (let k = i * perFrame; k < (i + 1) * perFrame; k++) {
            const [left = 0, top = 0, right = 0, bottom = 0, confidence = 0, index = -1] = detections.data.subarray(k * FIELDS, (k + 1) * FIELDS);
            const label = labels[index];
            if (label === undefined || confidence < (label === 'person' ? parameters.minPersonConfidence : parameters.minConfidence)) continue;
            const box = frame.toFraction({ left, top, right, bottom });
            if (box.w > 0 && box.h > 0) found.push({ label, confidence: Math.min(1, confidence), box });
          }
          for (const thing of tracks.follow(frame.atMs, keepBest(found, parameters.maxOverlap))) emit({ ...thing, startMs: frame.atMs });
        }
      },
    };
  },
});
