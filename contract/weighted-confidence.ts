/**
 * Confidence in the light of what other analyzers found. Method: the odds-likelihood form of Bayes' rule (Pearl 1988,
 * "Probabilistic Reasoning in Intelligent Systems", chapter 2): what agrees multiplies the odds, what contradicts divides them.
 */
import { z } from 'zod';
import type { Observation } from './observation.ts';
import { Confidence } from './units.ts';

/** One confidence that a finding of `cross_analyzer_intelligence` shifts; the observation itself stays as it was found. */
export const ConfidenceChange = z.object({
  observationId: z.string(),
  before: Confidence,
  after: Confidence,
  /** A stable English word: the relation that shifts it. */
  why: z.string(),
});
export type ConfidenceChange = z.infer<typeof ConfidenceChange>;

const LEAST = 0.01;
const MOST = 0.99;

const within = (confidence: number): number => Math.min(MOST, Math.max(LEAST, confidence));
const logOdds = (confidence: number): number => Math.log(within(confidence) / (1 - within(confidence)));

/**
 * Shifts a confidence by natural log odds. What rises never ends above 0.99, what falls never below 0.01; where it stands
 * beyond that already, it stays.
 */
export function shiftedConfidence(before: number, nats: number): number {
  const after = within(1 / (1 + Math.exp(-logOdds(before) - nats)));
  return nats >= 0 ? Math.max(before, after) : Math.min(before, after);
}

const Changes = z.object({ changes: z.array(ConfidenceChange) });

/**
 * Weighted confidences by the id of the observation. Of several findings the strongest rise and the strongest fall count,
 * each once: analyzers that look at the same picture err together, so their agreement must not be added up.
 */
export function weightedConfidences(observations: readonly Observation[]): ReadonlyMap<string, number> {
  const shifts = new Map<string, { before: number; rise: number; fall: number }>();
  for (const { analyzer, attributes } of observations) {
    if (analyzer !== 'cross_analyzer_intelligence') continue;
    for (const { observationId, before, after } of Changes.safeParse(attributes).data?.changes ?? []) {
      const nats = logOdds(after) - logOdds(before);
      const { rise, fall } = shifts.get(observationId) ?? { rise: 0, fall: 0 };
      shifts.set(observationId, { before, rise: Math.max(rise, nats), fall: Math.min(fall, nats) });
    }
  }
  return new Map([...shifts].map(([id, { before, rise, fall }]) => [id, shiftedConfidence(before, rise + fall)]));
}
