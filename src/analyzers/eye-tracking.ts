/**
 * Where people look: from irises, eye corners and the turn of the head, in stretches of time. An estimate from single
 * pictures, good to about 10 degrees; never a proof of what somebody paid attention to.
 */
import { Box, type Language } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { eyesState } from './lib/faces/face-shape.ts';
import { gazeOf, type Gaze } from './lib/faces/gaze.ts';
import { eyesOfFace } from './lib/faces/irises.ts';
import { followStretches } from './lib/faces/follow-stretches.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS, sharedFaces } from './lib/faces/share-faces.ts';
import { labelOf, meanOf } from './lib/faces/track-stretches.ts';
import type { SeenFace } from './lib/faces/watch-faces.ts';
import { round } from './lib/rounding.ts';
import { VIEW } from './lib/view/view.ts';

const LABELS = ['camera', 'left', 'right', 'up', 'down', 'eyes_closed', 'not_determinable'] as const;
type Label = (typeof LABELS)[number];

/** One finding per stretch of a track with one direction; left and right are those of the picture. */
const Look = z.object({
  ...FindingFields, label: z.enum(LABELS), box: Box, trackId: z.string(),
  /** Degrees away from the camera, mean over the stretch; positive: right and up. Absent where the eyes do not tell. */
  gaze: z.object({ yaw: z.number(), pitch: z.number() }).optional(),
  /** 0..1: how surely the look goes to the camera. */
  attentionToCamera: z.number().optional(),
  /** True where the estimate rests on a small, blurred, turned or half covered face, or lies between two directions. */
  uncertain: z.boolean(),
  samples: z.int(),
});
type Look = z.infer<typeof Look>;

/** Degrees from the camera: below the first the look goes there, above the second it does not. */
const CAMERA = { surely: 16, not: 22 } as const;
/** Width of the transition of `attentionToCamera`, degrees. */
const SOFTNESS = 4;
/** Least of a face whose eyes can be judged: side in pixels (eyes are then 9 wide), sharpness, presence, turn in degrees. */
const LEAST = { sidePixels: 45, sharpness: 0.12, presence: 0.6, turned: 50 } as const;
/** From here on an estimate is not marked uncertain. */
const GOOD = { sidePixels: 80, sharpness: 0.2, presence: 0.9, turned: 35, disagreement: 22 } as const;

interface Sample {
  atMs: number;
  label: Label;
  box: Box;
  gaze: Gaze | undefined;
  attention: number;
  uncertain: boolean;
  confidence: number;
}

function directionOf({ yaw, pitch }: Gaze): Label {
  if (Math.hypot(yaw, pitch) < (CAMERA.surely + CAMERA.not) / 2) return 'camera';
  return Math.abs(yaw) >= Math.abs(pitch) ? (yaw > 0 ? 'right' : 'left') : pitch > 0 ? 'up' : 'down';
}

function sampleOf(atMs: number, { box, quality, confidence }: SeenFace, eyes: Parameters<typeof gazeOf>[0]): Sample {
  const { sidePixels, sharpness, presence, pose } = quality;
  const turned = Math.hypot(pose.yaw, pose.pitch);
  const base = { atMs, box, attention: 0, gaze: undefined, uncertain: true };
  const unknown: Sample = { ...base, label: 'not_determinable', confidence: 0 };
  if (sidePixels < LEAST.sidePixels || sharpness < LEAST.sharpness || presence < LEAST.presence || turned > LEAST.turned) return unknown;
  const lids = eyesState(eyes);
  if (lids === 'closed') return { ...base, label: 'eyes_closed', confidence: confidence * 0.7 };
  const gaze = gazeOf(eyes, pose);
  if (!gaze.plausible) return unknown;
  const away = Math.hypot(gaze.yaw, gaze.pitch);
  const attention = 1 / (1 + Math.exp((away - (CAMERA.surely + CAMERA.not) / 2) / SOFTNESS));
  const good = sidePixels >= GOOD.sidePixels && sharpness >= GOOD.sharpness && presence >= GOOD.presence && turned <= GOOD.turned && gaze.disagreement <= GOOD.disagreement && lids === 'open';
  const label = directionOf(gaze);
  const clear = label === 'camera' ? attention : 1 - attention;
  return { atMs, box, gaze, attention, label, uncertain: !good || (away > CAMERA.surely && away < CAMERA.not), confidence: confidence * clear * (good ? 0.9 : 0.6) };
}

function lookOf(trackId: string, stretch: readonly Sample[]): Look {
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a stretch has samples');
  const gazes = stretch.flatMap(({ gaze }) => gaze ?? []);
  const clearest = stretch.reduce((a, b) => (b.confidence > a.confidence ? b : a));
  return {
    // labelOf gives one of the labels of the samples.
    label: labelOf(stretch) as Label, startMs: first.atMs, endMs: last.atMs, box: clearest.box, trackId,
    confidence: meanOf(stretch.map(({ confidence }) => confidence)), samples: stretch.length,
    uncertain: stretch.filter(({ uncertain }) => uncertain).length * 2 >= stretch.length,
    ...(gazes.length === 0 ? {} : {
      gaze: { yaw: Math.round(meanOf(gazes.map(({ yaw }) => yaw))), pitch: Math.round(meanOf(gazes.map(({ pitch }) => pitch))) },
      attentionToCamera: round(meanOf(stretch.map(({ attention }) => attention)), 2),
    }),
  };
}

const WORDS: Readonly<Record<Label, Readonly<Record<Language, string>>>> = {
  camera: { en: 'Somebody looks towards the camera', de: 'Jemand blickt in Richtung der Kamera' },
  left: { en: 'Somebody looks to the left of the picture', de: 'Jemand blickt zur linken Bildseite' },
  right: { en: 'Somebody looks to the right of the picture', de: 'Jemand blickt zur rechten Bildseite' },
  up: { en: 'Somebody looks up', de: 'Jemand blickt nach oben' },
  down: { en: 'Somebody looks down', de: 'Jemand blickt nach unten' },
  eyes_closed: { en: 'The eyes of a face seem to be closed', de: 'Die Augen eines Gesichts scheinen geschlossen' },
  not_determinable: { en: 'Where a face looks cannot be determined', de: 'Wohin ein Gesicht blickt, ist nicht bestimmbar' },
};

const inWords = ({ label, confidence, uncertain }: Look, language: Language): string => {
  if (label === 'not_determinable') return `${WORDS[label][language]}.`;
  const estimate = uncertain ? (language === 'de' ? ', unsichere Schätzung' : ', an uncertain estimate') : `, ${certaintyWords(confidence, language)}`;
  return `${WORDS[label][language]}${estimate}.`;
};

const follow = (context: OpenContext<FaceParameters, Look, typeof FACE_MODELS & { iris: ReturnType<typeof tensorModel> }>, tier: 'lite' | 'full'): Session => followStretches<Sample>(sharedFaces(context, tier), {
  sample: ({ atMs, picture, faces }) => Promise.all(faces.map(async (face) => {
    const eyes = await eyesOfFace(context.models.iris, picture, face.mesh);
    return eyes === undefined ? undefined : sampleOf(atMs, face, eyes);
  })),
  tell: (trackId, stretch) => { context.emit(lookOf(trackId, stretch)); },
});

export const eyeTracking = defineAnalyzer({
  name: 'eye_tracking',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { ...FACE_MODELS, iris: tensorModel('iris') },
  parameters: FaceParameters,
  finding: Look,
  sentence: { en: (look) => inWords(look, 'en'), de: (look) => inWords(look, 'de') },
  open: (context) => follow(context, 'lite'),
  full: { models: { ...FULL_FACE_MODELS, iris: tensorModel('iris') }, open: (context) => follow(context, 'full') },
});
