import { expect, test } from 'vitest';
import { cheapestPlace, lookOrder } from './look-order.ts';

/** Points on a line or curve, in a scrambled list. */
const scrambled = (points: readonly number[], step: number): number[] => points.map((_, i) => points[(i * step) % points.length] ?? 0);

test('points on a line come out in order, from one end or the other', () => {
  const points = scrambled(Array.from({ length: 101 }, (_, i) => i + (i % 3) * 0.2), 37);
  const found = lookOrder(points.length, (a, b) => Math.abs((points[a] ?? 0) - (points[b] ?? 0))).map((i) => points[i] ?? 0);
  const up = (found[0] ?? 0) < (found.at(-1) ?? 0) ? found : found.toReversed();
  expect(up).toEqual(points.toSorted((a, b) => a - b));
});

test('crossing ways are turned round: corners of a star in ring order', () => {
  const points = scrambled(Array.from({ length: 13 }, (_, i) => (i / 16) * 2 * Math.PI), 5);
  const found = lookOrder(13, (a, b) => Math.hypot(Math.cos(points[a] ?? 0) - Math.cos(points[b] ?? 0), Math.sin(points[a] ?? 0) - Math.sin(points[b] ?? 0))).map((i) => points[i] ?? 0);
  expect([found, found.toReversed()]).toContainEqual(points.toSorted((a, b) => a - b));
});

test('none, one, two; a latecomer goes where it fits', () => {
  const away = (a: number, b: number): number => Math.abs(a - b);
  expect(lookOrder(0, away)).toEqual([]);
  expect(lookOrder(1, away)).toEqual([0]);
  expect(lookOrder(2, away)).toEqual([0, 1]);
  expect(cheapestPlace([0, 2, 4, 6], 3, away)).toBe(2);
  expect(cheapestPlace([0, 2, 4, 6], 9, away)).toBe(4);
  expect(cheapestPlace([], 9, away)).toBe(0);
});
