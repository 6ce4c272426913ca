/**
 * Nodding and shaking the head: the head goes up and down, or from side to side, against the body and against what is
 * beside it, at least twice there and back (turning points of the path, as in Kawato and Ohya, 2000). A camera that
 * shakes moves all three; who walks takes the body along.
 */
import { oscillationsIn, withoutTrend, type Oscillation } from '../movement/oscillation.ts';
import type { HeadSeries, Path } from '../movement/follow-heads.ts';

export interface HeadGesture {
  label: 'nodding' | 'head_shake';
  trackId: string;
  startMs: number;
  endMs: number;
  /** Half movements, there or back. */
  swings: number;
  /** Mean way of one, in heights of the face. */
  swing: number;
  hz: number;
  confidence: number;
}

/** Way of a swing in heights of the face, and in pixels, below which it is the unrest of somebody who talks or of the measurement. */
const LEAST_SWING = 0.06;
const LEAST_PIXELS = 1;
const MIN_SWINGS = 4;
/** Frequencies that heads reach; and for each at least so many pictures. */
const MIN_HZ = 0.7;
const MAX_HZ = 4.5;
const PICTURES_PER_CYCLE = 4;
/** The other axis moves at most so much of this one. */
const OTHER_AXIS = 0.7;
/** Of the movement against one reference, what must be seen against the other one too. */
const CONFIRMED = 0.45;
/** Share of the steps in which a reference could be followed. */
const KNOWN = 0.7;
/** What a claim is worth with no, one or two references: without one, a camera that shakes looks the same. */
const REFERENCES = [0.5, 0.8, 1] as const;

const against = (head: readonly number[], reference: readonly number[]): number[] => head.map((value, i) => value - (reference[i] ?? 0));
const isKnown = (path: Path): boolean => path.known >= KNOWN * path.x.length;

function spread(times: readonly number[], values: readonly number[], { startMs, endMs }: Oscillation): number {
  const inside = values.filter((_, i) => (times[i] ?? 0) >= startMs && (times[i] ?? 0) <= endMs);
  const mean = inside.reduce((sum, value) => sum + value, 0) / Math.max(1, inside.length);
  return Math.sqrt(inside.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, inside.length));
}

/** How much of `a` within the stretch is in `b` too: slope of the regression through the means. */
function shared(times: readonly number[], a: readonly number[], b: readonly number[], { startMs, endMs }: Oscillation): number {
  const inside = [...times.keys()].filter((i) => (times[i] ?? 0) >= startMs && (times[i] ?? 0) <= endMs);
  const mean = (values: readonly number[]): number => inside.reduce((sum, i) => sum + (values[i] ?? 0), 0) / Math.max(1, inside.length);
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa] = [0, 1e-12];
  for (const i of inside) {
    ab += ((a[i] ?? 0) - meanA) * ((b[i] ?? 0) - meanB);
    aa += ((a[i] ?? 0) - meanA) ** 2;
  }
  return ab / aa;
}

/** Gestures of one face without a gap; none where pictures are too few a second. */
export function headGestures(series: HeadSeries): HeadGesture[] {
  const { times, head, body, beside, facePixels, trackId } = series;
  const fps = ((times.length - 1) * 1000) / Math.max(1, (times.at(-1) ?? 0) - (times[0] ?? 0));
  const maxHz = Math.min(MAX_HZ, fps / PICTURES_PER_CYCLE);
  if (maxHz < 2 * MIN_HZ) return [];
  const references = [body, beside].filter(isKnown);
  const minSwing = Math.max(LEAST_SWING, LEAST_PIXELS / facePixels);
  const found = (['nodding', 'head_shake'] as const).flatMap((label) => {
    const [axis, other] = label === 'nodding' ? ['y', 'x'] as const : ['x', 'y'] as const;
    const [first = withoutTrend(times, head[axis]), second] = references.map((reference) => withoutTrend(times, against(head[axis], reference[axis])));
    const across = withoutTrend(times, against(head[other], references[0]?.[other] ?? []));
    return oscillationsIn(times, first, { minSwing, minSwings: MIN_SWINGS, minHz: MIN_HZ, maxHz }).flatMap((each): HeadGesture[] => {
      if (spread(times, across, each) > OTHER_AXIS * spread(times, first, each)) return [];
      // Hands before the chest move it as well: then the head itself does not.
      if ([second, withoutTrend(times, head[axis])].some((path) => path && shared(times, first, path, each) < CONFIRMED)) return [];
      const certain = 0.35 + 0.3 * Math.min(1, (each.swings - MIN_SWINGS + 1) / 4) + 0.2 * Math.min(1, each.swing / minSwing - 1) + 0.15 * each.regularity;
      return [{ label, trackId, startMs: each.startMs, endMs: each.endMs, swings: each.swings, swing: each.swing, hz: each.hz, confidence: Math.min(0.95, certain * (REFERENCES[references.length] ?? 1)) }];
    });
  });
  return found;
}
