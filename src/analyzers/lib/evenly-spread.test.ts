import { expect, test } from 'vitest';
import { evenlySpread } from './evenly-spread.ts';

test('a few stay as they are; of many, the ends and what lies evenly between', () => {
  expect(evenlySpread([1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(evenlySpread(Array.from({ length: 101 }, (_, i) => i), 5)).toEqual([0, 25, 50, 75, 100]);
  expect(evenlySpread([1, 2, 3], 1)).toEqual([1]);
  expect(evenlySpread(Array.from({ length: 49 }, (_, i) => i))).toHaveLength(48);
});
