import { expect, test } from 'vitest';
import { closestFrame, cropOf } from './frame-crop.ts';

test('the closest picture, unless it shows something else', () => {
  const frames = [0, 500, 1000].map((atMs) => ({ atMs, width: 1, height: 1 }));
  expect([-5, 240, 260, 999, 2900, 3100].map((ms) => closestFrame(frames, ms)?.atMs)).toEqual([0, 0, 500, 1000, 1000, undefined]);
});

test('a whole picture fits into its square, in the middle', () => {
  expect(cropOf({ atMs: 0, width: 200, height: 100 }, undefined, 50)).toEqual({ left: 0, top: 12.5, width: 50, height: 25 });
});

test('a box fills its square with a little around it, in its middle', () => {
  const { left, top, width, height } = cropOf({ atMs: 0, width: 100, height: 100 }, { x: 0.6, y: 0.2, w: 0.2, h: 0.1 }, 52);
  expect([width, height]).toEqual([200, 200]);
  expect([left + 0.7 * width, top + 0.25 * height]).toEqual([26, 26]);
});
