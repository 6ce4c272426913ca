/**
 * Cadence: when new pictures come. A frame repeats the one before when next to nothing changes; the pattern of repeats tells
 * films made at another rate (2:2, 3:2 pulldown, 10 in 30), single repeats tell stutter. Judged in stretches in which the
 * picture moves: in a still one nothing can be told.
 */
import type { FrameRecord } from './frame-record.ts';

/** Mean change in levels up to which a frame repeats the one before; and its share of the usual change around. */
const REPEATS = 0.12;
const REPEATS_SHARE = 0.2;
/** Usual change in levels from which on the picture moves: the third largest of so many frames on both sides. */
const MOVES = 0.8;
const AROUND = 8;

export type FrameKind = 'new' | 'repeated' | 'unknown';

/** What each frame is; the first one is new. */
export function frameKinds({ change, length }: Pick<FrameRecord, 'change' | 'length'>): FrameKind[] {
  const kinds: FrameKind[] = [];
  for (let i = 0; i < length; i++) {
    const around: number[] = [];
    for (let k = Math.max(1, i - AROUND); k <= Math.min(length - 1, i + AROUND); k++) if (k !== i) around.push(change.at(k));
    const usual = around.sort((a, b) => b - a)[2] ?? 0;
    kinds.push(i === 0 || usual < MOVES ? (i === 0 ? 'new' : 'unknown') : change.at(i) <= Math.max(Math.min(REPEATS, usual / 4), REPEATS_SHARE * usual) ? 'repeated' : 'new');
  }
  return kinds;
}

export interface Cadence {
  startMs: number;
  endMs: number;
  /** `even`: every frame is new; `repeating`: each picture stands equally long; `pulldown`: two and three frames in turn; `uneven`: neither. */
  pattern: 'even' | 'repeating' | 'pulldown' | 'uneven';
  /** Frames that each picture stands, in turn: `1`, `2`, `3:2`. */
  frames: string;
  /** Share of the frames that repeat another, and new pictures a second. */
  repeatedShare: number;
  picturesPerSecond: number;
}

/** Runs must follow the pattern so far; pictures that a judgement needs. */
const FOLLOWS = 0.85;
const LEAST_PICTURES = 8;
const MOST_AMBIGUOUS = 0.15;
/** Ten pictures a second in sixty; what stands longer pauses. */
const LONGEST_RUN = 6;

/** How long each picture stands, between known frames; what stands until nothing can be told has paused. */
function runsOf(kinds: readonly FrameKind[], from: number, to: number): number[] {
  const runs: number[] = [];
  let run = 0;
  for (let i = from; i < to; i++) {
    if (kinds[i] === 'repeated') {
      if (run > 0) run++;
      continue;
    }
    if (run > 0 && kinds[i] === 'new') runs.push(run);
    run = kinds[i] === 'new' ? 1 : 0;
  }
  return runs.filter((length) => length <= LONGEST_RUN);
}

/** The cadence between two frames (`to` exclusive); undefined where too little moves. */
export function cadenceOf(record: FrameRecord, kinds: readonly FrameKind[], from: number, to: number): Cadence | undefined {
  const runs = runsOf(kinds, from, to).slice(1);
  if (runs.length < LEAST_PICTURES) return undefined;
  const all = runs.reduce((sum, run) => sum + run, 0);
  const share = (test: (run: number, i: number) => boolean): number => runs.filter(test).length / runs.length;
  const common = [...new Set(runs)].map((length) => ({ length, share: share((run) => run === length) })).sort((a, b) => b.share - a.share);
  const [first, second] = common;
  const intervalMs = (record.atMs(to - 1) - record.atMs(from)) / Math.max(1, to - 1 - from);
  const numbers = { startMs: record.atMs(from), endMs: record.atMs(to - 1), repeatedShare: 1 - runs.length / all, picturesPerSecond: (1000 * runs.length) / (all * intervalMs) };
  if (first && first.share >= FOLLOWS) return { ...numbers, pattern: first.length === 1 ? 'even' : 'repeating', frames: String(first.length) };
  if (first && second && Math.abs(first.length - second.length) === 1) {
    const [long, short] = [Math.max(first.length, second.length), Math.min(first.length, second.length)];
    const regular = regularity(runs, long, short);
    if (first.share + second.share >= FOLLOWS && regular >= FOLLOWS) return { ...numbers, pattern: 'pulldown', frames: `${long}:${short}` };
  }
  // Only where frames clearly move or clearly repeat can unevenness be told from movement that comes and goes.
  return ambiguous(record, kinds, from, to) > MOST_AMBIGUOUS ? undefined : { ...numbers, pattern: 'uneven', frames: common.slice(0, 3).map(({ length }) => length).sort((a, b) => a - b).join(',') };
}

/** Share of the known frames whose change is neither near that of movement nor near none. */
function ambiguous(record: FrameRecord, kinds: readonly FrameKind[], from: number, to: number): number {
  const changes: number[] = [];
  for (let i = from + 1; i < to; i++) if (kinds[i] === 'new') changes.push(record.change.at(i));
  const middle = changes.toSorted((a, b) => a - b)[changes.length >> 1] ?? 0;
  return changes.filter((change) => change < middle / 2 || change > middle * 2).length / Math.max(1, changes.length);
}

/** Share of the runs that a rate slower than the frames would give: the rounding of an even advance, as pulldown and players do it. */
function regularity(runs: readonly number[], long: number, short: number): number {
  const mean = runs.reduce((sum, run) => sum + run, 0) / runs.length;
  let [carried, fits] = [0, 0];
  for (const run of runs) {
    carried += mean;
    // Within one frame of where an even advance would be.
    if (Math.abs(carried - run) <= 1 && (run === long || run === short)) fits++;
    carried = Math.max(-1, Math.min(1, carried - run));
  }
  return fits / runs.length;
}
