import type { Frame } from '@aima/sdk';
import { expect, test } from 'vitest';
import { letterbox, letterboxOf, stretched } from './letterbox.ts';
import { onceForFrame } from './view.ts';

/** Red grows to the right, green downwards. */
const ramp = (width: number, height: number): Uint8Array => Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const at = Math.floor(i / 3);
  return [(at % width) * 2, Math.floor(at / width) * 2, 7][i % 3] ?? 0;
});

const frameOf = (width: number, height: number): Frame => ({ atMs: 0, pixels: ramp(width, height), toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });

test('a wide picture fills the width; below it is black', () => {
  const { pixels, scale } = letterboxOf({ pixels: ramp(100, 50), width: 100, height: 50 }, 20);
  expect(scale).toBe(0.2);
  // five source columns 0, 2, 4, 6, 8 average to 4
  expect([...pixels.subarray(0, 3)]).toEqual([4, 4, 7]);
  expect([...pixels.subarray((9 * 20 + 19) * 3, (9 * 20 + 19) * 3 + 3)]).toEqual([194, 94, 7]);
  expect([...pixels.subarray(10 * 20 * 3)].every((value) => value === 0)).toBe(true);
});

test('small pictures are enlarged without holes', () => {
  const { pixels } = letterboxOf({ pixels: new Uint8Array(3 * 3 * 3).fill(200), width: 3, height: 3 }, 16);
  expect(pixels.every((value) => value === 200)).toBe(true);
});

test('stretched fills the square', () => {
  const pixels = stretched(frameOf(40, 80), { width: 40, height: 80 }, 20);
  expect([...pixels.subarray(0, 3)]).toEqual([1, 3, 7]);
  expect([...pixels.subarray(-3)]).toEqual([77, 155, 7]);
});

test('a frame is boxed once per side, work is shared by key', () => {
  const frame = frameOf(10, 10);
  expect(letterbox(frame, { width: 10, height: 10 }, 8)).toBe(letterbox(frame, { width: 10, height: 10 }, 8));
  expect(letterbox(frame, { width: 10, height: 10 }, 4)).not.toBe(letterbox(frame, { width: 10, height: 10 }, 8));
  let calls = 0;
  for (const key of ['a', 'a', 'b']) onceForFrame(frame, key, () => ++calls);
  expect(calls).toBe(2);
});
