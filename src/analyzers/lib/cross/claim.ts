/** What a relation between analyzers claims, before it becomes a finding. */
import type { MediaKind, Observation } from '@aima/contract';

/** `complement`: neither confirms nor denies; together they say more than each alone. */
export const RELATIONS = ['agreement', 'contradiction', 'complement', 'correlation'] as const;
export type RelationKind = (typeof RELATIONS)[number];

export interface Claim {
  kind: Exclude<RelationKind, 'correlation'>;
  startMs: number;
  endMs: number;
  confidence: number;
  /** How well the two fit, 0..1: share of moments, of words, of overlap. */
  fit: number;
  /** Observations that it rests on, most telling first. */
  evidence: readonly Observation[];
  /** By how many natural log odds the confidence of an observation shifts. */
  shifts: readonly { item: Observation; nats: number }[];
  /** Which case of the relation it is, where it has several. */
  variant?: string;
  /** The words, thing or language that it is about. */
  subject?: string;
}

/** Everything heard, by analyzer. */
export interface Heard {
  kind: MediaKind;
  durationMs: number;
  of(analyzer: string): readonly Observation[];
  /** True where the analyzer looked at the medium: then that it found nothing says something. */
  ran(analyzer: string): boolean;
}

/** The same statement for several observations. */
export const shifted = (items: readonly Observation[], nats: number): { item: Observation; nats: number }[] => items.map((item) => ({ item, nats }));

export const meanConfidence = (items: readonly Observation[]): number => items.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, items.length);
