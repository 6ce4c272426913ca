/**
 * Freeze frames: a picture that moved stands still to the pixel, from one frame to the next. All windows are times, so that
 * 10 and 60 frames a second are judged alike. A shot that stands still from its first frame is a still picture and no freeze;
 * nor is what comes to rest as things and cameras do, slowing down. Where only a small part had moved, a screen recording
 * that waits looks the same, so that is told with less confidence.
 */
import type { EffectRecord } from './effect-record.ts';
import type { Effect } from './effect.ts';

/** Mean change in levels below which nothing moves; compression leaves this much. */
const STILL = 0.15;
/** A key frame may freshen the picture up by this; key frames stand at least so far apart. */
const REFRESH = 1.5;
const KEY_FRAMES_MS = 800;
const LEAST_MS = 600;
/** The first repeats still mend what the encoder left of the movement: so long, and by this share of it. */
const SETTLING_MS = 200;
const SETTLING_SHARE = 0.25;
/** Movement before: over so long, in so many different pictures; how much (mean change in levels, share of cells that moved). */
const BEFORE_MS = 500;
const LEAST_PICTURES = 3;
const LEAST_LEVELS = 0.35;
const LEAST_MOVED = 0.03;
/** A change of the mean brightness takes this much of the change of the pixels away. */
const BRIGHTER = 1.2;
/** What moves this much of the picture is a camera or fills it; what moves less and mostly at the edge may have left. */
const MOST_MOVED = 0.3;
const LEAVING = 0.6;
/** The last movement against the mean of those before: what comes to rest slows down. */
const LEAST_LAST = 0.6;
/** Movement over what is left of it in the freeze. */
const LEAST_RATIO = 8;

/** A transition or a flash that ends so near is what moved. */
const NEAR_MS = 400;

/** `elsewhere`: fades, dissolves, wipes, flashes and grading changes, after which a still picture is no freeze. */
export function findFreezes(record: EffectRecord, cuts: readonly { startMs: number }[], elsewhere: readonly { startMs: number; endMs: number }[]): Effect[] {
  const cutTimes = new Set(cuts.map((cut) => cut.startMs));
  const found: Effect[] = [];
  for (let i = 1; i < record.length; i++) {
    if (record.change.at(i) >= STILL) continue;
    const from = i;
    let sum = record.change.at(i);
    let refreshedMs = Number.NEGATIVE_INFINITY;
    while (i + 1 < record.length) {
      const atMs = record.atMs(i + 1);
      if (record.change.at(i + 1) >= STILL) {
        if (atMs - refreshedMs < KEY_FRAMES_MS || !isRefresh(record, cutTimes, i + 1)) break;
        refreshedMs = atMs;
      }
      sum += Math.min(STILL, record.change.at(++i));
    }
    const endMs = record.atMs(Math.min(i + 1, record.length - 1));
    if (endMs - record.atMs(from) < LEAST_MS) continue;
    const movement = movementBefore(record, cutTimes, from);
    if (!movement || movement.levels < LEAST_RATIO * (sum / (i - from + 1))) continue;
    const startMs = record.atMs(movement.last);
    if (elsewhere.some((other) => other.startMs < startMs + NEAR_MS && other.endMs > startMs - NEAR_MS)) continue;
    const resumes = i + 1 < record.length && !cutTimes.has(endMs) && record.change.at(i + 1) > movement.levels / 2;
    const whole = Math.min(1, movement.moved / MOST_MOVED);
    found.push({ label: 'freeze_frame', startMs, endMs, strength: Math.min(1, (endMs - startMs) / 3000), confidence: 0.55 + 0.25 * whole + (resumes ? 0.1 : 0) + 0.05 * Math.min(1, movement.levels / 5) });
  }
  return found;
}

const isRefresh = (record: EffectRecord, cutTimes: ReadonlySet<number>, index: number): boolean =>
  !cutTimes.has(record.atMs(index)) && record.change.at(index) < REFRESH && record.change.at(index + 1) < STILL && record.change.at(index - 1) < STILL;

interface Movement {
  /** The frame that stands. */
  last: number;
  levels: number;
  moved: number;
}

/** What moved up to the frame before `still`; undefined where nothing did, where it slowed down, or where a cut lies between. */
function movementBefore(record: EffectRecord, cutTimes: ReadonlySet<number>, still: number): Movement | undefined {
  let last = still - 1;
  const settled = record.atMs(still) - SETTLING_MS;
  // Goes back over what settles, to the frame whose change is that of movement.
  for (let i = last; i >= 1 && record.atMs(i) >= settled; i--) if (record.change.at(i) * SETTLING_SHARE > record.change.at(last)) last = i;
  const changes: number[] = [];
  const moved: number[] = [];
  for (let i = last; i >= 1 && record.atMs(i) > record.atMs(last) - BEFORE_MS; i--) {
    if (cutTimes.has(record.atMs(i))) return undefined;
    // Repeated frames of a film made at a lower rate say nothing of its movement; light that changes is none.
    const change = record.change.at(i) - BRIGHTER * Math.abs(record.luma.at(i) - record.luma.at(i - 1));
    if (change < STILL) continue;
    changes.push(change);
    moved.push(record.moved.at(i));
  }
  if (changes.length < LEAST_PICTURES || record.atMs(last) - record.atMs(0) < BEFORE_MS / 2) return undefined;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  // The middle one: a caption that appears, or a key frame, is a single large change.
  const [levels, share] = [changes.toSorted((a, b) => a - b)[changes.length >> 1] ?? 0, mean(moved)];
  const latest = Math.max(...changes.slice(0, 2));
  if (share < MOST_MOVED && record.movedAtRim.at(last) > LEAVING) return undefined;
  return levels >= LEAST_LEVELS && share >= LEAST_MOVED && latest >= LEAST_LAST * levels ? { last, levels, moved: share } : undefined;
}
