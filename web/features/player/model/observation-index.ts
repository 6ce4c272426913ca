/** All observations of one medium, found by time, analyzer and id. */
import type { components } from '@aima/contract/client';

/** As it counts now, with corrections laid over it. Its version stands in `getObservation`. */
export type Observation = Omit<components['schemas']['ListedObservation'], 'version' | 'removed'>;

export interface ObservationIndex {
  /** By `startMs`, then the longest first. */
  readonly all: readonly Observation[];
  readonly byId: ReadonlyMap<string, Observation>;
  /** In order of time. */
  readonly byAnalyzer: ReadonlyMap<string, readonly Observation[]>;
  /** Whatever is there at this moment: its end is not part of a stretch, a moment is its own. O(log n + found). */
  at(ms: number): Observation[];
  /** Whatever has a part in `[fromMs, toMs)`, in order of time. O(log n + found). */
  between(fromMs: number, toMs: number): Observation[];
  /** What it rests on, as far as it is in this medium. */
  evidenceOf(observation: Observation): Observation[];
  /** What rests on it. */
  restingOn(id: string): Observation[];
  /** Of the same thing over time, in order of time. */
  track(analyzer: string, trackId: string): readonly Observation[];
}

const LEAF = 16;

/** Latest end below each node of an implicit binary tree over blocks of the sorted rows. */
function latestEnds(all: readonly Observation[]): { ends: Float64Array; leaves: number } {
  let leaves = 1;
  while (leaves * LEAF < all.length) leaves *= 2;
  const ends = new Float64Array(2 * leaves).fill(-1);
  for (const [i, { endMs }] of all.entries()) {
    const node = leaves + Math.floor(i / LEAF);
    ends[node] = Math.max(ends[node] ?? -1, endMs);
  }
  for (let node = leaves - 1; node > 0; node--) ends[node] = Math.max(ends[2 * node] ?? -1, ends[2 * node + 1] ?? -1);
  return { ends, leaves };
}

/** First row that begins at `ms` or later. */
function firstFrom(all: readonly Observation[], ms: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.startMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function intervals(all: readonly Observation[]): (fromMs: number, toMs: number) => Observation[] {
  const { ends, leaves } = latestEnds(all);
  return (fromMs, toMs) => {
    const found: Observation[] = [];
    const until = firstFrom(all, toMs);
    const visit = (node: number, first: number, size: number): void => {
      if (first >= until || (ends[node] ?? -1) < fromMs) return;
      if (node < leaves) {
        visit(2 * node, first, size / 2);
        visit(2 * node + 1, first + size / 2, size / 2);
        return;
      }
      for (let i = first; i < Math.min(until, first + LEAF); i++) {
        const row = all[i];
        if (row && (row.endMs > fromMs || (row.startMs === row.endMs && row.startMs >= fromMs))) found.push(row);
      }
    };
    visit(1, 0, leaves * LEAF);
    return found;
  };
}

/** Computed when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function grouped(rows: readonly Observation[], keysOf: (row: Observation) => readonly string[]): Map<string, Observation[]> {
  const groups = new Map<string, Observation[]>();
  for (const row of rows) for (const key of keysOf(row)) {
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

const trackKey = (analyzer: string, trackId: string): string => `${analyzer}\n${trackId}`;

export function indexObservations(given: readonly Observation[]): ObservationIndex {
  const all = given.toSorted((a, b) => a.startMs - b.startMs || b.endMs - a.endMs || (a.id < b.id ? -1 : 1));
  const byId = new Map(all.map((row) => [row.id, row]));
  const between = intervals(all);
  const resting = lazily(() => grouped(all, ({ basedOn }) => basedOn ?? []));
  const tracks = lazily(() => grouped(all, ({ analyzer, trackId }) => (trackId === undefined ? [] : [trackKey(analyzer, trackId)])));
  return {
    all, byId, between,
    byAnalyzer: grouped(all, ({ analyzer }) => [analyzer]),
    at: (ms) => between(Math.floor(ms), Math.floor(ms) + 0.5),
    evidenceOf: ({ basedOn }) => (basedOn ?? []).flatMap((id) => byId.get(id) ?? []),
    restingOn: (id) => resting().get(id) ?? [],
    track: (analyzer, trackId) => tracks().get(trackKey(analyzer, trackId)) ?? [],
  };
}
