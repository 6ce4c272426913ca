/** Finds the 80 kinds of things of COCO and follows them from frame to frame. */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, optionalModel, roleModel, tensorModel, type OpenContext, type Session, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { germanCocoNames } from './lib/detection/coco-german.ts';
import { centernetDetector, type ThingDetector } from './lib/detection/find-things.ts';
import { holdBack } from './lib/detection/hold-back.ts';
import { personEmbedder, SAME_PERSON_FROM, samePersons } from './lib/detection/same-person.ts';
import { WATCHING, watchingFor, watchThings } from './lib/detection/watch-things.ts';
import { yoloxDetector } from './lib/detection/yolox-detector.ts';
import { VIEW } from './lib/view/view.ts';

/** One finding per thing and sampled frame; `trackId` joins the findings of one thing, at most up to the next cut. */
const Thing = z.object({
  ...FindingFields,
  label: z.string(),
  box: Box,
  trackId: z.string(),
  /** `person-N`: tracks of one person, who left and came back or was lost for a while, share it; within this film only. */
  samePerson: z.string().optional(),
});
type Thing = z.infer<typeof Thing>;

const fraction = (usual: number): z.ZodDefault<z.ZodNumber> => z.number().min(0).max(1).default(usual);

const Parameters = z.object({
  /** Confidence that large things need; photos need at least 0.4, as nothing confirms them. */
  minConfidence: fraction(WATCHING.minConfidence),
  /** The same for small things, which are invented more often; photos need at least 0.5. */
  minSmallConfidence: fraction(WATCHING.minSmallConfidence),
  /** People are found more surely than other things; photos need at least 0.35. */
  minPersonConfidence: fraction(WATCHING.minPersonConfidence),
  /** Samples of a film that must show a thing, unless it is large and sure. */
  minSamples: z.int().min(1).max(20).default(WATCHING.minSamples),
  maxOverlap: fraction(WATCHING.maxOverlap),
  /** Part of the picture that may change before it is searched again; 0 searches nearly every sample. */
  stillShare: fraction(WATCHING.stillShare),
  /** Likeness from which on two tracks are one person; full tier, where a model for it is here. */
  samePersonFrom: fraction(SAME_PERSON_FROM),
});
type Parameters = z.infer<typeof Parameters>;

function follow(detector: ThingDetector, embedder: TensorModel | undefined, { parameters, medium, emit }: Pick<OpenContext<Parameters, Thing, never>, 'parameters' | 'medium' | 'emit'>): Session {
  const watch = watchThings(detector, watchingFor(medium.kind, { ...WATCHING, ...parameters }));
  const persons = embedder && medium.kind === 'video' ? samePersons(personEmbedder(embedder), parameters.samePersonFrom) : undefined;
  const held = holdBack(({ atMs, thing }, label) => {
    const samePerson = label === 'person' ? persons?.nameOf(thing.track.id) : undefined;
    emit({ label, box: thing.box, confidence: thing.confidence, trackId: thing.track.id, startMs: atMs, ...(samePerson === undefined ? {} : { samePerson }) });
  });
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const { atMs, things, ended, searched } = await watch.see(frame, batch);
        ended.forEach(held.end);
        await persons?.see(frame, batch, things, searched);
        for (const thing of things) held.add({ atMs, thing });
      }
    },
    finish: () => { watch.finish().forEach(held.end); },
  };
}

export const objectDetection = defineAnalyzer({
  name: 'object_detection',
  version: 2,
  reads: { video: VIEW, photo: true },
  models: { detector: tensorModel('centernet-coco') },
  parameters: Parameters,
  finding: Thing,
  sentence: {
    en: (thing) => `Object: ${thing.label}, ${certaintyWords(thing.confidence, 'en')}.`,
    de: (thing) => `Objekt: ${germanCocoNames[thing.label] ?? thing.label}, ${certaintyWords(thing.confidence, 'de')}.`,
  },

  open: (context) => follow(centernetDetector(context.models.detector), undefined, context),
  full: {
    models: { detector: roleModel('object-detector'), embedder: optionalModel(roleModel('person-embedder')) },
    open: (context) => follow(yoloxDetector(context.models.detector), context.models.embedder, context),
  },
});
