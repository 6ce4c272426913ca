/**
 * Finds again after a re-run what a person corrected. Ids of observations count an analyzer's findings, so with other
 * parameters the same id may be another thing: an id is believed only where the finding looks as it did. Otherwise the same
 * analyzer and label must be found in about the same stretch and place: overlap is measured as intersection over union
 * (Jaccard 1901), as detectors are compared with the truth (Everingham et al., PASCAL VOC, IJCV 2010: at least one half).
 */
import type { Box, Observation } from '@aima/contract';

const LEAST_OVERLAP = 0.5;
/** Moments and their samples are this far apart at most: every stretch is that much longer on both sides. */
const TOLERANCE_MS = 250;

export interface Anchor {
  /** Of all corrections of one thing. */
  lineage: string;
  /** How it looked without corrections when the newest of them was made. */
  looked: Observation;
}

const overlap = (fromA: number, toA: number, fromB: number, toB: number): number => Math.max(0, Math.min(toA, toB) - Math.max(fromA, fromB));

function timeOverlap(a: Observation, b: Observation): number {
  const [fromA, toA, fromB, toB] = [a.startMs - TOLERANCE_MS, a.endMs + TOLERANCE_MS, b.startMs - TOLERANCE_MS, b.endMs + TOLERANCE_MS];
  const both = overlap(fromA, toA, fromB, toB);
  return both / (toA - fromA + toB - fromB - both);
}

function boxOverlap(a: Box | undefined, b: Box | undefined): number {
  if (!a || !b) return a === b ? 1 : 0;
  const both = overlap(a.x, a.x + a.w, b.x, b.x + b.w) * overlap(a.y, a.y + a.h, b.y, b.y + b.h);
  const all = a.w * a.h + b.w * b.h - both;
  return all > 0 ? both / all : a.x === b.x && a.y === b.y ? 1 : 0;
}

const SAME = 2;

/** 0: something else. 2: the very same; between: how well it fits. */
function likeness(looked: Observation, found: Observation): number {
  if (looked.analyzer !== found.analyzer || looked.label !== found.label) return 0;
  const time = timeOverlap(looked, found);
  const box = boxOverlap(looked.box, found.box);
  if (time < LEAST_OVERLAP || box < LEAST_OVERLAP) return 0;
  if (looked.id === found.id && time === 1 && box === 1 && looked.text === found.text) return SAME;
  // Of equals the one with the same words.
  return time * box + (looked.text === found.text ? 0.01 : 0);
}

const firstFrom = (sorted: readonly Observation[], startMs: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.startMs ?? Infinity) < startMs) low = middle + 1;
    else high = middle;
  }
  return low;
};

const groupOf = ({ analyzer, label }: Observation): string => JSON.stringify([analyzer, label]);

/** @returns the observation for each lineage that was found again; no observation is given twice, the best fits come first */
export function foundAgain(anchors: readonly Anchor[], found: readonly Observation[]): ReadonlyMap<string, string> {
  const groups = new Map([...Map.groupBy(found, groupOf)].map(([key, items]) => [key, items.toSorted((a, b) => a.startMs - b.startMs)]));
  const fits: { lineage: string; id: string; fit: number; distanceMs: number }[] = [];
  for (const { lineage, looked } of anchors) {
    const group = groups.get(groupOf(looked)) ?? [];
    // What overlaps by half begins no further away than twice the own length.
    const reach = 2 * (looked.endMs - looked.startMs + 2 * TOLERANCE_MS);
    for (let i = firstFrom(group, looked.startMs - reach); i < group.length; i++) {
      const item = group[i];
      if (!item || item.startMs > looked.startMs + reach) break;
      const fit = likeness(looked, item);
      if (fit > 0) fits.push({ lineage, id: item.id, fit, distanceMs: Math.abs(item.startMs - looked.startMs) });
    }
  }
  fits.sort((a, b) => b.fit - a.fit || a.distanceMs - b.distanceMs || (a.id < b.id ? -1 : 1));
  const result = new Map<string, string>();
  const taken = new Set<string>();
  for (const { lineage, id } of fits) {
    if (result.has(lineage) || taken.has(id)) continue;
    result.set(lineage, id);
    taken.add(id);
  }
  return result;
}

/** Stretches in milliseconds, in order, none touching another. */
export type Spans = readonly (readonly [startMs: number, endMs: number])[];

/** More than this is joined over growing gaps: an anchor must stay small. */
const MOST_SPANS = 1000;

export function spansOf(observations: readonly Pick<Observation, 'startMs' | 'endMs'>[]): Spans {
  const sorted = observations.map(({ startMs, endMs }) => [startMs, Math.max(endMs, startMs + 1)] as const).sort((a, b) => a[0] - b[0]);
  for (let gapMs = 0; ; gapMs = gapMs * 2 + TOLERANCE_MS) {
    const spans: [number, number][] = [];
    for (const [from, to] of sorted) {
      const last = spans.at(-1);
      if (last && from <= last[1] + gapMs) last[1] = Math.max(last[1], to);
      else spans.push([from, to]);
    }
    if (spans.length <= MOST_SPANS) return spans;
  }
}

function sharedMs(a: Spans, b: Spans): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i] ?? [0, 0], b[j] ?? [0, 0]];
    shared += overlap(one[0], one[1], other[0], other[1]);
    if (one[1] < other[1]) i++;
    else j++;
  }
  return shared;
}

const lengthMs = (spans: Spans): number => spans.reduce((sum, [from, to]) => sum + to - from, 0);

/**
 * For a correction of everybody's findings with one id (a speaker): ids are given anew by every run, so those are meant now
 * of which at least half of the time lies in the stretches that were meant then.
 */
export function idsWithin(anchor: Spans, found: readonly Observation[], field: 'speakerId' | 'personId' | 'trackId'): ReadonlySet<string> {
  const groups = Map.groupBy(found.filter((item) => item[field] !== undefined), (item) => item[field] ?? '');
  return new Set([...groups].filter(([, items]) => {
    const spans = spansOf(items);
    return sharedMs(spans, anchor) >= LEAST_OVERLAP * lengthMs(spans);
  }).map(([id]) => id));
}
