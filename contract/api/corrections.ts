/** What people say over the findings of models: each correction stays as it was said, and can be taken back. */
import { z } from 'zod';
import { Observation } from '../observation.ts';
import { Box, Confidence, Milliseconds } from '../units.ts';

const Name = z.string().min(1).max(200);
const Words = z.string().max(100_000);
const DEEPEST = 32;

/** Deeply nested JSON is refused before the schema descends into it. */
function isShallow(value: unknown, left = DEEPEST): boolean {
  return typeof value !== 'object' || value === null || (left > 0 && Object.values(value).every((part) => isShallow(part, left - 1)));
}

const Attribute = z.preprocess((value) => (isShallow(value) ? value : Symbol('too deep')), z.json());
/** What a column holds. */
const At = Milliseconds.max(2 ** 31 - 1);
const Attributes = z.record(z.string().min(1).max(100), Attribute).refine((value) => JSON.stringify(value).length <= 100_000, 'at most 100,000 characters of JSON');

/** Only what changes; `null` takes a value away. */
export const CorrectionPatch = z.strictObject({
  startMs: At.optional(),
  endMs: At.optional(),
  label: Name.nullable().optional(),
  text: Words.nullable().optional(),
  box: Box.nullable().optional(),
  trackId: Name.nullable().optional(),
  personId: Name.nullable().optional(),
  speakerId: Name.nullable().optional(),
  attributes: Attributes.optional().describe('Merged into what is there; a null takes its attribute away. A speaker\'s name is `speakerName`'),
  sentence: z.string().max(10_000).optional().describe('Made from text or label where it is not given'),
}).meta({ id: 'CorrectionPatch' });
export type CorrectionPatch = z.infer<typeof CorrectionPatch>;

/** All observations of a medium that carry this now, by one correction; exactly one of the ids. */
export const CorrectionSelector = z.strictObject({
  mediaId: Name,
  analyzer: Name.optional(),
  speakerId: Name.optional(),
  personId: Name.optional(),
  trackId: Name.optional(),
}).refine(({ speakerId, personId, trackId }) => [speakerId, personId, trackId].filter((id) => id !== undefined).length === 1, 'exactly one of speakerId, personId, trackId').meta({ id: 'CorrectionSelector' });
export type CorrectionSelector = z.infer<typeof CorrectionSelector>;

/** A finding that no model made. */
export const AddedObservation = z.strictObject({
  mediaId: Name,
  analyzer: Name.describe('Whose findings it stands beside'),
  startMs: At,
  endMs: At,
  label: Name.optional(),
  text: Words.optional(),
  box: Box.optional(),
  trackId: Name.optional(),
  personId: Name.optional(),
  speakerId: Name.optional(),
  confidence: Confidence.default(1),
  attributes: Attributes.optional(),
  sentence: z.string().max(10_000).optional(),
}).meta({ id: 'AddedObservation' });
export type AddedObservation = z.infer<typeof AddedObservation>;

const observationId = Name.optional().describe('The observation; or a selector in its place');
const selector = CorrectionSelector.optional();

export const NewCorrection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('edit'), observationId, selector, patch: CorrectionPatch }),
  z.strictObject({ kind: z.literal('add'), observation: AddedObservation }),
  z.strictObject({ kind: z.literal('remove'), observationId, selector }),
  z.strictObject({ kind: z.literal('accept'), observationId, selector }),
  z.strictObject({ kind: z.literal('reject'), observationId, selector }),
]).meta({ id: 'NewCorrection' });
export type NewCorrection = z.infer<typeof NewCorrection>;

export const CorrectionKind = z.enum(['edit', 'add', 'remove', 'accept', 'reject']);
export type CorrectionKind = z.infer<typeof CorrectionKind>;

export const Correction = z.object({
  id: z.string(),
  jobId: z.string(),
  mediaId: z.string(),
  /** `user:ID`. */
  author: z.string(),
  at: z.iso.datetime(),
  kind: CorrectionKind,
  observationId: z.string().optional().describe('As it was called then'),
  selector: CorrectionSelector.optional(),
  patch: CorrectionPatch.optional(),
  /** False while it is taken back. */
  stands: z.boolean(),
  observationIds: z.array(z.string()).describe('Where it lies now, 100 at most'),
  targetCount: z.int().nonnegative(),
  orphaned: z.boolean().describe('It stands, but nothing that it fits to was found again; it is kept and tried again at the next run'),
}).meta({ id: 'Correction' });
export type Correction = z.infer<typeof Correction>;

/** What a correction, or taking one back, did. */
export const CorrectionResult = z.object({
  correction: Correction,
  /** As it is now, where one observation was meant and is there. */
  observation: Observation.optional(),
  /** Of that observation. */
  version: z.int().positive().optional(),
}).meta({ id: 'CorrectionResult' });
export type CorrectionResult = z.infer<typeof CorrectionResult>;
