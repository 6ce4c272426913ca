/**
 * Gestures over time and per person. Held ones (hands raised above the shoulders, arms crossed, hands together,
 * pointing) by rule from body_pose and hand_gesture. Movements (nodding, shaking the head, waving, clapping) go back and
 * forth up to five times a second, which two samples a second cannot show: they are followed in the tiny pictures of
 * every frame, where faces and hands are known to be. Crossed arms and joined hands are distances in the picture: who is
 * seen from the side is left out. What a gesture means is not told.
 */
import type { Observation } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields, roleModel, tensorModel, type OpenContext, type Session, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { soundSpectra, SPECTRA_RATE } from './lib/audio/sound-spectra.ts';
import { centernetDetector, type ThingDetector } from './lib/detection/find-things.ts';
import { yoloxDetector } from './lib/detection/yolox-detector.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS } from './lib/faces/share-faces.ts';
import { GESTURES } from './lib/gestures/arm-gestures.ts';
import { handMovements } from './lib/gestures/hand-movements.ts';
import { headGestures } from './lib/gestures/head-gestures.ts';
import { heldGestures } from './lib/gestures/held-gestures.ts';
import { namedOf, ofTrack } from './lib/gestures/named-evidence.ts';
import { onsetRecord } from './lib/gestures/sound-onsets.ts';
import { watchArms } from './lib/movement/share-arms.ts';
import { sharedHeads } from './lib/movement/share-heads.ts';
import { round } from './lib/rounding.ts';
import { VIEW } from './lib/view/view.ts';

type Label = (typeof GESTURES)[number];

const GestureFinding = z.object({
  ...FindingFields,
  label: z.enum(GESTURES),
  endMs: z.int().nonnegative(),
  /** The person's as in body_pose; of nodding and shaking the head the face's as in face_detection. */
  trackId: z.string(),
  /** Samples of the pose that show a held gesture. */
  samples: z.int().positive().optional(),
  /** Half movements, there or back. */
  swings: z.int().positive().optional(),
  /** Whole movements per second. */
  hz: z.number().positive().optional(),
  /** Mean way of a half movement, in heights of the face. */
  swing: z.number().positive().optional(),
  /** Share of claps with an onset of sound; absent without sound. */
  heard: z.number().min(0).max(1).optional(),
  basedOn: z.array(z.string()).min(1),
});
type GestureFinding = z.infer<typeof GestureFinding>;

const WORDS: Readonly<Record<Label, { en: string; de: string }>> = {
  raised_hand: { en: 'A person holds a hand above the shoulder', de: 'Eine Person hält eine Hand über der Schulter' },
  arms_crossed: { en: 'A person has the arms crossed', de: 'Eine Person hat die Arme verschränkt' },
  hands_together: { en: 'A person holds the hands together', de: 'Eine Person hält die Hände zusammen' },
  pointing: { en: 'A person points with the index finger', de: 'Eine Person zeigt mit dem Zeigefinger' },
  nodding: { en: 'A head nods', de: 'Ein Kopf nickt' },
  head_shake: { en: 'A head is shaken', de: 'Ein Kopf wird geschüttelt' },
  waving: { en: 'A person waves with a raised hand', de: 'Eine Person winkt mit gehobener Hand' },
  clapping: { en: 'A person claps the hands', de: 'Eine Person klatscht in die Hände' },
};

const Parameters = FaceParameters.extend({
  /** Samples that must show a held gesture in films; one alone is often a mistake of the pose network. */
  minSamples: z.int().min(1).default(2),
  /** Longest time between two samples of one held gesture. */
  maxGapMs: z.int().positive().default(1100),
});
type Parameters = z.infer<typeof Parameters>;

const POSE = tensorModel('movenet-lightning');
type Models = typeof FACE_MODELS & { pose: typeof POSE };

function watch(context: OpenContext<Parameters, GestureFinding, Models>, detector: ThingDetector, pose: TensorModel, tier: 'lite' | 'full'): Session {
  const { parameters, medium, emit, upstream } = context;
  const isPhoto = medium.kind === 'image';
  const heads = sharedHeads(context, tier);
  const arms = watchArms(detector, pose, medium);
  const spectra = soundSpectra();
  const onsets = onsetRecord();

  const moved = (bodies: readonly Observation[], faces: readonly Observation[]): GestureFinding[] => [
    ...heads.finish().flatMap(headGestures).map(({ swing, hz, confidence, ...gesture }) => ({ ...gesture, swing: round(swing, 3), hz: round(hz, 2), confidence: round(confidence, 3), basedOn: namedOf(ofTrack(faces, gesture.trackId, gesture)) })),
    ...handMovements(arms.finish(), medium.hasAudio ? onsets.times : undefined).map(({ personTrackId, hz, heard, confidence, ...gesture }) => ({
      ...gesture, trackId: personTrackId, hz: round(hz, 2), confidence: round(confidence, 3), ...(heard === undefined ? {} : { heard: round(heard, 2) }), basedOn: namedOf(ofTrack(bodies, personTrackId, gesture)),
    })),
  ];
  return {
    async frames(batch) {
      if (!isPhoto) await Promise.all([heads.frames(batch), arms.frames(batch)]);
    },
    everyFrame(batch) {
      heads.everyFrame(batch);
      arms.everyFrame(batch);
    },
    audio(window) {
      onsets.push(spectra(window));
    },
    finish() {
      const [bodies, hands, faces] = ['body_pose', 'hand_gesture', 'face_detection'].map(upstream);
      const aspect = medium.width > 0 && medium.height > 0 ? medium.width / medium.height : 1;
      const held = heldGestures(bodies ?? [], hands ?? [], { aspect, minSamples: isPhoto ? 1 : parameters.minSamples, maxGapMs: parameters.maxGapMs })
        .map((gesture): GestureFinding => ({ ...gesture, confidence: round(gesture.confidence, 3) }));
      // What no observation shows, because it is held back or too small, is not told.
      const all = [...held, ...(isPhoto ? [] : moved(bodies ?? [], faces ?? []))].filter(({ basedOn }) => basedOn.length > 0);
      for (const finding of all.sort((a, b) => a.startMs - b.startMs)) emit(finding);
    },
  };
}

const sentence = (f: GestureFinding, language: 'en' | 'de'): string =>
  `${WORDS[f.label][language]}, ${clockTime(f.startMs)} ${language === 'de' ? 'bis' : 'to'} ${clockTime(f.endMs)}, ${certaintyWords(f.confidence, language)}.`;

export const gestureRecognition = defineAnalyzer({
  name: 'gesture_recognition',
  version: 2,
  method: 'rule',
  reads: { video: VIEW, everyFrame: true, audio: { sampleRateHz: SPECTRA_RATE, channels: 1, windowMs: 1000 }, photo: true, after: ['body_pose', 'hand_gesture', 'face_detection'] },
  models: { ...FACE_MODELS, things: tensorModel('centernet-coco'), pose: POSE },
  parameters: Parameters,
  finding: GestureFinding,
  sentence: { en: (f) => sentence(f, 'en'), de: (f) => sentence(f, 'de') },
  open: (context) => watch(context, centernetDetector(context.models.things), context.models.pose, 'lite'),
  full: {
    models: { ...FULL_FACE_MODELS, things: roleModel('object-detector'), pose: POSE },
    open: (context) => watch(context, yoloxDetector(context.models.things), context.models.pose, 'full'),
  },
});
