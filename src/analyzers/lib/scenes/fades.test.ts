import { expect, test } from 'vitest';
import { findFades, fitLine, type BrightnessRecord } from './fades.ts';

/** A film of 25 frames per second from the contrast of its frames; its mean goes with it. */
const record = (deviations: readonly number[]): BrightnessRecord => ({
  length: deviations.length,
  atMs: (i) => i * 40,
  mean: (i) => (deviations[i] ?? 0) * 2,
  deviation: (i) => deviations[i] ?? 0,
});

test('a ripple around the limit of what counts as plain makes no second fade', () => {
  const ramp = Array.from({ length: 20 }, (_, i) => 60 - 3 * i);
  const found = findFades(record([...Array<number>(10).fill(60), ...ramp, 3, 4, 3, 4, 3, 0, 0, 0]), []);
  expect(found.map(({ kind }) => kind)).toEqual(['fade_out']);
  expect(Math.abs((found[0]?.startMs ?? 0) - 400)).toBeLessThan(40);
});

test('a fade does not reach across a cut', () => {
  const deviations = [...Array<number>(10).fill(60), 12, 9, 6, 3, 0, 0];
  expect(findFades(record(deviations), [{ startMs: 400 }])).toEqual([]);
});

test('a curve is no fade', () => {
  expect(findFades(record(Array.from({ length: 40 }, (_, i) => 60 / (1 + i) ** 1.2)), [])).toEqual([]);
});

test('the line through points, and how straight they are', () => {
  expect(fitLine([0, 1, 2], [1, 3, 5])).toEqual({ slope: 2, offset: 1, linearity: 1 });
  expect(fitLine([0, 1, 2], [0, 1, 0]).linearity).toBe(0);
});
