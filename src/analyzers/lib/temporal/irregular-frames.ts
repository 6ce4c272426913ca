/** Single frames that repeat or are missing: in the clock of the frames, or in a movement that stands and then jumps. */
import type { FrameKind } from './cadence.ts';
import type { FrameRecord } from './frame-record.ts';

export interface Irregular {
  label: 'dropped_frames' | 'stutter';
  startMs: number;
  endMs: number;
  /** How many frames are missing, or stand. */
  frames: number;
  confidence: number;
}

/** A gap of so many usual intervals lacks frames. */
const GAP = 1.75;
/** A movement that goes on after a stop jumps by so much more than before and after. */
const JUMP = 1.3;
const AROUND = 6;

export function usualIntervalOf(record: FrameRecord): number {
  const intervals = new Float64Array(Math.max(0, record.length - 1));
  for (let i = 1; i < record.length; i++) intervals[i - 1] = record.atMs(i) - record.atMs(i - 1);
  intervals.sort();
  return intervals[intervals.length >> 1] ?? 0;
}

/** Gaps in the times of the frames while the picture moves; where most intervals vary, there is no usual one. */
export function findGaps(record: FrameRecord, variable: boolean): Irregular[] {
  const usual = usualIntervalOf(record);
  const found: Irregular[] = [];
  if (variable || usual <= 0) return found;
  for (let i = 1; i < record.length; i++) {
    const gap = (record.atMs(i) - record.atMs(i - 1)) / usual;
    if (gap >= GAP) found.push({ label: 'dropped_frames', startMs: record.atMs(i - 1), endMs: record.atMs(i), frames: Math.round(gap) - 1, confidence: record.change.at(i) > 0.5 ? 0.85 : 0.6 });
  }
  return found;
}

/**
 * Frames that repeat among frames that do not; or a jump without a repeat, above the even movement around, as left by frames
 * that were thrown away. `even`: stretches in which every frame should be new.
 */
export function findStutter(record: FrameRecord, kinds: readonly FrameKind[], even: readonly { startMs: number; endMs: number }[], cuts: ReadonlySet<number>): Irregular[] {
  const found: Irregular[] = [];
  const isEven = (atMs: number): boolean => even.some(({ startMs, endMs }) => atMs > startMs && atMs <= endMs);
  for (let i = 1; i < record.length; i++) {
    if (!isEven(record.atMs(i))) continue;
    if (kinds[i] === 'repeated') {
      const first = i - 1;
      while (kinds[i + 1] === 'repeated') i++;
      // A long stand is a freeze or a still picture, and no matter of single frames.
      if (i - first <= 6 && record.atMs(i) - record.atMs(first) < 400 && isSteady(record, kinds, first, i)) found.push({ label: 'stutter', startMs: record.atMs(first), endMs: record.atMs(Math.min(record.length - 1, i + 1)), frames: i - first, confidence: 0.8 });
      continue;
    }
    if (jumpsAt(record, i, cuts)) found.push({ label: 'dropped_frames', startMs: record.atMs(i - 1), endMs: record.atMs(i), frames: 1, confidence: 0.6 });
  }
  return found;
}

/** Whether clear and even movement surrounds the frames that stand: where things merely pause, they slow down. */
function isSteady(record: FrameRecord, kinds: readonly FrameKind[], first: number, last: number): boolean {
  const around: number[] = [];
  for (let k = Math.max(1, first - 4); k <= Math.min(record.length - 1, last + 5); k++) if (kinds[k] === 'new' && k !== last + 1) around.push(record.change.at(k));
  const mean = around.reduce((sum, change) => sum + change, 0) / around.length;
  return around.length >= AROUND && mean >= 1.2 && Math.min(...around) >= 0.5 * mean && Math.max(...around) <= 2 * mean;
}

/** A single change far above the steady ones around it, in a picture that stays the same as a whole. */
function jumpsAt(record: FrameRecord, index: number, cuts: ReadonlySet<number>): boolean {
  const here = record.change.at(index);
  if (here < 1.5 || record.layout.at(index) < 0.6) return false;
  let [sum, most, least, count] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (let k = Math.max(1, index - AROUND); k <= Math.min(record.length - 1, index + AROUND); k++) {
    if (cuts.has(record.atMs(k))) return false;
    if (k === index) continue;
    const change = record.change.at(k);
    sum += change;
    most = Math.max(most, change);
    least = Math.min(least, change);
    count++;
  }
  const mean = sum / count;
  // Only among steady changes does one tell anything.
  return count >= AROUND && mean >= 1 && most <= 1.12 * mean && least >= 0.88 * mean && here >= JUMP * mean && here <= 3 * mean;
}
