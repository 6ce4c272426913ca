import { expect, test } from 'vitest';
import { look, SIZE, textured, type World } from '../drawn-frames.cases.ts';
import type { LumaPlane } from './luma-plane.ts';
import { patchShift } from './patch-shift.ts';

const plane = (world: World, x = 0, y = 0): LumaPlane => {
  const pixels = look(world, { x, y });
  return { atMs: 0, ...SIZE, data: Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => pixels[i * 3] ?? 0) };
};
const MIDDLE = { left: 60, top: 30, right: 90, bottom: 60 };

test.each([[0, 0], [0.4, -0.3], [3.25, 1.5], [-4.6, 5.1]])('content that moved by %f, %f is found again to a tenth of a pixel', (dx, dy) => {
  const world = textured(3);
  const shift = patchShift(plane(world), plane(world, -dx, -dy), MIDDLE, 6);
  expect(Math.abs((shift?.dx ?? Infinity) - dx)).toBeLessThan(0.1);
  expect(Math.abs((shift?.dy ?? Infinity) - dy)).toBeLessThan(0.1);
});

test('a wall, a patch outside the picture and another picture tell nothing', () => {
  const wall = plane(() => [120, 120, 120]);
  expect(patchShift(wall, wall, MIDDLE, 3)).toBeUndefined();
  const some = plane(textured(3));
  expect(patchShift(some, some, { left: 170, top: 10, right: 200, bottom: 40 }, 3)).toBeUndefined();
  expect(patchShift(some, plane(textured(9)), MIDDLE, 3)).toBeUndefined();
});

test('an edge in one direction does not make up a way along it', () => {
  const stripes = plane((x) => [x % 20 < 10 ? 40 : 200, 0, 0]);
  expect(patchShift(stripes, stripes, MIDDLE, 3)).toBeUndefined();
});
