import { expect, test } from 'vitest';
import type { Observation } from '../model/observation-index.ts';
import { barsOf, detailLevels, firstBarFrom, merged, packed, type Bar } from './bars.ts';

const row = (startMs: number, more: Partial<Observation> = {}): Observation => ({ id: `o-${startMs}`, runId: 'r', mediaId: 'm', analyzer: 'object_detection', label: 'dog', startMs, endMs: startMs, confidence: 1, sentence: '', source: 'model', ...more });
const bar = (startMs: number, endMs: number, more: Partial<Bar> = {}): Bar => ({ startMs, endMs, id: `b-${startMs}`, analyzer: 'a', text: '', isWord: true, count: 1, group: 'g', ...more });
const spans = (bars: readonly Bar[]): number[][] => bars.map(({ startMs, endMs, count }) => [startMs, endMs, count]);

test('samples of a track are one bar, until it is away for longer than its steps', () => {
  const rows = [0, 500, 1_000, 1_500, 6_000, 6_500].map((ms) => row(ms, { trackId: 't' }));
  expect(spans(barsOf(rows))).toEqual([[0, 1_750, 4], [6_000, 6_750, 2]]);
});

test('moments without a track stay moments, sums of the whole are left out', () => {
  expect(spans(barsOf([row(5), row(7), row(0, { label: 'overall', endMs: 9_000 })]))).toEqual([[5, 5, 1], [7, 7, 1]]);
});

test('overlapping bars go below each other, and no further than there are lines', () => {
  const lines = packed([bar(0, 10), bar(2, 12), bar(3, 5), bar(10, 20)], 2);
  expect(lines.map(spans)).toEqual([[[0, 10, 1], [10, 20, 1]], [[2, 12, 1], [3, 5, 1]]]);
});

test('from afar short neighbours are one, long ones and gaps stay', () => {
  const near = [bar(0, 1), bar(2, 3), bar(5, 100), bar(101, 102), bar(200, 201)];
  expect(spans(merged(near, 10))).toEqual([[0, 3, 2], [5, 100, 1], [101, 102, 1], [200, 201, 1]]);
  expect(spans(merged(near, 1))).toEqual(spans(near));
});

test('a long track is not swallowed by what follows it', () => {
  expect(spans(merged([bar(0, 1_000, { count: 40 }), bar(1_001, 1_002)], 10))).toEqual([[0, 1_000, 40], [1_001, 1_002, 1]]);
});

test('no level draws more than the pixels can show, and each is made once', () => {
  const bars = Array.from({ length: 20_000 }, (_, i) => bar(i * 30, i * 30 + 10));
  const levels = detailLevels(bars);
  for (const width of [320, 1_280, 2_560]) expect(levels.at(600_000 / width).length).toBeLessThanOrEqual(2 * width);
  expect(levels.at(500)).toBe(levels.at(400));
  expect(levels.at(0.1)).toBe(bars);
});

test('a place is found by its begin', () => {
  const bars = [bar(0, 5), bar(10, 15), bar(20, 25)];
  expect([-1, 0, 1, 10, 20, 21].map((ms) => firstBarFrom(bars, ms))).toEqual([0, 0, 1, 1, 2, 3]);
});
