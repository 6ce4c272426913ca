/** Findings as the API lists them, and what can be said of all of them at once. */
import { z } from 'zod';
import { MediaKind } from '../media.ts';
import { Observation } from '../observation.ts';
import { Confidence, Milliseconds } from '../units.ts';
import { Correction } from './corrections.ts';
import { Explicitness } from './media.ts';
import { PageQuery } from './paging.ts';

/** One or several: `?label=dog&label=cat`. */
const oneOrMore = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string().min(1).max(200)).max(50));
const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const id = z.string().min(1).max(200);

/** What is wanted of a job's observations; all that is given must fit. */
export const ObservationFilterQuery = z.object({
  mediaId: id.optional(),
  runId: id.optional(),
  fromMs: z.coerce.number().int().min(0).max(2 ** 31 - 1).optional().describe('With `toMs` half open: what begins before its end and has not ended at its begin, or is a moment within'),
  toMs: z.coerce.number().int().min(0).max(2 ** 31 - 1).optional(),
  analyzer: oneOrMore.optional(),
  label: oneOrMore.optional(),
  trackId: id.optional(),
  personId: id.optional(),
  speakerId: id.optional(),
  minConfidence: z.coerce.number().pipe(Confidence).optional(),
  text: z.string().min(1).max(400).optional().describe('Words in text, label or sentence: all of them, "a phrase", -without, or'),
  source: z.enum(['model', 'user']).optional(),
  review: z.enum(['accepted', 'rejected', 'open']).optional(),
  corrected: flag.optional(),
  removed: flag.optional().describe('True: those that a person took out, in place of the others'),
});
export type ObservationFilterQuery = z.infer<typeof ObservationFilterQuery>;

export const ObservationQuery = ObservationFilterQuery.extend(PageQuery.shape);

export const ListedObservation = Observation.extend({
  /** Counts its changes: `If-Match` of a correction. */
  version: z.int().positive(),
  removed: z.literal(true).optional(),
}).meta({ id: 'ListedObservation' });
export type ListedObservation = z.infer<typeof ListedObservation>;

/** One observation with all that was said of it. */
export const ObservationDetails = z.object({
  observation: ListedObservation,
  version: z.int().positive(),
  /** What the model said, where a correction lies over it. */
  original: Observation.optional(),
  /** In the order in which they were made; the newest 500. */
  corrections: z.array(Correction),
}).meta({ id: 'ObservationDetails' });
export type ObservationDetails = z.infer<typeof ObservationDetails>;

export const ResultFacets = z.object({
  count: z.int().nonnegative(),
  analyzers: z.array(z.object({ analyzer: z.string(), count: z.int().positive() })),
  labels: z.array(z.object({ analyzer: z.string(), label: z.string(), count: z.int().positive() })).describe('The most frequent 500'),
}).meta({ id: 'ResultFacets' });
export type ResultFacets = z.infer<typeof ResultFacets>;

/** What is wanted of all jobs of the workspace; all that is given must fit. */
export const SearchFilterQuery = ObservationFilterQuery.extend({
  jobId: z.uuid().optional(),
  kind: MediaKind.optional().describe('Of the medium'),
  from: z.iso.datetime({ offset: true }).optional().describe('Of jobs created at or after'),
  to: z.iso.datetime({ offset: true }).optional().describe('Of jobs created before'),
});
export type SearchFilterQuery = z.infer<typeof SearchFilterQuery>;

export const SearchQuery = SearchFilterQuery.extend(PageQuery.shape);

/** An observation, and where it was found. */
export const FoundObservation = ListedObservation.extend({
  jobId: z.uuid(),
  jobName: z.string(),
  fileName: z.string().optional(),
  kind: MediaKind.optional(),
  durationMs: z.int().nonnegative(),
  thumbnail: z.boolean().describe('The medium is there and has a thumbnail'),
  explicitness: Explicitness.describe('Of the medium'),
}).meta({ id: 'FoundObservation' });
export type FoundObservation = z.infer<typeof FoundObservation>;

export const SearchFacets = ResultFacets.extend({
  complete: z.boolean().describe('False: there are more than 20,000, and so many of them were counted'),
  kinds: z.array(z.object({ kind: MediaKind, count: z.int().positive() })),
  jobs: z.array(z.object({ jobId: z.uuid(), name: z.string(), count: z.int().positive() })).describe('The 100 with the most'),
}).meta({ id: 'SearchFacets' });
export type SearchFacets = z.infer<typeof SearchFacets>;

/** When most was found, and in which scenes: one row per medium, in the job's order. */
export const JobActivity = z.object({
  items: z.array(z.object({
    mediaId: z.string(),
    fileName: z.string().optional(),
    kind: MediaKind.optional(),
    durationMs: z.int().nonnegative(),
    counts: z.array(z.int().nonnegative()).describe('Observations that begin in each of 60 equal parts; empty for photos'),
    scenes: z.array(z.object({ startMs: Milliseconds, endMs: Milliseconds, sentence: z.string() })).describe('At most 1000 in the whole job'),
  })).describe('The first 100 media'),
}).meta({ id: 'JobActivity' });
export type JobActivity = z.infer<typeof JobActivity>;

/** What there is of one medium in one job. */
export const ResultEntry = z.object({
  jobId: z.string(),
  jobName: z.string(),
  mediaId: z.string(),
  fileName: z.string().optional(),
  runs: z.record(z.string(), z.int().positive()).describe('How many runs have which status'),
  observations: z.int().nonnegative(),
  updatedAt: z.iso.datetime().optional().describe('When the newest run ended'),
  /** Path of its result document. */
  document: z.string(),
}).meta({ id: 'ResultEntry' });
export type ResultEntry = z.infer<typeof ResultEntry>;

/** Deletes model output; what people said stays, and lies over it again once it is made anew. */
export const DeleteResultsQuery = z.object({
  mediaId: id.optional(),
  runId: id.optional().describe('One run alone'),
  corrections: flag.default(false).describe('True: what people said goes too'),
});

export const DeletedResults = z.object({ runs: z.int().nonnegative(), observations: z.int().nonnegative(), corrections: z.int().nonnegative() }).meta({ id: 'DeletedResults' });
export type DeletedResults = z.infer<typeof DeletedResults>;

export const KeyframeList = z.object({ frames: z.array(z.object({ atMs: Milliseconds, width: z.int().positive(), height: z.int().positive(), href: z.string() })) }).meta({ id: 'KeyframeList' });
export type KeyframeList = z.infer<typeof KeyframeList>;
