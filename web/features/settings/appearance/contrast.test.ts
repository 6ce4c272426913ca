import { expect, test } from 'vitest';
import { contrast, rgbOf } from './contrast.ts';

test.for([
  ['#000000', '#ffffff', 21], ['#ffffff', '#ffffff', 1], ['#777777', '#ffffff', 4.48], ['#767676', '#ffffff', 4.54], ['#2563eb', '#ffffff', 5.17], ['#f00', '#ffffff', 4],
] as const)('%s on %s has %d', ([a, b, ratio]) => {
  expect(contrast(a, b)).toBeCloseTo(ratio, 2);
  expect(contrast(b, a)).toBeCloseTo(ratio, 2);
});

test('what is no colour has no contrast', () => {
  expect(contrast('red', '#fff')).toBeUndefined();
  expect(contrast('#12345', '#fff')).toBeUndefined();
  expect(rgbOf('#0aF')).toEqual([0, 170, 255]);
  expect(rgbOf(' #00aaff ')).toEqual([0, 170, 255]);
});
