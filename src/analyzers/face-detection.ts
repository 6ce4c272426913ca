/**
 * Finds faces and follows them through each shot; of each track one face is the best shot. `samePerson` joins tracks of
 * this one medium whose faces look alike; who that is, and whether anybody wants to know, is decided elsewhere.
 */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import type { FaceQuality } from './lib/faces/face-quality.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS, sharedFaces } from './lib/faces/share-faces.ts';
import { trackRecords } from './lib/faces/track-records.ts';
import type { SeenFace } from './lib/faces/watch-faces.ts';
import { round } from './lib/rounding.ts';
import { VIEW } from './lib/view/view.ts';

/** One finding per face and sampled frame. */
const Face = z.object({
  ...FindingFields, label: z.literal('face'), box: Box, trackId: z.string(),
  /** True: the detector saw it in this frame; false: it was followed from the sample before. */
  detected: z.boolean(),
  quality: z.object({
    /** 0..1, all together. */
    overall: z.number(),
    /** Pixels of the analysed picture (960 at most along its longer side). */
    sidePixels: z.number(),
    /** Fine detail over contrast: below 0.1 blurred, 0.2 to 0.7 in focus. */
    sharpness: z.number(),
    /** 0..1: how surely the mesh network sees an open face; low where hands, masks or hair cover it. */
    uncovered: z.number(),
    yawDegrees: z.number(),
    pitchDegrees: z.number(),
  }),
  /** The face of its track that can be judged best; in a track of more than five minutes, of each five minutes. */
  bestShot: z.literal(true).optional(),
  /** Films only: the same name for tracks that seem to show one person, within this medium. */
  samePerson: z.string().optional(),
});
type Face = z.infer<typeof Face>;

interface Sample {
  atMs: number;
  face: Pick<SeenFace, 'box' | 'confidence' | 'detected' | 'quality'>;
}

const qualityOf = ({ overall, sidePixels, sharpness, presence, pose }: FaceQuality): Face['quality'] => ({
  overall: round(overall, 2), sidePixels: Math.round(sidePixels), sharpness: round(sharpness, 2), uncovered: round(presence, 2),
  yawDegrees: Math.round(pose.yaw), pitchDegrees: Math.round(pose.pitch),
});

function follow(context: OpenContext<FaceParameters, Face, typeof FACE_MODELS>, tier: 'lite' | 'full'): Session {
  const watch = sharedFaces(context, tier);
  const records = trackRecords<Sample>();
  const tell = (ended: { trackId: string; items: Sample[] }[]): void => {
    for (const { trackId, items } of ended) {
      const best = items.reduce((a, b) => (b.face.quality.overall > a.face.quality.overall ? b : a));
      const samePerson = watch.personOf(trackId);
      for (const item of items) {
        const { box, confidence, detected, quality } = item.face;
        context.emit({
          label: 'face', startMs: item.atMs, box, trackId, confidence, detected, quality: qualityOf(quality),
          ...(item === best ? { bestShot: true } : {}), ...(samePerson === undefined ? {} : { samePerson }),
        });
      }
    }
  };
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const { atMs, faces, open } = await watch.see(frame, batch);
        tell(records.endAllBut(open));
        for (const { trackId, box, confidence, detected, quality } of faces) records.add(trackId, { atMs, face: { box, confidence, detected, quality } });
      }
    },
    finish() {
      watch.finish();
      tell(records.endAllBut(undefined));
    },
  };
}

export const faceDetection = defineAnalyzer({
  name: 'face_detection',
  version: 2,
  reads: { video: VIEW, photo: true },
  models: FACE_MODELS,
  parameters: FaceParameters,
  finding: Face,
  sentence: {
    en: (face) => `A face, ${certaintyWords(face.confidence, 'en')}.`,
    de: (face) => `Ein Gesicht, ${certaintyWords(face.confidence, 'de')}.`,
  },
  open: (context) => follow(context, 'lite'),
  full: { models: FULL_FACE_MODELS, open: (context) => follow(context, 'full') },
});
