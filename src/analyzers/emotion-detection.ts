/**
 * Facial expressions, in stretches of time. A look is named, not a feeling: what somebody feels cannot be seen in a
 * face, and both networks learned from acted and searched-for pictures. Always an uncertain estimate.
 */
import { Box, type Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, tensorModel, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { EXPRESSIONS, judgeExpression, meanShares, topExpression, type Expression, type ExpressionShares } from './lib/faces/emotion-judges.ts';
import type { FaceQuality } from './lib/faces/face-quality.ts';
import { followStretches } from './lib/faces/follow-stretches.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS, sharedFaces } from './lib/faces/share-faces.ts';
import { round } from './lib/rounding.ts';
import { VIEW } from './lib/view/view.ts';

const LABELS = [...EXPRESSIONS, 'not_determinable'] as const;
type Label = (typeof LABELS)[number];

/** One finding per stretch of a track with one expression. */
const Look = z.object({
  ...FindingFields, label: z.enum(LABELS), box: Box, trackId: z.string(),
  /** Shares of all expressions, mean over the stretch; absent where the face is too small, blurred, turned or covered. */
  shares: z.object(Object.fromEntries(EXPRESSIONS.map((name) => [name, z.number()]))).optional(),
  /** Always: expressions of strangers in single pictures are named by guess. */
  uncertain: z.literal(true),
  samples: z.int(),
});
type Look = z.infer<typeof Look>;

/** Least of a face whose expression can be judged: side in pixels, sharpness, presence, turn in degrees, part inside the picture. */
const LEAST = { sidePixels: 40, sharpness: 0.1, presence: 0.6, turned: 50, inside: 0.85 } as const;
/** The networks are surer than they are right; what they say is taken down to this. */
const MOST_CONFIDENCE = 0.8;

interface Sample {
  atMs: number;
  label: Label;
  box: Box;
  shares: ExpressionShares | undefined;
  quality: number;
}

const canBeJudged = ({ sidePixels, sharpness, presence, pose, inside }: FaceQuality): boolean =>
  sidePixels >= LEAST.sidePixels && sharpness >= LEAST.sharpness && presence >= LEAST.presence && inside >= LEAST.inside && Math.hypot(pose.yaw, pose.pitch) <= LEAST.turned;

function lookOf(trackId: string, stretch: readonly Sample[]): Look {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a stretch has samples');
  const judged = stretch.flatMap(({ shares }) => shares ?? []);
  const mean = meanShares(judged);
  const label: Label = judged.length === 0 ? 'not_determinable' : topExpression(mean);
  const best = stretch.reduce((a, b) => (b.quality > a.quality ? b : a));
  return {
    label, startMs: first.atMs, endMs: last.atMs, box: best.box, trackId, uncertain: true, samples: stretch.length,
    confidence: label === 'not_determinable' ? 0 : mean[label] * MOST_CONFIDENCE,
    ...(judged.length === 0 ? {} : { shares: Object.fromEntries(EXPRESSIONS.map((name) => [name, round(mean[name], 2)])) }),
  };
}

const WORDS: Readonly<Record<Expression, Readonly<Record<Language, string>>>> = {
  neutral: { en: 'a calm expression', de: 'einen ruhigen Ausdruck' },
  happy: { en: 'a smiling expression', de: 'einen lächelnden Ausdruck' },
  sad: { en: 'a downcast expression', de: 'einen niedergeschlagenen Ausdruck' },
  angry: { en: 'a frowning expression, as in anger', de: 'einen finsteren Ausdruck, wie bei Ärger' },
  fear: { en: 'a tense expression, as in fright', de: 'einen angespannten Ausdruck, wie bei Schreck' },
  disgust: { en: 'a wry expression, as in disgust', de: 'einen verzogenen Ausdruck, wie bei Abscheu' },
  surprise: { en: 'a surprised-looking expression', de: 'einen überrascht wirkenden Ausdruck' },
};

function inWords({ label }: Look, language: Language): string {
  if (label === 'not_determinable') return language === 'de' ? 'Der Ausdruck eines Gesichts ist nicht bestimmbar.' : 'The expression of a face cannot be determined.';
  return language === 'de' ? `Ein Gesicht zeigt ${WORDS[label].de} (unsichere Schätzung).` : `A face shows ${WORDS[label].en} (an uncertain estimate).`;
}

const MODELS = { ...FACE_MODELS, emotion: tensorModel('face-emotion'), expression: tensorModel('face-expression') } as const;

const follow = (context: OpenContext<FaceParameters, Look, typeof MODELS>, tier: 'lite' | 'full'): Session => followStretches<Sample>(sharedFaces(context, tier), {
  sample: ({ atMs, picture, faces }) => Promise.all(faces.map(async ({ box, mesh, quality }) => {
    const shares = canBeJudged(quality) ? await judgeExpression(picture, mesh, context.models) : undefined;
    return { atMs, box, shares, label: shares === undefined ? 'not_determinable' as const : topExpression(shares), quality: quality.overall };
  })),
  tell: (trackId, stretch) => { context.emit(lookOf(trackId, stretch)); },
});

export const emotionDetection = defineAnalyzer({
  name: 'emotion_detection',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: MODELS,
  parameters: FaceParameters,
  finding: Look,
  sentence: { en: (look) => inWords(look, 'en'), de: (look) => inWords(look, 'de') },
  open: (context) => follow(context, 'lite'),
  full: { models: { ...MODELS, detector: FULL_FACE_MODELS.detector }, open: (context) => follow(context, 'full') },
});
