/** Hands of the persons in the picture: where they are, whose left or right, and static gestures by rule. */
import { Box, Confidence } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, roleModel, tensorModel, type OpenContext, type Session, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { poseOf } from './lib/bodies/pose-network.ts';
import { watchPersons } from './lib/bodies/watch-persons.ts';
import { centernetDetector, type ThingDetector } from './lib/detection/find-things.ts';
import { yoloxDetector } from './lib/detection/yolox-detector.ts';
import { type FoundHand, handsOfPerson, isSameHand } from './lib/hands/find-hands.ts';
import { classifiedGesture } from './lib/hands/gesture-classifier.ts';
import { handFinding } from './lib/hands/hand-finding.ts';
import { gestures, staticGesture, type Gesture, type NamedGesture } from './lib/hands/static-gesture.ts';
import { VIEW } from './lib/view/view.ts';

/** One hand at one moment. */
const Hand = z.object({
  ...FindingFields,
  /** The gesture; `none`: a hand that shows none of these. */
  label: z.enum(gestures),
  box: Box,
  /** One per person and side. */
  trackId: z.string(),
  /** The person's track, as in object_detection and body_pose. */
  personTrackId: z.string(),
  handedness: z.enum(['left', 'right', 'uncertain']),
  gestureConfidence: Confidence,
  /** Wrist and fingertips, as fractions of the displayed frame. */
  landmarks: z.array(z.object({ name: z.string(), x: z.number(), y: z.number() })),
});

type Hand = z.infer<typeof Hand>;

const Parameters = z.object({
  /** Largest persons of a frame whose hands are looked for. */
  maxPersons: z.int().min(1).max(50).default(4),
  /** Score of wrist and elbow from which a hand is looked for. */
  minWristConfidence: z.number().min(0).max(1).default(0.3),
  minConfidence: z.number().min(0).max(1).default(0.6),
});
type Parameters = z.infer<typeof Parameters>;

const POSE = tensorModel('movenet-lightning');
const HANDS = tensorModel('handlandmark-full');

const gestureWords: Readonly<Record<Gesture, { en: string; de: string }>> = {
  open_palm: { en: 'shows an open palm', de: 'zeigt die offene Handfläche' },
  fist: { en: 'is a fist', de: 'ist zur Faust geschlossen' },
  pointing: { en: 'points with the index finger', de: 'zeigt mit dem Zeigefinger' },
  victory: { en: 'shows a V of index and middle finger', de: 'zeigt ein V aus Zeige- und Mittelfinger' },
  thumbs_up: { en: 'has its thumb up', de: 'hält den Daumen nach oben' },
  thumbs_down: { en: 'has its thumb down', de: 'hält den Daumen nach unten' },
  ok: { en: 'forms a ring of thumb and index finger', de: 'bildet einen Ring aus Daumen und Zeigefinger' },
  none: { en: 'is seen, no gesture that is known', de: 'ist zu sehen, keine bekannte Geste' },
};
const handWords = {
  left: { en: 'A left hand', de: 'Eine linke Hand' },
  right: { en: 'A right hand', de: 'Eine rechte Hand' },
  uncertain: { en: 'A hand', de: 'Eine Hand' },
} as const;

type Context = Pick<OpenContext<Parameters, Hand, never>, 'parameters' | 'medium' | 'emit'>;

function look(detector: ThingDetector, models: { pose: TensorModel; hands: TensorModel }, gestureOf: (hand: FoundHand) => Promise<NamedGesture>, { parameters, medium, emit }: Context): Session {
  const watch = watchPersons(detector, medium, { maxPersons: parameters.maxPersons });
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const told: FoundHand[] = [];
        for (const person of (await watch(frame, batch)).persons) {
          const pose = await poseOf(frame, batch, person.box, models.pose);
          for (const hand of await handsOfPerson(frame, batch, pose, models.hands, parameters)) {
            if (told.some((other) => isSameHand(other, hand))) continue;
            told.push(hand);
            const personTrackId = person.track.id;
            emit({ ...handFinding(hand, frame, await gestureOf(hand)), startMs: frame.atMs, trackId: `${personTrackId}-${hand.side}-hand`, personTrackId });
          }
        }
      }
    },
  };
}

export const handGesture = defineAnalyzer({
  name: 'hand_gesture',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { detector: tensorModel('centernet-coco'), pose: POSE, hands: HANDS },
  parameters: Parameters,
  finding: Hand,
  sentence: {
    en: (hand) => `${handWords[hand.handedness].en} ${gestureWords[hand.label].en} (${certaintyWords(hand.confidence, 'en')}).`,
    de: (hand) => `${handWords[hand.handedness].de} ${gestureWords[hand.label].de} (${certaintyWords(hand.confidence, 'de')}).`,
  },

  open: ({ models, ...context }) => look(centernetDetector(models.detector), models, (hand) => Promise.resolve(staticGesture(hand.landmarks)), context),
  full: {
    models: { detector: roleModel('object-detector'), pose: POSE, hands: HANDS, classifier: roleModel('gesture-classifier') },
    open: ({ models, ...context }) => look(yoloxDetector(models.detector), models, (hand) => classifiedGesture(models.classifier, hand.landmarks), context),
  },
});
