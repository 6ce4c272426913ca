/** Gathers what was seen of one shot's background; a shot gives one finding. */
import type { Box } from '@aima/contract';
import { round } from '../rounding.ts';
import { backgroundChange, isMoving, sharpnesses, sharpnessOf, type Look, type NamedSharpness, type Sharpness } from './background-look.ts';
import { maskRuns, MASK_SIDE, personBounds, personShare, type PersonMask } from './person-mask.ts';

interface Moment {
  atMs: number;
  mask: PersonMask;
  look: Look;
}

export interface BackgroundFinding {
  startMs: number;
  endMs: number;
  label: `${Sharpness}_background`;
  confidence: number;
  /** Around the persons at the moment that shows most of them. */
  box: Box;
  personShare: number;
  backgroundShare: number;
  backgroundSharpness: number;
  backgroundMotion: 'stable' | 'moving' | 'unknown';
  samples: number;
  mask: { width: typeof MASK_SIDE; height: typeof MASK_SIDE; runs: number[] };
}

/** Fewer cells than this are no person, more than that leave no background to speak of. */
const LEAST_SHARE = 0.01;
const MOST_SHARE = 0.97;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

function commonest(named: readonly NamedSharpness[]): { sharpness: Sharpness; share: number } {
  const ranked = sharpnesses.map((sharpness) => ({ sharpness, share: named.filter((one) => one.sharpness === sharpness).length / named.length }));
  return ranked.toSorted((a, b) => b.share - a.share)[0] ?? { sharpness: 'sharp', share: 0 };
}

/** Cells that are clearly one or the other, 0..1: how sure the masks are. */
const decided = (mask: PersonMask): number => mask.reduce((sum, cell) => sum + (cell < 0.2 || cell > 0.8 ? 1 : 0), 0) / mask.length;

export interface BackgroundRecord {
  add(moment: Moment): void;
  /** The shot is over: what it showed, or undefined where nobody was separated from a background. */
  take(): BackgroundFinding | undefined;
}

export function backgroundRecord(): BackgroundRecord {
  let moments: (Omit<Moment, 'look'> & { sharpness: NamedSharpness; share: number })[] = [];
  let changes: number[] = [];
  let previous: Moment | undefined;
  return {
    add(moment) {
      const share = personShare(moment.mask);
      if (share < LEAST_SHARE || share > MOST_SHARE) return;
      const change = previous && backgroundChange(previous, moment);
      if (change !== undefined) changes.push(change);
      previous = moment;
      moments.push({ atMs: moment.atMs, mask: moment.mask, share, sharpness: sharpnessOf(moment.look) });
    },
    take() {
      const [first, last] = [moments[0], moments.at(-1)];
      const fullest = moments.toSorted((a, b) => b.share - a.share)[0];
      const box = fullest && personBounds(fullest.mask);
      const kept = moments;
      const moved = changes;
      [moments, changes, previous] = [[], [], undefined];
      if (!first || !last || !fullest || !box) return undefined;
      const { sharpness, share } = commonest(kept.map((moment) => moment.sharpness));
      const persons = median(kept.map((moment) => moment.share));
      return {
        startMs: first.atMs, endMs: last.atMs, label: `${sharpness}_background`, box,
        confidence: round(share * median(kept.map(({ mask }) => decided(mask))), 3),
        personShare: round(persons, 3), backgroundShare: round(1 - persons, 3),
        backgroundSharpness: round(median(kept.map((moment) => moment.sharpness.steepness)), 2),
        backgroundMotion: moved.length === 0 ? 'unknown' : isMoving(median(moved)) ? 'moving' : 'stable',
        samples: kept.length,
        mask: { width: MASK_SIDE, height: MASK_SIDE, runs: maskRuns(fullest.mask) },
      };
    },
  };
}
