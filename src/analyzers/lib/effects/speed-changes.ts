/**
 * Changes of speed inside a shot, told by how the pictures come: slow motion made by repeating pictures begins or ends at one
 * picture, and each picture still moves on by as much as before. Where a whole shot repeats its pictures, or where the rate of
 * a camera drops (pictures then move on by more each), nothing is told. Film that is made faster, or slowed by mixing,
 * inventing or really filming more pictures, is not told: what tells it (mixes of neighbours, steps of the movement) comes
 * from encoders, conversions of the rate and people as well.
 */
import { frameKinds } from '../temporal/cadence.ts';
import type { EffectRecord } from './effect-record.ts';
import type { Effect } from './effect.ts';

interface Picture {
  index: number;
  /** Frames for which it stands; 0 where that is not known. */
  run: number;
  /** Change against the picture before, and of the next against the one before; levels. */
  change: number;
  twoStep: number;
  /** Largest change among its repeats. */
  rest: number;
}

/** Pictures that are compared on each side, and how long nothing may be known between them and within one. */
const PICTURES = 6;
const MOST_GAP_MS = 3000;
const MOST_PAUSE_MS = 800;
const LEAST_RATIO = 1.9;
/** How far the mean stand may be from a whole number of frames. */
const MOST_FRACTION = 0.1;
/** Pictures next to the change, where movement has had no time to become another. */
const NEAREST = 3;
/** Movement in levels from which pictures and their repeats are told apart, and what of it may be left in a repeat. */
const LEAST_LEVELS = 1.2;
const MOST_REST = 0.2;
/** Two steps of the finer side must be so much more than one, or steps say nothing. */
const LEAST_GROWTH = 1.25;
/** What lies outside of the pattern, on either side. */
const MOST_OUTSIDE = 1;

interface Boundary {
  /** The first picture of the new speed. */
  index: number;
  /** Above 1: slower from here on; below: slower up to here. */
  ratio: number;
  misfit: number;
  gapMs: number;
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function picturesOf(record: EffectRecord, kinds: ReturnType<typeof frameKinds>, from: number, to: number): Picture[] {
  const pictures: Picture[] = [];
  let open: Picture | undefined;
  for (let i = from; i < to; i++) {
    if (kinds[i] === 'repeated') {
      if (!open) continue;
      open.run++;
      open.rest = Math.max(open.rest, record.change.at(i));
      continue;
    }
    const last = pictures.at(-1);
    if (last && last === open && kinds[i] === 'new') {
      last.twoStep = record.twoStep.at(i);
    } else if (open) open.run = 0;
    open = undefined;
    if (kinds[i] !== 'new' || i === from) continue;
    open = { index: i, run: 1, change: record.change.at(i), twoStep: 0, rest: 0 };
    pictures.push(open);
  }
  if (open) open.run = 0;
  return pictures.filter(({ run, twoStep }) => run > 0 && twoStep > 0);
}

/** How long pictures stand on one side; undefined where they do not do so evenly. */
function evenRun(side: readonly Picture[]): { mean: number; misfit: number } | undefined {
  const sorted = side.map(({ run }) => run).sort((a, b) => a - b);
  const mean = meanOf(sorted.slice(1, -1));
  const outside = side.filter(({ run }) => run < Math.floor(mean) || run > Math.ceil(mean)).length;
  return outside > MOST_OUTSIDE || Math.abs(mean - Math.round(mean)) > MOST_FRACTION ? undefined : { mean, misfit: side.reduce((sum, { run }) => sum + Math.abs(run - mean), 0) };
}

/** Whether pictures of both sides move on by as much: nearer to one step of the finer side than to two. */
function stepsAlike(fine: readonly Picture[], coarse: readonly Picture[]): boolean {
  const [step, twoSteps, coarseStep] = [middle(fine.map(({ change }) => change)), middle(fine.map(({ twoStep }) => twoStep)), middle(coarse.map(({ change }) => change))];
  return Math.min(step, coarseStep) >= LEAST_LEVELS && twoSteps >= LEAST_GROWTH * step && coarseStep <= Math.sqrt(step * twoSteps) && coarseStep >= 0.6 * step;
}

/** Pictures begin or cease to repeat, while each moves on by as much as before. */
function repeatsBegin(before: readonly Picture[], after: readonly Picture[]): Omit<Boundary, 'index' | 'gapMs'> | undefined {
  const [one, other] = [evenRun(before), evenRun(after)];
  if (!one || !other) return undefined;
  const ratio = other.mean / one.mean;
  if (Math.max(ratio, 1 / ratio) < LEAST_RATIO) return undefined;
  const [fine, coarse] = ratio > 1 ? [before, after] : [after, before];
  if (middle(coarse.map(({ rest }) => rest)) > MOST_REST * middle(coarse.map(({ change }) => change))) return undefined;
  const nearest = ratio > 1 ? [fine.slice(-NEAREST), coarse.slice(0, NEAREST)] as const : [fine.slice(0, NEAREST), coarse.slice(-NEAREST)] as const;
  if (!stepsAlike(fine, coarse) || !stepsAlike(...nearest)) return undefined;
  return { ratio, misfit: one.misfit + other.misfit };
}

const pauses = (record: EffectRecord, side: readonly Picture[]): boolean => side.some(({ index }, i) => i > 0 && record.atMs(index) - record.atMs(side[i - 1]?.index ?? index) > MOST_PAUSE_MS);

function boundaries(record: EffectRecord, pictures: readonly Picture[]): Boundary[] {
  const found: Boundary[] = [];
  for (let j = PICTURES; j + PICTURES <= pictures.length; j++) {
    const [before, after] = [pictures.slice(j - PICTURES, j), pictures.slice(j, j + PICTURES)];
    const [last, first] = [before.at(-1), after[0]];
    if (!last || !first) continue;
    const gapMs = record.atMs(first.index) - record.atMs(last.index);
    const step = gapMs > MOST_GAP_MS || pauses(record, before) || pauses(record, after) ? undefined : repeatsBegin(before, after);
    if (!step) continue;
    const here: Boundary = { ...step, index: first.index, gapMs };
    const near = found.at(-1);
    if (!near || record.atMs(here.index) - record.atMs(near.index) > 1000 || near.ratio > 1 !== here.ratio > 1) found.push(here);
    else if (here.misfit < near.misfit) found[found.length - 1] = here;
  }
  return found;
}

/** Slow stretches of one shot, frames `from` to `to` (exclusive). */
function slowIn(record: EffectRecord, from: number, to: number, steps: readonly Boundary[]): Effect[] {
  const found: Effect[] = [];
  const add = (first: number, last: number, step: Boundary): void => {
    const factor = Math.max(step.ratio, 1 / step.ratio);
    found.push({ label: 'speed_change', variant: 'repeated_frames', startMs: record.atMs(first), endMs: record.atMs(last), strength: 1 - 1 / factor, confidence: step.gapMs > 600 ? 0.65 : 0.8, slowedBy: factor });
  };
  let open: Boundary | undefined;
  for (const step of steps) {
    if (step.ratio > 1) open ??= step;
    else {
      add(open?.index ?? from, step.index, open ?? step);
      open = undefined;
    }
  }
  if (open) add(open.index, to - 1, open);
  return found;
}

export function findSpeedChanges(record: EffectRecord, cuts: readonly { startMs: number }[], elsewhere: readonly { startMs: number; endMs: number }[]): Effect[] {
  const kinds = frameKinds(record);
  const starts = cuts.map(({ startMs }) => startMs).sort((a, b) => a - b);
  const found: Effect[] = [];
  let from = 0;
  for (const endMs of [...starts, Number.POSITIVE_INFINITY]) {
    let to = from;
    while (to < record.length && record.atMs(to) < endMs) to++;
    const pictures = picturesOf(record, kinds, from, to);
    found.push(...slowIn(record, from, to, boundaries(record, pictures)));
    from = to;
  }
  return found.filter(({ startMs, endMs }) => endMs > startMs && !elsewhere.some((other) => other.startMs < startMs && other.endMs > startMs));
}
