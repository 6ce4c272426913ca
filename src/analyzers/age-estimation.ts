/**
 * Apparent age of the people whose faces are seen, one range per track: how old somebody looks, which may be far from how
 * old somebody is. Never a single number, and no gender.
 */
import { Box, type Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, tensorModel, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { ageCanBeJudged, judgeAge, type AgeEstimate } from './lib/faces/age-judges.ts';
import { ageRange, type AgeRange } from './lib/faces/age-range.ts';
import { FACE_MODELS, FaceParameters, FULL_FACE_MODELS, sharedFaces } from './lib/faces/share-faces.ts';
import type { SeenFace } from './lib/faces/watch-faces.ts';
import { VIEW } from './lib/view/view.ts';

/** One finding per track. */
const Age = z.object({
  ...FindingFields, label: z.enum(['apparent_age', 'not_determinable']), box: Box, trackId: z.string(),
  /** Years: nine of ten true ages should lie between the two. Absent where no face of the track can be judged. */
  fromYears: z.int().optional(),
  toYears: z.int().optional(),
  /** Faces of the track that were judged. */
  judgedFaces: z.int(),
  /** Years by which the two models differ. */
  disagreementYears: z.int().optional(),
});
type Age = z.infer<typeof Age>;

/** Faces of a track that are judged at most, each better than the one before by this factor: more change little and cost much. */
const MOST_FACES = 3;
const BETTER = 1.1;

interface Track {
  startMs: number;
  endMs: number;
  best: Pick<SeenFace, 'box' | 'confidence'>;
  quality: number;
  judged: AgeEstimate[][];
  judgedQuality: number;
}

const MODELS = { ...FACE_MODELS, faceres: tensorModel('faceres'), faceAge: tensorModel('face-age') } as const;

const findingOf = (trackId: string, { startMs, endMs, best, judged }: Track, range: AgeRange | undefined): Age => ({
  label: range === undefined ? 'not_determinable' : 'apparent_age', startMs, endMs, box: best.box, trackId, judgedFaces: judged.length,
  confidence: range === undefined ? 0 : Math.min(best.confidence, range.confidence),
  ...(range === undefined ? {} : { fromYears: range.fromYears, toYears: range.toYears, disagreementYears: range.disagreementYears }),
});

function inWords({ fromYears, toYears }: Age, language: Language): string {
  if (fromYears === undefined || toYears === undefined) return language === 'de' ? 'Das scheinbare Alter eines Gesichts ist nicht bestimmbar.' : 'The apparent age of a face cannot be determined.';
  return language === 'de' ? `Scheinbares Alter: zwischen ${fromYears} und ${toYears} Jahren (unsichere Schätzung).` : `Apparent age: between ${fromYears} and ${toYears} years (an uncertain estimate).`;
}

function follow(context: OpenContext<FaceParameters, Age, typeof MODELS>, tier: 'lite' | 'full'): Session {
  const watch = sharedFaces(context, tier);
  const tracks = new Map<string, Track>();
  const tell = (open: ReadonlySet<string> | undefined): void => {
    for (const [trackId, track] of tracks) {
      if (open?.has(trackId) === true) continue;
      context.emit(findingOf(trackId, track, ageRange(track.judged)));
      tracks.delete(trackId);
    }
  };
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const { atMs, picture, faces, open } = await watch.see(frame, batch);
        tell(open);
        for (const { trackId, box, confidence, mesh, quality } of faces) {
          const track = tracks.get(trackId) ?? { startMs: atMs, endMs: atMs, best: { box, confidence }, quality: 0, judged: [], judgedQuality: 0 };
          tracks.set(trackId, track);
          track.endMs = atMs;
          if (quality.overall > track.quality) Object.assign(track, { best: { box, confidence }, quality: quality.overall });
          if (track.judged.length >= MOST_FACES || quality.overall < track.judgedQuality * BETTER || !ageCanBeJudged(quality)) continue;
          track.judged.push(await judgeAge(picture, mesh, quality, context.models));
          track.judgedQuality = quality.overall;
        }
      }
    },
    finish() {
      watch.finish();
      tell(undefined);
    },
  };
}

export const ageEstimation = defineAnalyzer({
  name: 'age_estimation',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: MODELS,
  parameters: FaceParameters,
  finding: Age,
  sentence: { en: (age) => inWords(age, 'en'), de: (age) => inWords(age, 'de') },
  open: (context) => follow(context, 'lite'),
  full: { models: { ...MODELS, detector: FULL_FACE_MODELS.detector }, open: (context) => follow(context, 'full') },
});
