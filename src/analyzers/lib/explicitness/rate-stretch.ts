/** Fuses the pictures of one stretch of a film (about a shot) over time: what one picture alone says is weaker. */
import { EXPLICITNESS_LEVELS, fuseExplicitness, type Explicitness, type ExplicitnessLevel } from './fuse.ts';
import type { ExplicitnessSignals } from './signals.ts';

export interface StretchRating extends Explicitness {
  /** Of the picture that decided. */
  signals: ExplicitnessSignals;
  /** How many pictures were rated. */
  pictures: number;
}

/** From this many on, a level needs two pictures. */
const CONFIRMABLE = 3;
/** What an explicit picture that no other confirms counts as at most: just below explicit. */
const UNCONFIRMED_SCORE = 0.79;

const rank = (level: ExplicitnessLevel): number => EXPLICITNESS_LEVELS.indexOf(level);

/**
 * The highest level that two pictures reach (one, in a stretch of one or two); an explicit picture that no other
 * confirms leaves `suggestive`. A picture that cannot be read makes the stretch `explicit`, reason `unreadable`.
 * Undefined without pictures.
 */
export function rateStretch(pictures: readonly ExplicitnessSignals[]): StretchRating | undefined {
  const rated = pictures.map((signals) => ({ ...fuseExplicitness(signals), signals, pictures: pictures.length })).sort((a, b) => b.score - a.score);
  const [highest, next] = rated;
  if (highest === undefined || next === undefined || rated.length < CONFIRMABLE || highest.reasons.includes('unreadable')) return highest;
  if (rank(highest.level) - rank(next.level) > 1) return { ...highest, level: 'suggestive', score: UNCONFIRMED_SCORE };
  return next;
}
