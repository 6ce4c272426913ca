/** An observation is one thing that one run found in one stretch of a medium. */
import { z } from 'zod';
import { Box, Confidence, Milliseconds } from './units.ts';

export const Observation = z.object({
  id: z.string(),
  runId: z.string(),
  mediaId: z.string(),
  analyzer: z.string(),
  startMs: Milliseconds,
  /** Equal to `startMs` for a moment; 0 in photos. */
  endMs: Milliseconds,
  /** What it is, as a stable English word (`person`, `cut`, `pan_left`); pages translate it. */
  label: z.string().optional(),
  /** Words read or heard. */
  text: z.string().optional(),
  box: Box.optional(),
  /** The same thing over time within this medium and analyzer. */
  trackId: z.string().optional(),
  personId: z.string().optional(),
  speakerId: z.string().optional(),
  confidence: Confidence,
  attributes: z.record(z.string(), z.json()).optional(),
  /** Ids of the observations that a derived one rests on. */
  basedOn: z.array(z.string()).optional(),
  /** One plain sentence in the job's language, for people and for a language model. */
  sentence: z.string(),
  source: z.enum(['model', 'user']),
  /** A person changed what a model had found; the server keeps the model's own words. */
  corrected: z.literal(true).optional(),
  /** What a person said of it; what was rejected is left out of documents. */
  review: z.enum(['accepted', 'rejected']).optional(),
});
export type Observation = z.infer<typeof Observation>;
