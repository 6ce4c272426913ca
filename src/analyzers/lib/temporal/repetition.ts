/**
 * Repetition: a stretch of film comes again, as it was (a loop) or backwards (a boomerang). Signatures of the frames are
 * compared at every distance, and backwards around every moment; a picture that hardly changes matches everywhere and is
 * left out. What matches must also move alike, frame by frame: another person on the same way looks alike in small, but
 * never changes the picture by the same amounts.
 */
import type { FrameRecord } from './frame-record.ts';

export interface Repetition {
  label: 'loop' | 'reversed';
  startMs: number;
  endMs: number;
  /** Where the same was before. */
  firstFromMs: number;
  firstToMs: number;
  /** Mean number of signs of 48 that differ. */
  distance: number;
}

/** Signatures are compared so far apart. */
const SPACING_MS = 100;
const LEAST_STEPS = 10;
/** Signs of 48 that may differ in a frame and in the mean; that must differ within the stretch, or it is a still picture. */
const MOST_APART = 4;
const MOST_MEAN = 1.5;
/** Backwards: a camera that sways to and fro nearly does it, too. */
const REVERSED = { mostMean: 1, leastSteps: 14 };
const LEAST_LIFE = 8;
/** Change from frame to frame, in levels, in what comes again: noise alone matches noise. */
const LEAST_CHANGE = 0.8;
/** Mean luma may differ by so many levels; its course, and that of the colour, in the mean by so many. */
const SAME_LUMA = 4;
const SAME_COURSE = 0.6;
/** Change from frame to frame may differ by this share in the middle of all pairs: encoding again leaves a little. */
const SAME_CHANGE = 0.2;
/** Boomerangs are short: so many looks back from where it turns. */
const MOST_LOOKS_REVERSED = 100;

interface Look {
  atMs: number;
  high: number;
  low: number;
  luma: number;
  blue: number;
  red: number;
  /** Change against the frame before, and of the next one against this. */
  change: number;
  nextChange: number;
}

const ones = (word: number): number => {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};
const apart = (a: Look, b: Look): number => ones(a.high ^ b.high) + ones(a.low ^ b.low);

export function findRepetitions(record: FrameRecord): Repetition[] {
  const frames: Look[] = [];
  // Looks are frames, so that what comes again is compared with the very frame it repeats.
  const looks: number[] = [];
  for (let i = 0; i < record.length; i++) {
    frames.push({ atMs: record.atMs(i), high: record.signHigh.at(i), low: record.signLow.at(i), luma: record.luma.at(i), blue: record.blue.at(i), red: record.red.at(i), change: record.change.at(i), nextChange: record.change.at(Math.min(i + 1, record.length - 1)) });
    if (record.atMs(i) - record.atMs(looks.at(-1) ?? 0) >= SPACING_MS - 5 || i === 0) looks.push(i);
  }
  const found = [...loops(frames, looks), ...boomerangs(frames, looks)].sort((a, b) => (b.endMs - b.startMs) - (a.endMs - a.startMs));
  const kept: Repetition[] = [];
  // The longest first; what lies in one is part of it.
  for (const one of found) if (!kept.some((other) => one.startMs < other.endMs && other.startMs < one.endMs)) kept.push(one);
  return kept.sort((a, b) => a.startMs - b.startMs);
}

const same = (a: Look, b: Look): boolean => Math.abs(a.luma - b.luma) <= SAME_LUMA && apart(a, b) <= MOST_APART;

/** Collects pairs that match one after the other, and judges them where one does not. */
function collector(found: Repetition[], direction: 1 | -1): { add(a: Look | undefined, b: Look | undefined): void; flush(): void } {
  let run: [Look, Look][] = [];
  const flush = (): void => {
    if (run.length === 0) return;
    const repetition = judge(run, direction);
    if (repetition) found.push(repetition);
    run = [];
  };
  return {
    flush,
    add(a, b) {
      if (a && b && same(a, b)) run.push([a, b]);
      else flush();
    },
  };
}

/** Every distance in frames between something and its return. */
function loops(frames: readonly Look[], looks: readonly number[]): Repetition[] {
  const found: Repetition[] = [];
  const { add, flush } = collector(found, 1);
  for (let lag = looks[LEAST_STEPS] ?? frames.length; lag < frames.length; lag++) {
    for (const i of looks) {
      if (i + lag >= frames.length) break;
      add(frames[i], frames[i + lag]);
    }
    flush();
  }
  return found;
}

/** Every moment at which the film may turn, on a frame or between two. */
function boomerangs(frames: readonly Look[], looks: readonly number[]): Repetition[] {
  const found: Repetition[] = [];
  const { add, flush } = collector(found, -1);
  let before = 0;
  for (let sum = 1; sum < 2 * frames.length; sum++) {
    while ((looks[before] ?? frames.length) * 2 < sum) before++;
    for (let k = before - 1; k >= Math.max(0, before - MOST_LOOKS_REVERSED); k--) {
      const i = looks[k] ?? 0;
      if (sum - i >= frames.length) break;
      add(frames[i], frames[sum - i]);
    }
    flush();
  }
  return found;
}

function judge(run: readonly [Look, Look][], direction: 1 | -1): Repetition | undefined {
  if (run.length < (direction === 1 ? LEAST_STEPS : REVERSED.leastSteps)) return undefined;
  const distance = run.reduce((sum, [a, b]) => sum + apart(a, b), 0) / run.length;
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || distance > (direction === 1 ? MOST_MEAN : REVERSED.mostMean)) return undefined;
  // The middle one: key frames freshen up what stands still.
  if (middle(run.map(([a, b]) => Math.min(a.change, b.change))) < LEAST_CHANGE) return undefined;
  if (!movesAlike(run, direction)) return undefined;
  // Something must go on in it: half a second on, the picture is another.
  const life = run.slice(5).reduce((sum, [a], i) => sum + apart(a, run[i]?.[0] ?? a), 0) / Math.max(1, run.length - 5);
  const whole = run.reduce((most, [a]) => Math.max(most, apart(a, first[0])), 0);
  if (whole < LEAST_LIFE || life < distance * 2 + 1) return undefined;
  // Backwards, pairs come from the turn outwards.
  return direction === 1
    ? { label: 'loop', startMs: first[1].atMs, endMs: last[1].atMs, firstFromMs: first[0].atMs, firstToMs: last[0].atMs, distance }
    : { label: 'reversed', startMs: first[1].atMs, endMs: last[1].atMs, firstFromMs: last[0].atMs, firstToMs: first[0].atMs, distance };
}

const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Whether both change by the same amounts at the same moments, and their light and colour take the same course. */
function movesAlike(run: readonly [Look, Look][], direction: 1 | -1): boolean {
  const unlike = run.map(([a, b]) => {
    // Backwards, the step into a picture is the one out of its twin.
    const [one, other] = direction === 1 ? [a.change, b.change] : [a.nextChange, b.change];
    return Math.abs(one - other) / Math.max(one, other, 0.01);
  });
  if (middle(unlike) > SAME_CHANGE) return false;
  return [(look: Look) => look.luma, (look: Look) => look.blue, (look: Look) => look.red].every((of) => {
    const offset = middle(run.map(([a, b]) => of(b) - of(a)));
    return run.reduce((sum, [a, b]) => sum + Math.abs(of(b) - of(a) - offset), 0) / run.length <= SAME_COURSE;
  });
}
