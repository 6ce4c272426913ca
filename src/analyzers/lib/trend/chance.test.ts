import { expect, test } from 'vitest';
import { adjusted, course, deviation, studentTwoSided } from './chance.ts';

// Quantiles as printed in any table of Student's distribution.
test.each([[12.706, 1, 0.05], [2.776, 4, 0.05], [2.228, 10, 0.05], [3.169, 10, 0.01], [1.984, 100, 0.05], [0, 7, 1]])('t = %f with %i degrees of freedom', (t, df, p) => {
  expect(studentTwoSided(t, df)).toBeCloseTo(p, 3);
});

test('one case against a small sample: the effect in standard deviations, the chance wider than that of a normal one', () => {
  const earlier = [8, 9, 10, 11, 12];
  const found = deviation(14.74, earlier, 0.1);
  expect(found.effect).toBeCloseTo(3, 1);
  // t = 3 / sqrt(6/5) = 2.739 with 4 degrees of freedom
  expect(found.p).toBeCloseTo(0.052, 2);
  expect(deviation(10.5, [10, 10, 10, 10, 10], 2).effect).toBeCloseTo(0.25);
});

test('a course is told from its order, not its size', () => {
  expect(course([1, 2, 3, 4, 5, 6, 7, 8])).toMatchObject({ tau: 1 });
  expect(course([1, 2, 3, 4, 5, 6, 7, 8]).p).toBeLessThan(0.002);
  expect(course([8, 7, 6, 5, 4, 3, 2, 1]).tau).toBe(-1);
  expect(course([1, 50, 2, 60, 3, 55, 2, 58]).p).toBeGreaterThan(0.1);
  expect(course([5, 5, 5, 5, 5, 5, 5, 5])).toEqual({ tau: 0, p: 1 });
});

test('many tests make each one less sure', () => {
  expect(adjusted([0.01, 0.5, 0.04, 0.9]).map((p) => Math.round(p * 1000) / 1000)).toEqual([0.04, 0.667, 0.08, 0.9]);
  expect(adjusted([])).toEqual([]);
});
