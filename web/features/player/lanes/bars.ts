/** What a lane draws: one bar per stretch, per moment, or per track whose samples follow each other; and fewer of them from afar. */
import type { Observation } from '../model/observation-index.ts';

export interface Bar {
  readonly startMs: number;
  /** Equal to `startMs` for a moment. */
  readonly endMs: number;
  /** Of its first observation. */
  readonly id: string;
  readonly analyzer: string;
  /** Words of it, or its stable word. */
  readonly text: string;
  readonly isWord: boolean;
  /** How many observations it stands for. */
  readonly count: number;
  /** Speaker or label, by which bars of one lane differ. */
  readonly group: string;
}

/** Samples of one track further apart than this many of its steps, or than the least, are two appearances. */
const GAP_STEPS = 2.5;
const LEAST_GAP_MS = 1_200;
/** A moment of a track counts for a step. */
const LAST_SAMPLE_MS = 250;

const groupOf = ({ speakerId, label }: Observation): string => speakerId ?? label ?? '';
/** Scenes and shots are told apart by their numbers. */
function wordsOf({ text, label, attributes }: Observation): Pick<Bar, 'text' | 'isWord'> {
  const number = attributes?.['number'];
  if (text === undefined && typeof number === 'number') return { text: String(number), isWord: false };
  return { text: text ?? label ?? '', isWord: text === undefined };
}

const barOf = (row: Observation): Bar => ({ startMs: row.startMs, endMs: row.endMs, id: row.id, analyzer: row.analyzer, ...wordsOf(row), count: 1, group: groupOf(row) });

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** Bars of one track: its appearances. */
function appearances(samples: readonly Observation[]): Bar[] {
  const step = median(samples.slice(1).map(({ startMs }, i) => startMs - (samples[i]?.startMs ?? startMs)));
  const gapMs = Math.max(LEAST_GAP_MS, step * GAP_STEPS);
  const bars: Bar[] = [];
  let open: { bar: Bar; endMs: number; count: number } | undefined;
  const close = (): void => { if (open) bars.push({ ...open.bar, endMs: open.endMs, count: open.count }); };
  for (const sample of samples) {
    const endMs = Math.max(sample.endMs, sample.startMs + (samples.length > 1 ? Math.min(step, LAST_SAMPLE_MS) : 0));
    if (open && sample.startMs - open.endMs <= gapMs) {
      open.endMs = Math.max(open.endMs, endMs);
      open.count += 1;
      continue;
    }
    close();
    open = { bar: barOf(sample), endMs, count: 1 };
  }
  close();
  return bars;
}

/** @param rows in order of time @returns in order of time; what sums the whole medium up is left out */
export function barsOf(rows: readonly Observation[]): Bar[] {
  const bars: Bar[] = [];
  const tracks = new Map<string, Observation[]>();
  for (const row of rows) {
    if (row.label === 'overall') continue;
    if (row.trackId === undefined) {
      bars.push(barOf(row));
      continue;
    }
    const key = `${row.analyzer}\n${row.trackId}`;
    const track = tracks.get(key);
    if (track) track.push(row);
    else tracks.set(key, [row]);
  }
  for (const track of tracks.values()) bars.push(...appearances(track));
  return bars.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
}

/** Bars that overlap go below each other; whatever finds no room goes into the last line. */
export function packed(bars: readonly Bar[], mostLines: number): Bar[][] {
  const lines: Bar[][] = [];
  const ends: number[] = [];
  for (const bar of bars) {
    let line = ends.findIndex((endMs) => endMs <= bar.startMs);
    if (line < 0) line = Math.min(lines.length, mostLines - 1);
    (lines[line] ??= []).push(bar);
    ends[line] = Math.max(ends[line] ?? 0, bar.endMs);
  }
  return lines;
}

/** Short bars with nothing visible between them become one, so that no lane draws more than its pixels. */
export function merged(bars: readonly Bar[], unitMs: number): Bar[] {
  const runs: Bar[] = [];
  let open: Bar | undefined;
  for (const bar of bars) {
    const isShort = bar.endMs - bar.startMs < unitMs;
    if (open && isShort && bar.startMs - open.endMs < unitMs) {
      open = { ...open, endMs: Math.max(open.endMs, bar.endMs), count: open.count + bar.count, group: open.group === bar.group ? bar.group : '' };
      runs[runs.length - 1] = open;
      continue;
    }
    runs.push(bar);
    open = isShort ? bar : undefined;
  }
  return runs;
}

export interface DetailLevels {
  /** What to draw where one pixel is so many milliseconds; the same array each time for the same level. */
  at(msPerPixel: number): readonly Bar[];
}

/** Each level is made once, when it is first drawn. */
export function detailLevels(bars: readonly Bar[]): DetailLevels {
  const levels = new Map<number, readonly Bar[]>();
  return {
    at(msPerPixel) {
      const level = Math.max(0, Math.floor(Math.log2(Math.max(1, msPerPixel))));
      if (level === 0) return bars;
      let made = levels.get(level);
      if (!made) {
        made = merged(bars, 2 ** level);
        levels.set(level, made);
      }
      return made;
    },
  };
}

/** Longest bar of a line, so that its visible part can be found by its begins. */
export const longestMs = (bars: readonly Bar[]): number => bars.reduce((most, { startMs, endMs }) => Math.max(most, endMs - startMs), 0);

/** First bar that begins at `ms` or later. */
export function firstBarFrom(bars: readonly Bar[], ms: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.startMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
