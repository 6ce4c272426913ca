import { expect, test } from 'vitest';
import { backgroundChange, lookOf, sharpnessOf, type Look } from './background-look.ts';
import { backgroundRecord } from './background-record.ts';
import { maskRuns, MASK_SIDE, personBounds, personShare, type PersonMask } from './person-mask.ts';

/** A person in the columns 8 to 15 of 32, from row 8 down. */
const MASK: PersonMask = Float32Array.from({ length: MASK_SIDE * MASK_SIDE }, (_, i) => (i % MASK_SIDE >= 8 && i % MASK_SIDE < 16 && i >= 8 * MASK_SIDE ? 1 : 0));
const SIZE = { width: 320, height: 320 };

/** Waves of 20 pixels; each side has its own steepness, 0 for a grey wall. */
function picture(background: number, person: number, brighter = 0): Uint8Array {
  const pixels = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (let at = 0; at < SIZE.width * SIZE.height; at++) {
    const [x, y] = [at % SIZE.width, Math.floor(at / SIZE.width)];
    const isPerson = x >= 80 && x < 160 && y >= 80;
    const steep = isPerson ? person : background;
    const wave = Math.max(-1, Math.min(1, steep * Math.sin(x * Math.PI / 10)));
    pixels.fill((steep === 0 ? 128 : 128 + 100 * wave) + brighter, at * 3, at * 3 + 3);
  }
  return pixels;
}
const look = (background: number, person: number): Look => lookOf(picture(background, person), SIZE, MASK);

test('a mask tells its share, its bounds and its stretches', () => {
  expect(personShare(MASK)).toBeCloseTo(8 * 24 / 1024);
  expect(personBounds(MASK)).toEqual({ x: 0.25, y: 0.25, w: 0.25, h: 0.75 });
  expect(personBounds(new Float32Array(1024))).toBeUndefined();
  expect(maskRuns(MASK).slice(0, 3)).toEqual([8 * 32 + 8, 8, 24]);
  expect(maskRuns(MASK).reduce((sum, run) => sum + run)).toBe(1024);
  expect(maskRuns(new Float32Array(1024).fill(1))).toEqual([0, 1024]);
});

test('backgrounds are sharp, blurred behind sharp persons, soft with them, or plain', () => {
  expect(sharpnessOf(look(50, 50)).sharpness).toBe('sharp');
  expect(sharpnessOf(look(0.9, 50)).sharpness).toBe('blurred');
  expect(sharpnessOf(look(0.9, 0.9)).sharpness).toBe('soft');
  expect(sharpnessOf(look(0, 50))).toEqual({ sharpness: 'plain', steepness: 0 });
});

test('a background moves where its cells change, persons left out', () => {
  const before = { look: look(50, 50), mask: MASK };
  expect(backgroundChange(before, { look: look(50, 1), mask: MASK })).toBe(0);
  expect(backgroundChange(before, { look: lookOf(picture(50, 50, 20), SIZE, MASK), mask: MASK })).toBe(1);
});

test('a shot gives one finding about its looks; without persons none', () => {
  const record = backgroundRecord();
  for (const atMs of [500, 2_500, 4_500]) record.add({ atMs, mask: MASK, look: look(0.9, 50) });
  expect(record.take()).toMatchObject({ startMs: 500, endMs: 4_500, label: 'blurred_background', confidence: 1, personShare: 0.188, backgroundShare: 0.813, backgroundMotion: 'stable', samples: 3 });
  expect(record.take()).toBeUndefined();
  record.add({ atMs: 9_000, mask: new Float32Array(1024), look: look(50, 50) });
  expect(record.take()).toBeUndefined();
  record.add({ atMs: 9_500, mask: MASK, look: look(50, 50) });
  expect(record.take()).toMatchObject({ label: 'sharp_background', backgroundMotion: 'unknown', samples: 1 });
});
