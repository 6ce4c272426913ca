import { expect, test } from 'vitest';
import { dice } from '../drawn-frames.cases.ts';
import { correlate, ranksOf } from './correlation.ts';

/** First-order autoregressive noise: each value is `keep` times the one before, and news. */
function wander(length: number, keep: number, random: () => number): number[] {
  const values: number[] = [];
  for (let i = 0; i < length; i++) values.push(keep * (values.at(-1) ?? 0) + random() + random() + random() - 1.5);
  return values;
}

test('ties share their ranks', () => {
  expect(ranksOf([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
});

test('what follows by two steps is found there, with its sign', () => {
  const random = dice(3);
  const a = wander(200, 0.3, random);
  const b = a.map((_, i) => -(a[i - 2] ?? 0) + 0.2 * random());
  const found = correlate(a, b, 2);
  expect(found?.r).toBeLessThan(-0.9);
  expect(found?.interval[1]).toBeLessThan(-0.85);
  expect(Math.abs(correlate(a, b, 0)?.r ?? 1)).toBeLessThan(0.4);
});

test('two things that wander on their own hardly ever count as related, though their plain r is often large', () => {
  const random = dice(11);
  let [told, plain] = [0, 0];
  const trials = 400;
  for (let i = 0; i < trials; i++) {
    const found = correlate(wander(150, 0.9, random), wander(150, 0.9, random));
    if (found && found.p < 0.05) told++;
    // What the same r would mean if all seconds were independent.
    if (found && Math.abs(Math.atanh(found.r)) > 1.96 * Math.sqrt(1.06 / 147)) plain++;
  }
  expect(plain / trials).toBeGreaterThan(0.3);
  expect(told / trials).toBeLessThan(0.1);
});

test('gaps are left out, and what never changes is related to nothing', () => {
  const a = Array.from({ length: 40 }, (_, i) => i % 7);
  expect(correlate(a, a.map((value, i) => (i % 5 === 0 ? Number.NaN : value)))).toMatchObject({ n: 32 });
  expect(correlate(a, a.map(() => 4))).toBeUndefined();
});
