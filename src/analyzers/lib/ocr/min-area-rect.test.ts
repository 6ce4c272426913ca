import { expect, test } from 'vitest';
import { convexHull, minAreaRect } from './min-area-rect.ts';
import { cornersOf, type RotatedBox } from './rotated-box.ts';

test('the hull leaves out inner and collinear points', () => {
  const square = [{ x: 0, y: 0 }, { x: 4, y: 0 }, { x: 4, y: 4 }, { x: 0, y: 4 }];
  const hull = convexHull([...square, { x: 2, y: 2 }, { x: 2, y: 0 }, { x: 4, y: 1 }]);
  expect(hull).toHaveLength(4);
  expect(hull).toEqual(expect.arrayContaining(square));
});

test.each([8, -20, 40])('finds a long rectangle that is turned by %i degrees', (degrees) => {
  const made: RotatedBox = { centerX: 100, centerY: 60, width: 120, height: 20, angle: (degrees * Math.PI) / 180 };
  const found = minAreaRect(cornersOf(made));
  for (const key of ['centerX', 'centerY', 'width', 'height', 'angle'] as const) expect(found[key]).toBeCloseTo(made[key], 6);
});

test('text that climbs steeply becomes a tall rectangle with a small angle', () => {
  const found = minAreaRect(cornersOf({ centerX: 0, centerY: 0, width: 100, height: 10, angle: (80 * Math.PI) / 180 }));
  expect(found.width).toBeCloseTo(10, 6);
  expect(found.height).toBeCloseTo(100, 6);
  expect((found.angle * 180) / Math.PI).toBeCloseTo(-10, 6);
});

test('the tilt of a short blob is noise: the upright rectangle is preferred', () => {
  // A word of 30 × 20 with one corner cut off by a pixel.
  const found = minAreaRect([{ x: 0, y: 1 }, { x: 30, y: 0 }, { x: 30, y: 19 }, { x: 1, y: 20 }]);
  expect(found).toEqual({ centerX: 15, centerY: 10, width: 30, height: 20, angle: 0 });
});
