/** A run is one analyzer on one medium; it carries the provenance of all its observations. */
import { z } from 'zod';
import { Fraction, Milliseconds, Sha256, Tier } from './units.ts';

export const RunStatus = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'held', 'not_run']);
export type RunStatus = z.infer<typeof RunStatus>;

export const ModelFacts = z.object({
  id: z.string(),
  /** Absent for a model behind a server, whose bytes nobody here saw. */
  sha256: Sha256.optional(),
  licence: z.string(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

export const Run = z.object({
  id: z.string(),
  mediaId: z.string(),
  analyzer: z.string(),
  version: z.int().positive(),
  status: RunStatus,
  /** The tier whose method ran, which may be `lite` where `full` was asked for; then `reason` says so. */
  tier: Tier.optional(),
  /** A reason word (`no_audio`, `unsupported_media`, …) or an error code; absent when done and complete. */
  reason: z.string().optional(),
  /** The reason for people, in the job's language. */
  message: z.string().optional(),
  models: z.array(ModelFacts),
  parameters: z.record(z.string(), z.json()),
  /** How the result was reached, where no model did it (`signal`, `rule`), or which method. */
  method: z.string().optional(),
  /** Time spent in this analyzer and its models, waiting excluded. */
  seconds: z.number().nonnegative(),
  device: z.string(),
  /** Stretches of which nothing is told, with the reason word; only where the status is `held`. */
  held: z.array(z.object({ startMs: Milliseconds, endMs: Milliseconds, reason: z.string() })).optional(),
  /** Taken over from an earlier job on the same content; `seconds` are those of then. */
  reused: z.literal(true).optional(),
  /** How much of the medium was really analysed. */
  coverage: Fraction,
});
export type Run = z.infer<typeof Run>;
