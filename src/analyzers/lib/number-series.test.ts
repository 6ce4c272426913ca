import { expect, test } from 'vitest';
import { createNumberSeries, createTimeSeries } from './number-series.ts';

test('numbers come back across the borders of chunks', () => {
  const series = createNumberSeries();
  for (let i = 0; i < 10_000; i++) series.push(i / 2);
  expect(series.length).toBe(10_000);
  expect([0, 4095, 4096, 9999].map((i) => series.at(i))).toEqual([0, 2047.5, 2048, 4999.5]);
  expect([series.at(-1), series.at(10_000)]).toEqual([Number.NaN, Number.NaN]);
});

test('times stay exact to the millisecond after a day', () => {
  const times = createTimeSeries();
  times.push(86_400_001);
  expect(times.at(0)).toBe(86_400_001);
});
