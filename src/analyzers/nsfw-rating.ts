/**
 * Rates how explicit each stretch of a film, or a photo, is: none, suggestive or explicit. Several weak signals are
 * fused (lib/explicitness); thresholds are no parameters, because the gate for minors stands on the same ones.
 */
import { defineAnalyzer, FindingFields, type Frame, type FrameBatch } from '@aima/sdk';
import { z } from 'zod';
import { sentenceDe, sentenceEn } from './lib/explicitness/explicitness-sentence.ts';
import { EXPLICITNESS_LEVELS } from './lib/explicitness/fuse.ts';
import { rateStretch, type StretchRating } from './lib/explicitness/rate-stretch.ts';
import { type ClassScores, EXPLICITNESS_REASONS } from './lib/explicitness/rules.ts';
import { EXPLICITNESS_MODELS, explicitnessSignals, type ExplicitnessSignals } from './lib/explicitness/signals.ts';
import { round } from './lib/rounding.ts';
import { watchView } from './lib/view/sudden-change.ts';
import { VIEW } from './lib/view/view.ts';

const Share = z.number().min(0).max(1);
/** What a network says of the picture that decided. */
const Classes = z.object({ drawing: Share, hentai: Share, neutral: Share, porn: Share, sexy: Share });

const Rating = z.object({
  ...FindingFields,
  label: z.enum(EXPLICITNESS_LEVELS),
  /** An order, not a probability: from 0.5 suggestive, from 0.8 explicit. */
  score: Share,
  /** Rules that reached their level. */
  reasons: z.array(z.enum(EXPLICITNESS_REASONS)),
  /** Of the picture that decided. */
  decidedAtMs: z.int().nonnegative(),
  mobilenet: Classes,
  /** Asked only where the first network gives reason to. */
  inception: Classes.optional(),
  skinShare: Share,
  /** Rated pictures of the stretch. */
  pictures: z.int().positive(),
});
type Rating = z.infer<typeof Rating>;

/** Samples come a little before or after their time. */
const JITTER_MS = 250;

/** A number that is none is told as 0; then the reason says `unreadable`. */
const share = (value: number | undefined): number => (value !== undefined && value >= 0 ? round(Math.min(1, value), 3) : 0);
const classesOf = (scores: ClassScores): z.infer<typeof Classes> => ({
  drawing: share(scores['Drawing']), hentai: share(scores['Hentai']), neutral: share(scores['Neutral']), porn: share(scores['Porn']), sexy: share(scores['Sexy']),
});

/** How sure the level is: in between it is open, and of what cannot be read nothing is known. */
function confidenceOf({ level, score, reasons }: StretchRating): number {
  if (reasons.includes('unreadable')) return 0;
  return round(level === 'none' ? 1 - score : level === 'suggestive' ? 0.5 : score, 3);
}

const findingOf = (rating: StretchRating, startMs: number, endMs: number): Rating => ({
  startMs,
  endMs: Math.max(startMs, endMs),
  label: rating.level,
  confidence: confidenceOf(rating),
  score: round(rating.score, 3),
  reasons: rating.reasons,
  decidedAtMs: Math.round(rating.signals.atMs),
  mobilenet: classesOf(rating.signals.mobilenet),
  ...(rating.signals.inception === undefined ? {} : { inception: classesOf(rating.signals.inception) }),
  skinShare: share(rating.signals.skinShare),
  pictures: rating.pictures,
});

interface Stretch {
  startMs: number;
  pictures: ExplicitnessSignals[];
}

export const nsfwRating = defineAnalyzer({
  name: 'nsfw_rating',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: EXPLICITNESS_MODELS,
  parameters: z.object({
    /** Between rated pictures of one stretch; each stretch has at least one. */
    everyMs: z.int().min(500).max(10_000).default(1_000),
    /** A picture in which no cell changed by more levels (of 255) since the rated one counts as that one. */
    stillLevels: z.number().min(0).max(30).default(6),
  }),
  finding: Rating,
  sentence: { en: sentenceEn, de: sentenceDe },

  open({ parameters, models, medium, emit }) {
    const watch = watchView();
    let stretch: Stretch | undefined;
    /** Sum of the strongest changes since the last rated picture. */
    let changed = Infinity;

    const end = (endMs: number): void => {
      const rating = stretch && rateStretch(stretch.pictures);
      if (stretch && rating) emit(findingOf(rating, stretch.startMs, endMs));
    };

    async function rate(frame: Frame, batch: FrameBatch, into: Stretch): Promise<void> {
      const last = into.pictures.at(-1);
      if (last !== undefined && frame.atMs - last.atMs < parameters.everyMs - JITTER_MS) return;
      const still = last !== undefined && changed <= parameters.stillLevels;
      into.pictures.push(still ? { ...last, atMs: frame.atMs } : await explicitnessSignals(frame, batch, models));
      if (!still) changed = 0;
    }

    return {
      async frames(batch) {
        for (const frame of batch.frames) {
          const { sudden, strongestCell } = watch(frame, batch);
          changed += strongestCell;
          if (stretch === undefined || sudden) {
            end(frame.atMs);
            stretch = { startMs: frame.atMs, pictures: [] };
          }
          await rate(frame, batch, stretch);
        }
      },
      finish: ({ analysedMs }) => end(medium.kind === 'video' ? analysedMs : 0),
    };
  },
});
