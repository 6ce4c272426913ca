import { expect, test } from 'vitest';
import { depthLayout, layoutDistance, type DepthMap } from './depth-layout.ts';

const map = (width: number, height: number, at: (x: number, y: number) => number): DepthMap =>
  ({ width, height, values: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))) });

test('a floor comes nearer downwards and is alike from left to right', () => {
  const { across, down, shares, range } = depthLayout(map(30, 60, (_, y) => 1 + y));
  expect(down[0]).toBeLessThan(down[1]);
  expect(down[1]).toBeLessThan(down[2]);
  expect(Math.max(...across) - Math.min(...across)).toBeLessThan(0.01);
  expect(shares.far + shares.middle + shares.near).toBeCloseTo(1);
  expect(range).toBeGreaterThan(0.9);
});

test('somebody in front is the foreground, with share and place', () => {
  const { foreground } = depthLayout(map(60, 60, (x, y) => (x >= 40 && x < 60 && y >= 30 ? 9 : 2 + 0.01 * y)));
  expect(foreground.share).toBeCloseTo(1 / 6, 2);
  expect(foreground.x).toBeCloseTo(50 / 60, 2);
  expect(foreground.y).toBeCloseTo(0.75, 2);
  expect(foreground.separation).toBeGreaterThan(0.95);
});

test('a wall is flat; scale and offset of the map change nothing', () => {
  expect(depthLayout(map(9, 9, () => 3))).toMatchObject({ range: 0, foreground: { share: 0, separation: 0 } });
  const one = depthLayout(map(20, 20, (x, y) => x * y));
  expect(layoutDistance(one, depthLayout(map(20, 20, (x, y) => 7 * x * y + 100)))).toBeLessThan(1e-6);
  expect(layoutDistance(one, depthLayout(map(20, 20, (x, y) => -x * y)))).toBeGreaterThan(0.3);
});
