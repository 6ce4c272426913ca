import { expect, test } from 'vitest';
import { cutSquare, fromSquare, mirrored, type Picture } from './picture-square.ts';

/** Red grows to the right, green downwards. */
const ramp = (width: number, height: number): Picture => ({
  width, height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return [(at % width) * 2, Math.floor(at / width) * 2, 7][i % 3] ?? 0;
  }),
});

const pixel = (pixels: Uint8Array, side: number, x: number, y: number): number[] => [...pixels.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)];

test('a level square of its own size is a copy', () => {
  const cut = cutSquare(ramp(100, 100), { centre: { x: 50, y: 40 }, side: 20, roll: 0 }, 20);
  expect(pixel(cut, 20, 0, 0)).toEqual([80, 60, 7]);
  expect(pixel(cut, 20, 19, 19)).toEqual([118, 98, 7]);
});

test('a square turned by 90 degrees has its own right where the picture has its bottom', () => {
  const cut = cutSquare(ramp(100, 100), { centre: { x: 50, y: 50 }, side: 20, roll: Math.PI / 2 }, 20);
  expect(pixel(cut, 20, 19, 0)).toEqual([118, 118, 7]);
  expect(pixel(cut, 20, 0, 0)).toEqual([118, 80, 7]);
});

test('a larger square is averaged, outside the picture it is black', () => {
  const cut = cutSquare(ramp(100, 100), { centre: { x: 0, y: 50 }, side: 40, roll: 0 }, 10);
  expect(pixel(cut, 10, 4, 0)).toEqual([0, 0, 0]);
  expect(pixel(cut, 10, 5, 0)).toEqual([3, 63, 7]);
});

test('points come back to where they were cut', () => {
  const square = { centre: { x: 30, y: 60 }, side: 10, roll: 0.3 };
  expect(fromSquare(square, { x: 0.5, y: 0.5 })).toEqual({ x: 30, y: 60 });
  const right = fromSquare(square, { x: 1, y: 0.5 });
  expect(right.x).toBeCloseTo(30 + 5 * Math.cos(0.3));
  expect(right.y).toBeCloseTo(60 + 5 * Math.sin(0.3));
});

test('a mirror swaps left and right', () => {
  const cut = cutSquare(ramp(100, 100), { centre: { x: 50, y: 40 }, side: 20, roll: 0 }, 20);
  expect(pixel(mirrored(cut, 20), 20, 0, 3)).toEqual(pixel(cut, 20, 19, 3));
});
