/**
 * Jumps of exposure and white balance inside a shot: brightness or colour of the whole picture goes to another level within
 * a few frames and stays there, while the layout remains. Weaker than what visual_effects calls a grading change. A camera
 * that adjusts itself over a second does not jump, nor does what walks in, which changes only its own part of the picture.
 */
import type { FrameRecord } from './frame-record.ts';

export interface LightJump {
  label: 'exposure_jump' | 'white_balance_jump';
  startMs: number;
  endMs: number;
  /** Step in levels of 255, signed for exposure. */
  levels: number;
}

/** Levels of 255 from which a step is told, and by what share of it either side may wander. */
const LEAST = { exposure: 7, whiteBalance: 3.5 } as const;
const MOST_UNREST = 0.3;
/** What is compared lies so near to and so far from the step; a step takes at most twice the first. */
const GAP_MS = 280;
const REACH_MS = 900;
const LEAST_LAYOUT = 0.93;
/** Share of the picture that gets brighter or darker, or takes the tint, along with the mean. */
const LEAST_TOGETHER = 0.6;
/** Share of the step that happens within so long, or from one frame to the next but one. */
const LEAST_AT_ONCE = 0.7;
const AT_ONCE_MS = 130;

interface Level {
  mean: number;
  range: number;
}

/** Jumps between two frames (`to` exclusive) of one shot. */
export function findLightJumps(record: FrameRecord, from: number, to: number): LightJump[] {
  const found: (LightJump & { index: number })[] = [];
  for (let i = from + 1; i < to; i++) {
    const step = stepAt(record, from, to, i);
    if (!step) continue;
    const last = found.at(-1);
    if (!last || step.startMs - last.endMs > REACH_MS) found.push({ ...step, index: i });
    else if (Math.abs(step.levels) > Math.abs(last.levels)) found[found.length - 1] = { ...step, index: i };
  }
  return found.map(({ label, startMs, endMs, levels }) => ({ label, startMs, endMs, levels }));
}

function stepAt(record: FrameRecord, from: number, to: number, index: number): LightJump | undefined {
  // Most frames change nothing: looked at closely only where the level moves.
  const near = (i: number): number => Math.max(from, Math.min(to - 1, i));
  const moved = (of: { at(i: number): number }): number => Math.abs(of.at(near(index + 2)) - of.at(near(index - 3)));
  if (moved(record.luma) < LEAST.exposure / 4 && moved(record.blue) + moved(record.red) < LEAST.whiteBalance / 4) return undefined;
  const sides = (of: (i: number) => number): [Level, Level] | undefined => {
    const [before, after] = [side(record, from, to, index, -1, of), side(record, from, to, index, 1, of)];
    return before && after ? [before, after] : undefined;
  };
  const steady = ([before, after]: [Level, Level]): boolean => Math.max(before.range, after.range) <= MOST_UNREST * Math.abs(after.mean - before.mean);
  const stays = lowest(record, index, from, to) >= LEAST_LAYOUT;
  if (!stays) return undefined;
  const times = { startMs: record.atMs(near(index - 1)), endMs: record.atMs(near(index + 1)) };
  const luma = sides((i) => record.luma.at(i));
  const lumaStep = luma ? Math.abs(luma[1].mean - luma[0].mean) : 0;
  if (luma && steady(luma) && lumaStep >= LEAST.exposure && atOnce(record, index, from, to, LIGHT) >= LEAST_AT_ONCE * lumaStep && allTogether(record, index, from, to, LIGHT)) return { label: 'exposure_jump', ...times, levels: luma[1].mean - luma[0].mean };
  const [blue, red] = [sides((i) => record.blue.at(i)), sides((i) => record.red.at(i))];
  if (!blue || !red) return undefined;
  const levels = Math.hypot(blue[1].mean - blue[0].mean, red[1].mean - red[0].mean);
  const unrest = Math.max(blue[0].range, blue[1].range, red[0].range, red[1].range);
  if (levels < LEAST.whiteBalance || unrest > MOST_UNREST * levels) return undefined;
  return atOnce(record, index, from, to, TINT) >= LEAST_AT_ONCE * levels && allTogether(record, index, from, to, TINT) ? { label: 'white_balance_jump', ...times, levels } : undefined;
}

function side(record: FrameRecord, from: number, to: number, index: number, direction: 1 | -1, of: (i: number) => number): Level | undefined {
  let [sum, low, high, count] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const atMs = record.atMs(index);
  for (let i = index; i >= from && i < to && Math.abs(record.atMs(i) - atMs) <= REACH_MS; i += direction) {
    if (Math.abs(record.atMs(i) - atMs) < GAP_MS) continue;
    const value = of(i);
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
    count++;
  }
  return count < 3 ? undefined : { mean: sum / count, range: high - low };
}

/** How far apart two frames are in one respect, and which share of the picture went along from a frame to its next. */
interface Respect {
  apart(record: FrameRecord, a: number, b: number): number;
  together(record: FrameRecord, index: number): number;
}
const LIGHT: Respect = { apart: ({ luma }, a, b) => Math.abs(luma.at(a) - luma.at(b)), together: (record, i) => record.together.at(i) };
const TINT: Respect = { apart: ({ blue, red }, a, b) => Math.hypot(blue.at(a) - blue.at(b), red.at(a) - red.at(b)), together: (record, i) => record.tintedTogether.at(i) };

/** The largest step around that takes no longer than a jump does. */
function atOnce(record: FrameRecord, index: number, from: number, to: number, respect: Respect): number {
  let most = 0;
  for (let start = Math.max(from, index - 4); start < Math.min(to - 1, index + 4); start++) {
    for (let end = start + 1; end < to && (end <= start + 2 || record.atMs(end) - record.atMs(start) <= AT_ONCE_MS); end++) most = Math.max(most, respect.apart(record, start, end));
  }
  return most;
}

/** Whether the frame with the largest step around took the whole picture along. */
function allTogether(record: FrameRecord, index: number, from: number, to: number, respect: Respect): boolean {
  let [step, together] = [0, 0];
  for (let i = Math.max(from + 1, index - 3); i < to && i <= index + 3; i++) {
    const size = respect.apart(record, i, i - 1);
    if (size > step) [step, together] = [size, respect.together(record, i)];
  }
  return together >= LEAST_TOGETHER;
}

/** Least likeness of one frame to the one before while the level goes over. */
function lowest(record: FrameRecord, index: number, from: number, to: number): number {
  let least = 1;
  for (let i = index; i > from && record.atMs(index) - record.atMs(i) <= GAP_MS; i--) least = Math.min(least, record.layout.at(i));
  for (let i = index; i < to && record.atMs(i) - record.atMs(index) <= GAP_MS; i++) least = Math.min(least, record.layout.at(i));
  return least;
}
