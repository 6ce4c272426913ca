/** What `cross_analyzer_intelligence` reports, and how claims become it. */
import { ConfidenceChange, shiftedConfidence } from '@aima/contract';
import { FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { evenlySpread } from '../evenly-spread.ts';
import { round } from '../rounding.ts';
import { type Claim, type Heard, RELATIONS } from './claim.ts';
import { HEARD, RELATION_NAMES, type RelationName, relations } from './relations.ts';
import { SERIES } from './second-series.ts';
import { correlationsOf, type FoundCorrelation } from './series-correlations.ts';

export const CrossFinding = z.object({
  ...FindingFields,
  /** Which rule found it. */
  label: z.enum([...RELATION_NAMES, 'correlation']),
  endMs: z.int().nonnegative(),
  relation: z.enum(RELATIONS),
  /** Whose observations it rests on. */
  analyzers: z.array(z.string()).min(1),
  /** How well they fit: share of moments, of words, of overlap. */
  fit: z.number().min(0).max(1).optional(),
  variant: z.string().optional(),
  /** The words, thing or language that it is about. */
  subject: z.string().optional(),
  /** Confidences that it raises or lowers. The observations themselves stay as they were found. */
  changes: z.array(ConfidenceChange),
  /** So many more of this kind were found and are not told one by one. */
  moreFindings: z.int().positive().optional(),
  /** Of correlations: of which series, Spearman's r with its 95 % interval, values, and as how many independent ones they count. */
  series: z.tuple([z.enum(SERIES), z.enum(SERIES)]).optional(),
  r: z.number().optional(),
  intervalLow: z.number().optional(),
  intervalHigh: z.number().optional(),
  n: z.int().optional(),
  effectiveN: z.number().optional(),
  /** Chance of it where nothing is related, all questions counted. */
  p: z.number().optional(),
  /** By how much the second series follows the first. */
  offsetMs: z.int().optional(),
  basedOn: z.array(z.string()).min(1),
});
export type CrossFinding = z.infer<typeof CrossFinding>;

/** Of one rule and kind so many are told, the surest; of each so many ids and changes. */
const MOST_TOLD = 50;
const MOST_IDS = 48;
const MOST_CHANGES = 100;
const IDS_PER_SERIES = 20;

function changesOf(shifts: Claim['shifts'], why: string): CrossFinding['changes'] {
  const changes = shifts.flatMap(({ item: { id, confidence }, nats }) => {
    const [before, after] = [round(confidence, 3), round(shiftedConfidence(confidence, nats), 3)];
    // What says nothing (0: could not be judged) has nothing to shift.
    return confidence === 0 || before === after ? [] : [{ observationId: id, before, after, why }];
  });
  return evenlySpread(changes, MOST_CHANGES);
}

function findingOf(label: RelationName, { kind, startMs, endMs, confidence, fit, evidence, shifts, variant, subject }: Claim): CrossFinding {
  const kept = evenlySpread([...new Map(evidence.map((item) => [item.id, item])).values()], MOST_IDS);
  return {
    label, relation: kind, startMs, endMs, confidence: round(Math.min(0.99, Math.max(0.01, confidence)), 3), fit: round(fit, 3), analyzers: [...new Set(kept.map(({ analyzer }) => analyzer))],
    ...(variant === undefined ? {} : { variant }), ...(subject === undefined ? {} : { subject }), changes: changesOf(shifts, label), basedOn: kept.map(({ id }) => id),
  };
}

/** The surest of each kind, and with the last of them how many more there were. */
function bounded(findings: readonly CrossFinding[]): CrossFinding[] {
  const kinds = new Set(findings.map(({ relation }) => relation));
  return [...kinds].flatMap((kind) => {
    const all = findings.filter(({ relation }) => relation === kind);
    const told = all.toSorted((a, b) => b.confidence - a.confidence).slice(0, MOST_TOLD).sort((a, b) => a.startMs - b.startMs);
    const more = all.length - told.length;
    return told.map((finding, i) => (more > 0 && i === told.length - 1 ? { ...finding, moreFindings: more } : finding));
  });
}

function correlationFinding({ first, second, r, interval, n, effectiveN, p, offsetMs }: FoundCorrelation, durationMs: number): CrossFinding {
  return {
    label: 'correlation', relation: 'correlation', startMs: 0, endMs: durationMs, confidence: round(Math.min(0.99, 1 - p), 3), analyzers: [...new Set([first.analyzer, second.analyzer])], series: [first.name, second.name],
    r: round(r, 2), intervalLow: round(interval[0], 2), intervalHigh: round(interval[1], 2), n, effectiveN: round(effectiveN, 1), p: round(p, 5), offsetMs,
    changes: [], basedOn: [first, second].flatMap(({ items }) => evenlySpread(items, IDS_PER_SERIES).map(({ id }) => id)),
  };
}

/** All that relations and correlations find, in order of time. */
export function crossFindings(heard: Heard): CrossFinding[] {
  const found = RELATION_NAMES.flatMap((name) => bounded(relations[name].find(heard).map((claim) => findingOf(name, claim))));
  const correlated = correlationsOf(heard).map((each) => correlationFinding(each, heard.durationMs));
  return [...found, ...correlated].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** True where there is nothing to compare: findings of fewer than two analyzers. */
export const isAlone = (heard: Heard): boolean => HEARD.filter((name) => heard.of(name).length > 0).length < 2;
