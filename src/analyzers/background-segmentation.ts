/** Separates persons from the background and says what the background is like: one finding a shot with persons in it. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, roleModel, tensorModel, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { lookOf } from './lib/bodies/background-look.ts';
import { backgroundRecord } from './lib/bodies/background-record.ts';
import { MASK_SIDE, roleSegmenter, selfieSegmenter, type Segmenter } from './lib/bodies/person-mask.ts';
import { watchPersons } from './lib/bodies/watch-persons.ts';
import { centernetDetector, type ThingDetector } from './lib/detection/find-things.ts';
import { yoloxDetector } from './lib/detection/yolox-detector.ts';
import { VIEW } from './lib/view/view.ts';

const share = z.number().min(0).max(1);

/** From the first to the last look at persons in one shot; shares are parts of the picture's area. */
const Background = z.object({
  ...FindingFields,
  /** `blurred`: softer than the persons before it; `soft`: as unsharp as they are; `plain`: hardly any edge, so that nobody can tell. */
  label: z.enum(['sharp_background', 'blurred_background', 'soft_background', 'plain_background']),
  /** Around the persons. */
  box: Box,
  personShare: share,
  backgroundShare: share,
  /** How steep its edges are: largest step between neighbouring pixels in parts of the range around it; 0 for a plain one. */
  backgroundSharpness: share,
  backgroundMotion: z.enum(['stable', 'moving', 'unknown']),
  /** Looks that this rests on. */
  samples: z.int().min(1),
  /** Lengths of stretches of background and person in turn, row by row, background first, of the fullest look. */
  mask: z.object({ width: z.literal(MASK_SIDE), height: z.literal(MASK_SIDE), runs: z.array(z.int().min(0)) }),
});
type Background = z.infer<typeof Background>;

const Parameters = z.object({
  /** Least time between two looks in one shot. */
  everyMs: z.int().min(500).default(2_000),
});
type Parameters = z.infer<typeof Parameters>;

const percent = (part: number): number => Math.round(part * 100);
const looks = {
  sharp_background: { en: 'sharp', de: 'scharf' },
  blurred_background: { en: 'blurred, unlike them', de: 'unscharf, anders als sie' },
  soft_background: { en: 'as unsharp as they are', de: 'so unscharf wie sie' },
  plain_background: { en: 'a plain surface', de: 'eine schlichte Fläche' },
} as const;
const motions = {
  stable: { en: ' and still', de: ' und steht still' },
  moving: { en: ' and moves', de: ' und bewegt sich' },
  unknown: { en: '', de: '' },
} as const;

type Context = Pick<OpenContext<Parameters, Background, never>, 'parameters' | 'medium' | 'emit'>;

function look(detector: ThingDetector, segment: Segmenter, { parameters, medium, emit }: Context): Session {
  // A film of a few seconds gets some looks as well: one alone cannot tell whether the background moves.
  const everyMs = Math.min(parameters.everyMs, Math.max(VIEW.everyMs, medium.durationMs / 4));
  const watch = watchPersons(detector, medium, { maxPersons: 1, everyMs });
  const record = backgroundRecord();
  const flush = (): void => {
    const finding = record.take();
    if (finding) emit(finding);
  };
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const { cut, persons } = await watch(frame, batch);
        if (cut) flush();
        if (persons.length === 0) continue;
        const mask = await segment(frame, batch);
        record.add({ atMs: frame.atMs, mask, look: lookOf(frame.pixels, batch, mask) });
      }
    },
    finish: flush,
  };
}

export const backgroundSegmentation = defineAnalyzer({
  name: 'background_segmentation',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { detector: tensorModel('centernet-coco'), segmenter: tensorModel('selfie-segmentation') },
  parameters: Parameters,
  finding: Background,
  sentence: {
    en: (f) => `Persons cover ${percent(f.personShare)} % of the picture; the background is ${looks[f.label].en}${motions[f.backgroundMotion].en} (${certaintyWords(f.confidence, 'en')}).`,
    de: (f) => `Personen bedecken ${percent(f.personShare)} % des Bildes; der Hintergrund ist ${looks[f.label].de}${motions[f.backgroundMotion].de} (${certaintyWords(f.confidence, 'de')}).`,
  },

  open: ({ models, ...context }) => look(centernetDetector(models.detector), selfieSegmenter(models.segmenter), context),
  full: {
    models: { detector: roleModel('object-detector'), segmenter: roleModel('person-segmenter') },
    open: ({ models, ...context }) => look(yoloxDetector(models.detector), roleSegmenter(models.segmenter), context),
  },
});
