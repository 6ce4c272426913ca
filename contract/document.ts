/** The result documents that `analyze` writes: one per medium, and one for what spans several. */
import { z } from 'zod';
import { Media } from './media.ts';
import { Observation } from './observation.ts';
import { Run } from './run.ts';
import { Fraction, Language } from './units.ts';

export const SCHEMA_VERSION = '1.0';

export const Job = z.object({
  id: z.string(),
  name: z.string(),
  profile: z.string(),
  language: Language,
  /** ISO 8601 with time zone. */
  createdAt: z.iso.datetime({ offset: true }),
});
export type Job = z.infer<typeof Job>;

export const Summary = z.object({
  /** A few plain sentences about the medium, composed from the observations. */
  text: z.string(),
  observationCount: z.int().nonnegative(),
  byAnalyzer: z.record(z.string(), z.int().nonnegative()),
  byStatus: z.record(z.string(), z.int().nonnegative()),
  /** Smallest coverage among the runs that were done. */
  coverage: Fraction,
  /** From opening the medium to its last observation. */
  seconds: z.number().nonnegative(),
  /** `seconds` divided by the medium's duration; absent for photos. */
  timesRealTime: z.number().nonnegative().optional(),
});
export type Summary = z.infer<typeof Summary>;

/** A file of the job that gave no result, and why. */
export const RejectedFile = z.object({ fileName: z.string(), code: z.string(), message: z.string(), next: z.string() });
export type RejectedFile = z.infer<typeof RejectedFile>;

/** `NAME.EXT.aima.json`: everything that was found in one medium. */
export const ResultDocument = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  job: Job,
  media: z.array(Media),
  runs: z.array(Run),
  observations: z.array(Observation),
  summary: Summary,
  /** Only where one document spans a whole call (`--json`). */
  rejected: z.array(RejectedFile).optional(),
});
export type ResultDocument = z.infer<typeof ResultDocument>;

/** `job.aima.json`: written where a job has several media. */
export const JobDocument = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  job: Job,
  media: z.array(Media.extend({
    /** Path of the medium's own result document, relative to this one. */
    document: z.string(),
    /** Other files of this job with the very same content. */
    sameContentAs: z.string().optional(),
    summary: Summary,
  })),
  rejected: z.array(RejectedFile),
  summary: z.object({ text: z.string(), mediaCount: z.int().nonnegative(), observationCount: z.int().nonnegative(), seconds: z.number().nonnegative() }),
});
export type JobDocument = z.infer<typeof JobDocument>;
