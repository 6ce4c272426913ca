/**
 * The verdict of the minors' gate on one shot (docs/decisions/0004-minors-gate.md). Pure, and closed in case of doubt:
 * every comparison is written so that a number that is none holds.
 */
import { gateThresholds } from './thresholds.ts';

export interface AgeEstimate {
  /** The network that says so. */
  model: string;
  years: number;
  /** Years; the true apparent age is rarely further off. */
  uncertaintyYears: number;
}

/** Whom one picture of an explicit shot shows. */
export interface People {
  /** For each face what each network says; empty where it is too small or too blurred to be judged. */
  faces: readonly { estimates: readonly AgeEstimate[] }[];
  /** Bodies that no face belongs to. */
  bodiesWithoutFace: number;
}

/** Why a shot is held. `age_uncertain` may end with a documented age record of that very person; the others may not. */
export const HOLD_REASONS = ['possible_minor', 'age_unknown', 'age_uncertain'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export type FaceZone = 'adult' | HoldReason;

/** Three zones by apparent age and uncertainty; the youngest opinion and the widest uncertainty count. */
export function zoneOf(estimates: readonly AgeEstimate[]): FaceZone {
  const { adultYears, leastModels, mostDisagreementYears } = gateThresholds;
  const usable = estimates.filter(({ years, uncertaintyYears }) => Number.isFinite(years) && Number.isFinite(uncertaintyYears) && years >= 0 && uncertaintyYears >= 0);
  const youngest = Math.min(...usable.map(({ years }) => years));
  if (usable.length > 0 && youngest < adultYears) return 'possible_minor';
  if (usable.length !== estimates.length || new Set(usable.map(({ model }) => model)).size < leastModels) return 'age_unknown';
  const oldest = Math.max(...usable.map(({ years }) => years));
  if (!(oldest - youngest <= mostDisagreementYears)) return 'possible_minor';
  const widest = Math.max(...usable.map(({ uncertaintyYears }) => uncertaintyYears));
  return youngest - widest >= adultYears ? 'adult' : 'age_uncertain';
}

/** What was seen of the people of one shot, however many parts of the film it runs through. Says nothing of any single one. */
export interface Judgement {
  /** Somebody was clearly judged an adult. */
  adults: boolean;
  /** The gravest of what stands against telling of the shot, should it be explicit. */
  worst?: HoldReason | undefined;
}

export function judgementOf(pictures: readonly People[]): Judgement {
  const zones = new Set(pictures.flatMap(({ faces }) => faces.map(({ estimates }) => zoneOf(estimates))));
  if (pictures.some(({ bodiesWithoutFace }) => !(bodiesWithoutFace === 0))) zones.add('age_unknown');
  const worst = HOLD_REASONS.find((reason) => zones.has(reason));
  return { adults: zones.has('adult'), ...(worst && { worst }) };
}

/** Of two parts of one shot. */
export function joined(a: Judgement, b: Judgement): Judgement {
  const worst = HOLD_REASONS.find((reason) => a.worst === reason || b.worst === reason);
  return { adults: a.adults || b.adults, ...(worst && { worst }) };
}

/** The reason for which an explicit shot is held; undefined only where everybody in it was clearly judged an adult. */
export const reasonOf = ({ adults, worst }: Judgement): HoldReason | undefined => worst ?? (adults ? undefined : 'age_unknown');

export const holdReasonOf = (pictures: readonly People[]): HoldReason | undefined => reasonOf(judgementOf(pictures));
