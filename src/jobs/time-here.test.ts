import { expect, test } from 'vitest';
import type { MeasuredTimes, TimesOfMedium } from '../analysis/measured-times.ts';
import { comparedWork } from './time-here.ts';

const measured: MeasuredTimes = { perSecond: { 'a/lite': [0.2, 0.2, 0.2], 'b/lite': [0.3, 0.3, 0.3] }, perPhoto: { 'a/lite': [2, 2, 2] }, clockShare: [0.5, 0.5, 0.5] };
const reference = { comment: '', machine: '', film: '', at: '2026-01-01', analyzers: { r: { tier: 'lite' as const, timesRealTime: 0.1 }, f: { tier: 'full' as const, timesRealTime: 9 } } };
const film = (runs: [string, number][], clockSeconds?: number, durationMs = 100_000): TimesOfMedium =>
  ({ kind: 'video', durationMs, runs: runs.map(([analyzer, seconds]) => ({ analyzer, tier: 'lite', seconds })), ...(clockSeconds === undefined ? {} : { clockSeconds }) });
const compared = (times: TimesOfMedium) => comparedWork(times, measured, { reference });

test('what is measured here is compared on the clock: 20 s and 30 s of own time at half a clock are 25 s', () => {
  expect(compared(film([['a', 4], ['b', 6]], 5))).toEqual({ there: 5, here: 25 });
});

test('what has no measurement here is compared with the reference machine', () => {
  expect(compared(film([['r', 5]], 2))).toEqual({ there: 2, here: 5 });
});

test('what is known nowhere is left out of both by its share, and where that is most of it nothing is told', () => {
  expect(compared(film([['a', 6], ['x', 2]], 4))).toEqual({ there: 3, here: 10 });
  expect(compared(film([['a', 2], ['x', 6]], 4))).toBeUndefined();
  // Of another tier.
  expect(compared(film([['f', 2]], 4))).toBeUndefined();
});

test('too short, not in one go, or nothing at all tells nothing; a photo has no length', () => {
  expect(compared(film([['a', 4]], 4, 4_000))).toBeUndefined();
  expect(compared(film([['a', 4]]))).toBeUndefined();
  expect(compared(film([], 4))).toBeUndefined();
  expect(compared({ ...film([['a', 4]], 3, 0), kind: 'image' })).toEqual({ there: 3, here: 1 });
});
