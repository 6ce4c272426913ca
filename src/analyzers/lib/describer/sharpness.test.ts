import type { Frame } from '@aima/sdk';
import { expect, test } from 'vitest';
import { look, mix, noisy, SIZE, textured, times } from '../drawn-frames.cases.ts';
import { sharpnessOf } from './sharpness.ts';

const TIMES = 6;
const LARGE = { width: SIZE.width * TIMES, height: SIZE.height * TIMES };

function enlarged(pixels: Uint8Array): Uint8Array {
  const out = new Uint8Array(LARGE.width * LARGE.height * 3);
  for (let y = 0; y < LARGE.height; y++) {
    for (let x = 0; x < LARGE.width; x++) {
      const from = (Math.floor(y / TIMES) * SIZE.width + Math.floor(x / TIMES)) * 3;
      out.set(pixels.subarray(from, from + 3), (y * LARGE.width + x) * 3);
    }
  }
  return out;
}

const frame = (pixels: Uint8Array): Frame => ({ atMs: 0, pixels, toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });
const still = look(textured(5));
/** The view moved by so many pixels while the shutter was open. */
const moved = (pixels: number): Uint8Array => times(pixels, (i) => look(textured(5), { x: i })).reduce((sum, each, i) => mix(sum, each, 1 / (i + 1)));
const sharpness = (pixels: Uint8Array): number => sharpnessOf(frame(pixels), LARGE);

test.each([0, 6])('motion blur lowers it, the more the further, under noise of %i levels too', (noise) => {
  const [sharp = 0, blurred = 0, smeared = 0] = [still, moved(3), moved(12)].map((pixels, i) => sharpness(noisy(enlarged(pixels), noise, i)));
  expect(blurred).toBeLessThan(sharp * 0.97);
  expect(smeared).toBeLessThan(blurred);
});

test('noise does not pass for detail', () => {
  expect(sharpness(noisy(enlarged(moved(12)), 6, 7))).toBeLessThan(sharpness(enlarged(still)));
});

test('a plain picture has none; of one frame it is computed once', () => {
  expect(sharpness(new Uint8Array(LARGE.width * LARGE.height * 3).fill(80))).toBe(0);
  const one = frame(enlarged(still));
  const first = sharpnessOf(one, LARGE);
  one.pixels.fill(0);
  expect(sharpnessOf(one, LARGE)).toBe(first);
});
