/** One range from all estimates of a face: several pictures, two models. */
import { meanOf } from './track-stretches.ts';
import type { AgeEstimate } from './age-judges.ts';

export interface AgeRange {
  fromYears: number;
  toYears: number;
  /** 0..1, lower for models that disagree; never high, because the range is what is certain. */
  confidence: number;
  disagreementYears: number;
}

/** One-sided 95 % below and above make a range for nine of ten. */
const MOST_CONFIDENCE = 0.8;
/** Years of disagreement between the models at which confidence is halved. */
const HALVED_AT = 12;

/**
 * The middle of what the models say (each the mean over its pictures). Errors of two models on one face are mostly shared
 * (light, make-up), so the uncertainty does not shrink by having two: it is the mean of theirs, widened by the spread over
 * pictures and by half their disagreement. Undefined without an estimate.
 */
export function ageRange(judged: readonly (readonly AgeEstimate[])[]): AgeRange | undefined {
  const byModel = new Map<string, AgeEstimate[]>();
  for (const estimate of judged.flat()) {
    const of = byModel.get(estimate.model);
    if (of) of.push(estimate);
    else byModel.set(estimate.model, [estimate]);
  }
  if (byModel.size === 0) return undefined;
  const models = [...byModel.values()].map((all) => {
    const years = all.map((each) => each.years);
    return { years: meanOf(years), half: meanOf(all.map(({ uncertaintyYears }) => uncertaintyYears)), spread: Math.max(...years) - Math.min(...years) };
  });
  const years = meanOf(models.map((each) => each.years));
  const disagreement = Math.max(...models.map((each) => each.years)) - Math.min(...models.map((each) => each.years));
  const half = Math.hypot(meanOf(models.map((each) => each.half)), meanOf(models.map(({ spread }) => spread / 2)), disagreement / 2);
  return {
    fromYears: Math.max(0, Math.floor(years - half)), toYears: Math.min(100, Math.ceil(years + half)),
    confidence: MOST_CONFIDENCE / (1 + disagreement / HALVED_AT), disagreementYears: Math.round(disagreement),
  };
}
