/** Finds the 80 kinds of things of COCO on sampled frames and follows them. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel, type Frame } from '@aima/sdk';
import { z } from 'zod';
import { keepBest, type Detection } from './lib/detection/boxes.ts';
import { tracker } from './lib/detection/tracker.ts';
import { germanCocoNames } from './lib/detection/coco-german.ts';

/** Pixels; the size that the network was trained on. */
const SIDE = 512;
/** left, top, right, bottom in input pixels, score, class */
const FIELDS = 6;

const Thing = z.object({ ...FindingFields, label: z.string(), box: Box, trackId: z.string() });

function thingsOf(frame: Frame, detections: Float32Array, labels: readonly string[], leastOf: (label: string) => number): Detection[] {
  const found: Detection[] = [];
  for (let k = 0; k + FIELDS <= detections.length; k += FIELDS) {
    const [left = 0, top = 0, right = 0, bottom = 0, confidence = 0, index = -1] = detections.subarray(k, k + FIELDS);
    const label = labels[index];
    if (label === undefined || confidence < leastOf(label)) continue;
    const box = frame.toFraction({ left, top, right, bottom });
    if (box.w > 0 && box.h > 0) found.push({ label, confidence: Math.min(1, confidence), box });
  }
  return found;
}

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
        // One frame a call: on CPUs larger batches are no faster and hold far more memory.
        const found = await Promise.all(batch.frames.map(async (frame) => {
          // input [1, 512, 512, 3] uint8 RGB → detections [1, k, 6]
          const { detections } = await models.detector.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: frame.pixels } });
          if (detections?.type !== 'float32') throw new Error('centernet-coco gave no detections');
          return thingsOf(frame, detections.data, labels, (label) => (label === 'person' ? parameters.minPersonConfidence : parameters.minConfidence));
        }));
        for (const [i, frame] of batch.frames.entries()) {
          for (const thing of tracks.follow(frame.atMs, keepBest(found[i] ?? [], parameters.maxOverlap))) emit({ ...thing, startMs: frame.atMs });
        }
      },
    };
  },
});
