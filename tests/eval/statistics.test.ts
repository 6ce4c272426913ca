import { expect, test } from 'vitest';
import { bootstrap, meanOf, proportion } from './statistics.ts';

test('the interval of a share is that of Wilson', () => {
  const { value, interval: [low, high] } = proportion(9, 10);
  expect(value).toBe(0.9);
  // Wilson 1927, as tabulated for 9 of 10
  expect(low).toBeCloseTo(0.596, 3);
  expect(high).toBeCloseTo(0.982, 3);
  expect(proportion(10, 10).interval[0]).toBeCloseTo(0.722, 3);
});

test('a bootstrap interval holds its value, narrows with more items, and is the same each time', () => {
  const few = meanOf([1, 2, 3, 4]);
  const many = meanOf(Array.from({ length: 400 }, (_, i) => 1 + (i % 4)));
  expect(few.value).toBe(2.5);
  expect(few.interval[0]).toBeLessThan(2.5);
  expect(few.interval[1]).toBeGreaterThan(2.5);
  expect(many.interval[1] - many.interval[0]).toBeLessThan((few.interval[1] - few.interval[0]) / 3);
  expect(bootstrap([1, 2, 3, 4], (sample) => Math.max(...sample))).toEqual(bootstrap([1, 2, 3, 4], (sample) => Math.max(...sample)));
});
