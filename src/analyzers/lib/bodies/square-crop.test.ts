import { expect, test } from 'vitest';
import { cropSquare, pointOf } from './square-crop.ts';

/** Red is the column, green the row. */
const SIZE = { width: 40, height: 30 };
const pixels = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => [Math.floor(i / 3) % SIZE.width, Math.floor(i / 3 / SIZE.width), 9][i % 3] ?? 0);
const at = (crop: Uint8Array, side: number, x: number, y: number): number[] => [...crop.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)];

test('a straight square is cut as it is, and black beyond the picture', () => {
  const crop = cropSquare(pixels, SIZE, { centerX: 36, centerY: 10, side: 10, angle: 0 }, 10);
  expect(at(crop, 10, 0, 0)).toEqual([31, 5, 9]);
  expect(at(crop, 10, 8, 9)).toEqual([39, 14, 9]);
  expect(at(crop, 10, 9, 9)).toEqual([0, 0, 0]);
});

test('a reduced square is averaged', () => {
  const crop = cropSquare(pixels, SIZE, { centerX: 20, centerY: 15, side: 20, angle: 0 }, 10);
  // columns 10 and 11, rows 5 and 6
  expect(at(crop, 10, 0, 0)).toEqual([10, 5, 9]);
  expect(at(crop, 10, 9, 9)).toEqual([28, 23, 9]);
});

test('a square turned a quarter shows its right side upright, and its points come back to the picture', () => {
  const square = { centerX: 20, centerY: 15, side: 10, angle: Math.PI / 2 };
  const crop = cropSquare(pixels, SIZE, square, 10);
  // What lies to the right of the middle is up in the crop.
  const [column = 0, row = 0] = at(crop, 10, 5, 0);
  expect(column).toBeGreaterThanOrEqual(24);
  expect(Math.abs(row - 15)).toBeLessThanOrEqual(1);
  const back = pointOf(square, { x: 0.5, y: 0 });
  expect(back.x).toBeCloseTo(25);
  expect(back.y).toBeCloseTo(15);
});
