/** Key points and posture of every person, on the tracks of object_detection. */
import { Box, Confidence } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, roleModel, tensorModel, type OpenContext, type Session, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { bodyFinding } from './lib/bodies/body-finding.ts';
import { poseOf } from './lib/bodies/pose-network.ts';
import { armsRaised, postures, type Posture } from './lib/bodies/posture.ts';
import { watchPersons } from './lib/bodies/watch-persons.ts';
import { centernetDetector, type ThingDetector } from './lib/detection/find-things.ts';
import { yoloxDetector } from './lib/detection/yolox-detector.ts';
import { VIEW } from './lib/view/view.ts';

/** One person at one moment. */
const Body = z.object({
  ...FindingFields,
  /** By rule from the directions of torso and legs; `upright`: the legs are not seen. */
  label: z.enum(postures),
  box: Box,
  /** As in object_detection with its usual parameters. */
  trackId: z.string(),
  /** Only points that were seen: x and y as fractions of the displayed frame, `left` is the person's own left. */
  keypoints: z.array(z.object({ name: z.string(), x: z.number(), y: z.number(), confidence: Confidence })),
  postureConfidence: Confidence,
  /** Wrists above their shoulders; absent where no wrist is seen. */
  armsRaised: z.enum(armsRaised).optional(),
});

type Body = z.infer<typeof Body>;

const Parameters = z.object({
  /** Largest persons of a frame that are looked at. */
  maxPersons: z.int().min(1).max(50).default(6),
  /** Score from which a key point is told, and how many of them make a body. */
  minKeypointConfidence: z.number().min(0).max(1).default(0.3),
  minKeypoints: z.int().min(1).max(17).default(5),
});
type Parameters = z.infer<typeof Parameters>;

const POSE = tensorModel('movenet-lightning');

const postureWords: Readonly<Record<Posture, { en: string; de: string }>> = {
  standing: { en: 'stands', de: 'steht' },
  sitting: { en: 'sits', de: 'sitzt' },
  crouching: { en: 'crouches', de: 'hockt' },
  bending: { en: 'bends over', de: 'beugt sich' },
  lying: { en: 'lies', de: 'liegt' },
  upright: { en: 'is upright, the legs are not seen', de: 'ist aufrecht, die Beine sind nicht zu sehen' },
  undetermined: { en: 'is there, the posture cannot be told', de: 'ist da, die Haltung lässt sich nicht bestimmen' },
};
const armWords = {
  none: { en: '', de: '' },
  left: { en: ', the left arm raised', de: ', der linke Arm ist gehoben' },
  right: { en: ', the right arm raised', de: ', der rechte Arm ist gehoben' },
  both: { en: ', both arms raised', de: ', beide Arme sind gehoben' },
} as const;

type Context = Pick<OpenContext<Parameters, Body, never>, 'parameters' | 'medium' | 'emit'>;

function look(detector: ThingDetector, model: TensorModel, { parameters, medium, emit }: Context): Session {
  const watch = watchPersons(detector, medium, { maxPersons: parameters.maxPersons });
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        for (const person of (await watch(frame, batch)).persons) {
          const finding = bodyFinding(await poseOf(frame, batch, person.box, model), frame, parameters);
          if (finding) emit({ ...finding, box: person.box, trackId: person.track.id, startMs: frame.atMs });
        }
      }
    },
  };
}

export const bodyPose = defineAnalyzer({
  name: 'body_pose',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { detector: tensorModel('centernet-coco'), pose: POSE },
  parameters: Parameters,
  finding: Body,
  sentence: {
    en: (body) => `A person ${postureWords[body.label].en}${armWords[body.armsRaised ?? 'none'].en} (${body.keypoints.length} of 17 body points, ${certaintyWords(body.confidence, 'en')}).`,
    de: (body) => `Eine Person ${postureWords[body.label].de}${armWords[body.armsRaised ?? 'none'].de} (${body.keypoints.length} von 17 Körperpunkten, ${certaintyWords(body.confidence, 'de')}).`,
  },

  open: ({ models, ...context }) => look(centernetDetector(models.detector), models.pose, context),
  full: {
    models: { detector: roleModel('object-detector'), pose: POSE },
    open: ({ models, ...context }) => look(yoloxDetector(models.detector), models.pose, context),
  },
});
