import { expect, test } from 'vitest';
import { MEL_BANDS, melPatches, PATCH_FRAMES } from './log-mel.ts';

const tone = (hz: number, seconds: number, from = 0): Float32Array => Float32Array.from({ length: seconds * 16_000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * (i + from)) / 16_000));
const loudest = (patch: Float32Array | undefined, frame: number): number => {
  const bands = [...(patch ?? []).slice(frame * MEL_BANDS, (frame + 1) * MEL_BANDS)];
  return bands.indexOf(Math.max(...bands));
};

test('patches come every 0.48 s, however the samples are cut', () => {
  const whole = melPatches();
  const patches = whole.add(tone(1000, 3));
  expect(patches).toHaveLength(5);
  expect(patches[0]).toHaveLength(PATCH_FRAMES * MEL_BANDS);
  const pieces = melPatches();
  const cut = [0, 1, 2, 3, 4, 5].flatMap((k) => pieces.add(tone(1000, 0.5, k * 8000)));
  expect(cut.map((patch) => loudest(patch, 50))).toEqual(patches.map((patch) => loudest(patch, 50)));
  expect(Math.max(...[...(cut[3] ?? [])].map((value, i) => Math.abs(value - (patches[3]?.[i] ?? 0))))).toBeLessThan(1e-3);
});

test('a tone lies in the band of its pitch, silence at the logarithm of the offset', () => {
  // Bands are straight in mel: 125 to 7500 Hz is 185 to 2774 mel, 1000 Hz is 1000 mel, so band (1000 - 185) / 39.8 - 1.
  expect(loudest(melPatches().add(tone(1000, 1))[0], 40)).toBe(19);
  expect(loudest(melPatches().add(tone(4000, 1))[0], 40)).toBeGreaterThan(45);
  expect(melPatches().add(new Float32Array(16_000))[0]?.[0]).toBeCloseTo(Math.log(0.001), 5);
});

test('the end is filled up, unless all of it was heard', () => {
  const short = melPatches();
  expect(short.add(tone(500, 0.5))).toHaveLength(0);
  expect(short.finish()).toHaveLength(1);
  expect(melPatches().finish()).toHaveLength(0);
});
