import { expect, test } from 'vitest';
import { fitted, grown, moved } from './zoom-view.ts';

const SIZE = { width: 400, height: 200 };

test('what is under the finger stays under it', () => {
  const at = { x: 50, y: -20 };
  const once = grown(fitted, 2, at, SIZE);
  expect(once.scale).toBe(2);
  // The same point of the picture: (at - view) / scale.
  expect((at.x - once.x) / once.scale).toBeCloseTo(50);
  const twice = grown(once, 1.5, at, SIZE);
  expect((at.y - twice.y) / twice.scale).toBeCloseTo(-20);
});

test('it never leaves its frame, grows no more than eightfold, and fits again in the end', () => {
  expect(moved(grown(fitted, 2, { x: 0, y: 0 }, SIZE), 9999, -9999, SIZE)).toEqual({ scale: 2, x: 200, y: -100 });
  expect(grown(fitted, 100, { x: 0, y: 0 }, SIZE).scale).toBe(8);
  expect(grown(grown(fitted, 3, { x: 90, y: 90 }, SIZE), 0.1, { x: 0, y: 0 }, SIZE)).toEqual(fitted);
});
