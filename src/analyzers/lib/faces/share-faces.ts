/** One watch of the faces for all analyzers of a run that look at faces in the same way. */
import { roleModel, tensorModel, type AnyFinding, type ModelRef, type OpenContext, type OpenModels } from '@aima/sdk';
import { z } from 'zod';
import { ssdFaceFinder, type FaceFinder } from './find-faces.ts';
import { watchFaces, type FaceWatch } from './watch-faces.ts';
import { yunetFaceFinder } from './yunet-face-finder.ts';

/** What every analyzer of faces needs to follow them. */
export const FACE_MODELS = { detector: tensorModel('face-ssd'), mesh: tensorModel('facemesh'), descriptor: tensorModel('face-descriptor') } as const;
/** The same with the full tier's detector. */
export const FULL_FACE_MODELS = { ...FACE_MODELS, detector: roleModel('face-detector') } as const;

export const FaceParameters = z.object({
  /** Least confidence of the detector. Analyzers with equal parameters share all the work on faces. */
  minConfidence: z.number().min(0).max(1).default(0.5),
  /** Two faces that overlap more are one. */
  maxOverlap: z.number().min(0).max(1).default(0.4),
});
export type FaceParameters = z.infer<typeof FaceParameters>;

type FaceModels = OpenModels<Record<keyof typeof FACE_MODELS, ModelRef<'tensor'>>>;

// All analyzers of one run are told to stop by one signal, which lives as long as the run.
const watches = new WeakMap<AbortSignal, Map<string, FaceWatch>>();

const finders: Readonly<Record<'lite' | 'full', (models: FaceModels, parameters: FaceParameters) => FaceFinder>> = {
  lite: ({ detector }, parameters) => ssdFaceFinder(detector, parameters),
  full: ({ detector }, parameters) => yunetFaceFinder(detector, parameters),
};

/** The watch of this run; made by whoever asks first. */
export function sharedFaces({ signal, medium, models, parameters: { minConfidence, maxOverlap, sampleEveryMs } }: Pick<OpenContext<FaceParameters, AnyFinding, never>, 'signal' | 'medium'> & { parameters: FaceParameters & { sampleEveryMs?: number }; models: FaceModels }, tier: 'lite' | 'full'): FaceWatch {
  const ofRun = watches.get(signal) ?? new Map<string, FaceWatch>();
  watches.set(signal, ofRun);
  const key = JSON.stringify([tier, minConfidence, maxOverlap, sampleEveryMs]);
  const known = ofRun.get(key);
  if (known) return known;
  const made = watchFaces(finders[tier](models, { minConfidence, maxOverlap }), models, medium.kind !== 'image');
  ofRun.set(key, made);
  return made;
}
