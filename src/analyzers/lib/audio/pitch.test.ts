import { expect, test } from 'vitest';
import { noise, sine } from './made-sound.cases.ts';
import { pitchOf } from './pitch.ts';

const RATE = 16_000;
const median = (values: Float32Array): number => values.toSorted()[Math.floor(values.length / 2)] ?? 0;

test.each([80, 120, 210, 400])('a tone of %d Hz with overtones has that pitch', (hz) => {
  const overtones = [1, 2, 3, 4].map((k) => sine(0.5, hz * k, -12 - 4 * k, { rate: RATE }));
  const pitch = pitchOf(Float32Array.from({ length: RATE / 2 }, (_, i) => overtones.reduce((sum, tone) => sum + (tone[i] ?? 0), 0)));
  expect(pitch.length).toBeGreaterThan(20);
  expect(Math.abs(median(pitch) / hz - 1)).toBeLessThan(0.01);
});

test('a missing fundamental is heard', () => {
  const overtones = [2, 3, 4].map((k) => sine(0.5, 150 * k, -12, { rate: RATE }));
  expect(median(pitchOf(Float32Array.from({ length: RATE / 2 }, (_, i) => overtones.reduce((sum, tone) => sum + (tone[i] ?? 0), 0))))).toBeCloseTo(150, 0);
});

test('noise and silence have no pitch', () => {
  expect(pitchOf(noise(0.5, 0.3, RATE)).filter((hz) => hz > 0).length).toBeLessThanOrEqual(1);
  expect(pitchOf(new Float32Array(RATE / 2)).every((hz) => hz === 0)).toBe(true);
  expect(pitchOf(new Float32Array(100))).toHaveLength(0);
});
