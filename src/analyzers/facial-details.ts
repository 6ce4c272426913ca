/**
 * Where eyes, nose and mouth of a face are, how the head is turned, whether eyes and mouth are open. Blinks are not
 * counted: one lasts 0.1 to 0.4 s, and two samples a second miss most of them.
 */
import { Box, type Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, tensorModel, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { MESH, meshPoint } from './lib/faces/face-mesh.ts';
import { eyeState, mouthShape } from './lib/faces/face-shape.ts';
import { eyesOfFace } from './lib/faces/irises.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS, sharedFaces } from './lib/faces/share-faces.ts';
import type { FacesOfFrame, SeenFace } from './lib/faces/watch-faces.ts';
import { round } from './lib/rounding.ts';
import { VIEW } from './lib/view/view.ts';

/** Left and right are always those of the picture. */
const LANDMARKS = [
  'browLeftOuter', 'browLeftInner', 'browRightInner', 'browRightOuter', 'eyeLeftOuter', 'eyeLeftInner', 'eyeRightInner', 'eyeRightOuter',
  'noseTip', 'mouthLeft', 'mouthRight', 'lipTop', 'lipBottom', 'chin',
] as const satisfies readonly (keyof typeof MESH)[];

const Openness = z.enum(['open', 'closed', 'uncertain']);
/** Fractions of the displayed frame. */
const Place = z.object({ x: z.number(), y: z.number() });

/** One finding per face and sampled frame. */
const Details = z.object({
  ...FindingFields, label: z.literal('face'), box: Box, trackId: z.string(),
  landmarks: z.object(Object.fromEntries(LANDMARKS.map((name) => [name, Place]))),
  /** Degrees. Yaw: positive where the nose points to the right of the picture; pitch: up; roll: clockwise. */
  headPose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number(), method: z.literal('mesh axes') }),
  eyes: z.object({ left: Openness, right: Openness }),
  mouth: Openness,
  /** Geometry only: smiles raise them, some grimaces as well. */
  mouthCorners: z.enum(['raised', 'level', 'lowered']),
});
type Details = z.infer<typeof Details>;

/** The least that points can be trusted with. */
const LEAST_PRESENCE = 0.5;
/** Degrees from which on a head counts as turned in words. */
const TURNED = 20;

type Words = Readonly<Record<string, Readonly<Record<Language, string>>>>;
const POSE_WORDS = {
  front: { en: 'seen from the front', de: 'von vorn gesehen' },
  left: { en: 'turned to the left of the picture', de: 'zur linken Bildseite gedreht' },
  right: { en: 'turned to the right of the picture', de: 'zur rechten Bildseite gedreht' },
  up: { en: 'raised', de: 'gehoben' },
  down: { en: 'lowered', de: 'gesenkt' },
} as const satisfies Words;
const EYE_WORDS = {
  open: { en: 'eyes open', de: 'Augen offen' }, closed: { en: 'eyes closed', de: 'Augen geschlossen' }, uncertain: { en: 'eyes perhaps closed', de: 'Augen vielleicht geschlossen' },
} as const satisfies Words;
const MOUTH_WORDS = {
  open: { en: 'mouth open', de: 'Mund offen' }, closed: { en: 'mouth closed', de: 'Mund geschlossen' }, uncertain: { en: 'mouth hardly open', de: 'Mund kaum geöffnet' },
} as const satisfies Words;

function inWords({ headPose: { yaw, pitch }, eyes, mouth }: Details, language: Language): string {
  const turned = Math.abs(yaw) >= TURNED ? POSE_WORDS[yaw > 0 ? 'right' : 'left'] : Math.abs(pitch) >= TURNED ? POSE_WORDS[pitch > 0 ? 'up' : 'down'] : POSE_WORDS.front;
  const lids = EYE_WORDS[eyes.left === eyes.right ? eyes.left : 'uncertain'];
  return `${language === 'de' ? 'Ein Gesicht' : 'A face'}, ${turned[language]}; ${lids[language]}, ${MOUTH_WORDS[mouth][language]}.`;
}

type Models = typeof FACE_MODELS & { iris: ReturnType<typeof tensorModel> };

async function detailsOf(face: SeenFace, { atMs, picture }: FacesOfFrame, iris: OpenContext<FaceParameters, Details, Models>['models']['iris']): Promise<Details> {
  const eyes = await eyesOfFace(iris, picture, face.mesh);
  const { yaw, pitch, roll } = face.quality.pose;
  const { state, corners } = mouthShape(face.mesh);
  const place = (name: (typeof LANDMARKS)[number]): z.infer<typeof Place> => {
    const { x, y } = meshPoint(face.mesh, MESH[name]);
    return { x: round(x / picture.width, 4), y: round(y / picture.height, 4) };
  };
  return {
    label: 'face', startMs: atMs, box: face.box, trackId: face.trackId, confidence: Math.min(face.confidence, face.mesh.presence),
    landmarks: Object.fromEntries(LANDMARKS.map((name) => [name, place(name)])),
    headPose: { yaw: round(yaw, 1), pitch: round(pitch, 1), roll: round(roll, 1), method: 'mesh axes' },
    eyes: { left: eyeState(eyes.left.openness), right: eyeState(eyes.right.openness) },
    mouth: state, mouthCorners: corners,
  };
}

function follow(context: OpenContext<FaceParameters, Details, Models>, tier: 'lite' | 'full'): Session {
  const watch = sharedFaces(context, tier);
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const seen = await watch.see(frame, batch);
        const usable = seen.faces.filter(({ mesh }) => mesh.presence >= LEAST_PRESENCE);
        for (const details of await Promise.all(usable.map((face) => detailsOf(face, seen, context.models.iris)))) context.emit(details);
      }
    },
    finish: () => { watch.finish(); },
  };
}

export const facialDetails = defineAnalyzer({
  name: 'facial_details',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { ...FACE_MODELS, iris: tensorModel('iris') },
  parameters: FaceParameters,
  finding: Details,
  sentence: { en: (details) => inWords(details, 'en'), de: (details) => inWords(details, 'de') },
  open: (context) => follow(context, 'lite'),
  full: { models: { ...FULL_FACE_MODELS, iris: tensorModel('iris') }, open: (context) => follow(context, 'full') },
});
