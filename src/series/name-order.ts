/** Runs of numbered names: which photos they hold, in which order, and whether the numbers are believable as counters. */
import type { NameFacts } from './file-name.ts';

export interface NameSequence {
  family: string;
  /** Indices of photos in the order of their numbers. */
  photos: number[];
  /** Letters as cameras and people write them before numbers. */
  familiar: boolean;
  /** Where the counter began again, as an index into `photos`. */
  overflowAt?: number;
}

/** Typical step between numbers that somebody or something counted; random numbers lie farther apart. */
const MOST_USUAL_STEP = 50;
/** A family of unknown letters needs this many, so that chance makes no sequence. */
const FEWEST_UNFAMILIAR = 3;
/** Cameras count to 9999 and begin again (JEITA CP-3461). */
const COUNTER_DIGITS = 4;
const COUNTER_END = 9999;
const NEAR_END = 9_800;
const NEAR_START = 200;
/** A pause in the numbers by which the two ends of a counter are told apart. */
const LEAST_PAUSE = 1_000;

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const step = (a[i] ?? 0) - (b[i] ?? 0);
    if (step !== 0) return step;
  }
  return 0;
};

function usualStep(values: readonly number[]): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((value, i) => value - (sorted[i] ?? 0)).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Where 9999 went over into 0001: behind the longest pause. Undefined where nothing speaks for it. */
function overflow(numbers: readonly number[]): number | undefined {
  if ((numbers.at(-1) ?? 0) < NEAR_END || (numbers[0] ?? Infinity) > NEAR_START) return undefined;
  const across = COUNTER_END - (numbers.at(-1) ?? 0) + (numbers[0] ?? 0);
  let widest = { at: 0, pause: 0 };
  for (let i = 1; i < numbers.length; i++) {
    const pause = (numbers[i] ?? 0) - (numbers[i - 1] ?? 0);
    if (pause > widest.pause) widest = { at: i, pause };
  }
  return widest.pause >= LEAST_PAUSE && widest.pause > across * 4 ? widest.at : undefined;
}

/** Families of at least two believable names, largest first; the order of folders and letters where equal. */
export function nameSequences(names: readonly NameFacts[]): NameSequence[] {
  const families = Map.groupBy(names.map((name, index) => ({ name, index })).filter(({ name }) => !name.time), ({ name }) => name.family);
  const found: NameSequence[] = [];
  for (const [family, members] of families) {
    const [first] = members;
    if (!first || members.length < (first.name.familiar ? 2 : FEWEST_UNFAMILIAR)) continue;
    const sorted = members.toSorted((a, b) => (a.name.dayMs ?? 0) - (b.name.dayMs ?? 0) || compare(a.name.numbers, b.name.numbers) || a.index - b.index);
    // The last number is that of a copy.
    const slots = first.name.numbers.length === 1 ? [0] : first.name.numbers.slice(0, -1).map((_, i) => i);
    const varying = slots.filter((slot) => new Set(members.map(({ name }) => name.numbers[slot])).size > 1);
    const days = new Set(members.map(({ name }) => name.dayMs)).size;
    if (varying.length === 0 && days < 2 && new Set(members.map(({ name }) => name.numbers.at(-1))).size < 2) continue;
    const dense = varying.every((slot) => usualStep(members.map(({ name }) => name.numbers[slot] ?? 0)) <= MOST_USUAL_STEP);
    if (!first.name.familiar && !dense) continue;
    const slot = varying.length === 1 && first.name.dayMs === undefined && first.name.digits === COUNTER_DIGITS ? varying[0] : undefined;
    const at = slot === undefined ? undefined : overflow(sorted.map(({ name }) => name.numbers[slot] ?? 0));
    const turned = at === undefined ? sorted : [...sorted.slice(at), ...sorted.slice(0, at)];
    found.push({ family, photos: turned.map(({ index }) => index), familiar: first.name.familiar, ...(at === undefined ? {} : { overflowAt: sorted.length - at }) });
  }
  return found.sort((a, b) => b.photos.length - a.photos.length || a.family.localeCompare(b.family, 'en', { numeric: true }));
}
