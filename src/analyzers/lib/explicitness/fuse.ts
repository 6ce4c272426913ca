/**
 * Puts weak signals of explicitness together. Both networks are known to be wrong often (each calls ordinary pictures
 * explicit), and they are wrong about different pictures: only where both are sure at once is a picture explicit.
 * What cannot be read counts as explicit, because a gate must not open on broken outputs.
 */
import { type ExplicitnessReason, MUCH_SKIN, needsSecondNetwork, readableScores, type Rule, RULES, type Scores } from './rules.ts';
import type { ExplicitnessSignals } from './signals.ts';

export const EXPLICITNESS_LEVELS = ['none', 'suggestive', 'explicit'] as const;
export type ExplicitnessLevel = (typeof EXPLICITNESS_LEVELS)[number];

export interface Explicitness {
  level: ExplicitnessLevel;
  /** 0..1; from 0.5 suggestive, from 0.8 explicit. An order, not a probability. */
  score: number;
  /** Rules that reached their level; empty for `none`. */
  reasons: ExplicitnessReason[];
}

const SCORE = { suggestive: 0.5, explicit: 0.8, belowExplicit: 0.79 } as const;

/** Straight lines between the thresholds. */
function scoreOf(value: number, suggestiveFrom: number, explicitFrom: number | undefined): number {
  const between = (from: number, to: number, low: number, high: number): number => low + (high - low) * Math.min(1, (value - from) / (to - from));
  if (value < suggestiveFrom) return between(0, suggestiveFrom, 0, SCORE.suggestive);
  if (explicitFrom === undefined) return between(suggestiveFrom, 1, SCORE.suggestive, SCORE.belowExplicit);
  if (value < explicitFrom) return between(suggestiveFrom, explicitFrom, SCORE.suggestive, SCORE.explicit);
  return between(explicitFrom, 1, SCORE.explicit, 1);
}

interface RuleResult extends Explicitness {
  skinHelped: boolean;
}

function apply(rule: Rule, networks: readonly Scores[], muchSkin: boolean): RuleResult {
  const [first] = networks;
  const seen = rule.networks === 'first' ? [first].filter((scores) => scores !== undefined) : networks;
  const value = Math.min(...seen.map(rule.measure));
  const explicitFrom = muchSkin ? rule.explicitFromWithSkin ?? rule.explicitFrom : rule.explicitFrom;
  const level = explicitFrom !== undefined && value >= explicitFrom ? 'explicit' : value >= rule.suggestiveFrom ? 'suggestive' : 'none';
  return {
    level, score: scoreOf(value, rule.suggestiveFrom, explicitFrom), reasons: level === 'none' ? [] : [rule.reason],
    skinHelped: level === 'explicit' && rule.explicitFrom !== undefined && value < rule.explicitFrom,
  };
}

const rank = (level: ExplicitnessLevel): number => EXPLICITNESS_LEVELS.indexOf(level);

const UNREADABLE: Explicitness = { level: 'explicit', score: 1, reasons: ['unreadable'] };

/**
 * Level, order and reasons. Outputs that are missing (also the second network's where it had to be asked), not numbers,
 * or no probabilities give `explicit` with the reason `unreadable`.
 */
export function fuseExplicitness(signals: Omit<ExplicitnessSignals, 'atMs'>): Explicitness {
  const first = readableScores(signals.mobilenet);
  const second = readableScores(signals.inception);
  const skinIsReadable = signals.skinShare >= 0 && signals.skinShare <= 1;
  if (first === undefined || !skinIsReadable) return UNREADABLE;
  if (second === undefined && (signals.inception !== undefined || needsSecondNetwork(signals.mobilenet))) return UNREADABLE;
  const networks = second === undefined ? [first] : [first, second];
  const results = RULES.map((rule) => apply(rule, networks, signals.skinShare >= MUCH_SKIN));
  const level = results.reduce<ExplicitnessLevel>((highest, each) => (rank(each.level) > rank(highest) ? each.level : highest), 'none');
  return {
    level,
    score: Math.min(1, Math.max(...results.map(({ score }) => score))),
    reasons: [...results.flatMap(({ reasons }) => reasons), ...(results.some(({ skinHelped }) => skinHelped) ? ['skin_supports' as const] : [])],
  };
}
