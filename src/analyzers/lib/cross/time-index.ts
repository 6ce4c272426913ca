/** Observations joined into stretches, and a lookup by time whose cost follows what is found, not the length of the film. */
import type { Observation } from '@aima/contract';

export interface Stretch {
  startMs: number;
  endMs: number;
  items: readonly [Observation, ...Observation[]];
}

/** A track may be lost this long, and is looked at in pieces of this length, so that no statement is about hours. */
const MOST_GAP_MS = 2000;
const PIECE_MS = 20_000;

/** One stretch per observation; those of a track join. In order of time. */
export function stretchesOf(observations: readonly Observation[]): Stretch[] {
  const done: Stretch[] = [];
  const open = new Map<string, { startMs: number; endMs: number; items: [Observation, ...Observation[]] }>();
  for (const item of observations.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    const { trackId, startMs, endMs } = item;
    const key = `${item.analyzer} ${trackId ?? ''}`;
    const stretch = trackId === undefined ? undefined : open.get(key);
    if (stretch && startMs - stretch.endMs <= MOST_GAP_MS && endMs - stretch.startMs <= PIECE_MS) {
      stretch.items.push(item);
      stretch.endMs = Math.max(stretch.endMs, endMs);
      continue;
    }
    const fresh: { startMs: number; endMs: number; items: [Observation, ...Observation[]] } = { startMs, endMs, items: [item] };
    done.push(fresh);
    if (trackId !== undefined) open.set(key, fresh);
  }
  return done;
}

interface Span {
  startMs: number;
  endMs: number;
}

const CELL_MS = 10_000;

/** Answers what overlaps a span: a grid over time, each item in all cells that it touches. */
export function timeIndex<T extends Span>(items: readonly T[]): (startMs: number, endMs: number) => T[] {
  const cells = new Map<number, T[]>();
  for (const item of items) {
    for (let cell = Math.floor(item.startMs / CELL_MS); cell * CELL_MS <= item.endMs; cell++) {
      const there = cells.get(cell);
      if (there) there.push(item);
      else cells.set(cell, [item]);
    }
  }
  return (startMs, endMs) => {
    const found = new Set<T>();
    for (let cell = Math.floor(Math.max(0, startMs) / CELL_MS); cell * CELL_MS <= endMs; cell++) {
      for (const item of cells.get(cell) ?? []) if (item.startMs <= endMs && item.endMs >= startMs) found.add(item);
    }
    return [...found];
  };
}

export const overlapMs = (a: Span, b: Span): number => Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
