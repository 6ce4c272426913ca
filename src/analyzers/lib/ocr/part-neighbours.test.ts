import { expect, test } from 'vitest';
import { partNeighbours } from './part-neighbours.ts';
import { boundsOf, uprightBox } from './rotated-box.ts';

const word = (left: number, right: number, top = 0): ReturnType<typeof uprightBox> => uprightBox({ left, top, right, bottom: top + 20 });

test('neighbours that overlap are cut in the middle, in whatever order they come', () => {
  const [second, first] = partNeighbours([word(90, 200, 2), word(0, 100)]);
  expect(first && boundsOf(first)).toEqual({ left: 0, top: 0, right: 95, bottom: 20 });
  expect(second && boundsOf(second)).toEqual({ left: 95, top: 2, right: 200, bottom: 22 });
});

test('along a slope the cut follows it', () => {
  const angle = Math.PI / 6;
  const at = (distance: number): ReturnType<typeof uprightBox> => ({ ...word(0, 100), centerX: distance * Math.cos(angle), centerY: distance * Math.sin(angle), angle });
  const [first, second] = partNeighbours([at(0), at(90)]);
  expect(first?.width).toBeCloseTo(95, 9);
  expect(second?.width).toBeCloseTo(95, 9);
  expect(second?.centerX).toBeCloseTo(92.5 * Math.cos(angle), 9);
});

test('rows, gaps and boxes within boxes are left alone', () => {
  for (const pair of [[word(0, 100), word(90, 200, 15)], [word(0, 100), word(100, 200)], [word(0, 100), word(20, 60)]]) {
    expect(partNeighbours(pair)).toEqual(pair);
  }
});
