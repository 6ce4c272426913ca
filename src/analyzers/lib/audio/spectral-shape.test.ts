import { expect, test } from 'vitest';
import { join, noise, silence, sine } from './made-sound.cases.ts';
import { createSpectralMeter, type SpectralShape } from './spectral-shape.ts';

function shapeOf(sound: Float32Array): SpectralShape | undefined {
  const meter = createSpectralMeter(() => undefined);
  meter.add(sound);
  return meter.shape();
}

test('a tone lies where it is, narrow and without noise; silence does not count', () => {
  const shape = shapeOf(join(silence(1), sine(1, 1000, -6), silence(1)));
  expect(shape?.centroidHz).toBeCloseTo(1000, -2);
  expect(shape?.rolloffHz).toBeCloseTo(1000, -2);
  expect(shape?.flatness).toBeLessThan(0.05);
});

test('white noise fills the band evenly', () => {
  const shape = shapeOf(noise(2, 0.5));
  expect(shape?.centroidHz).toBeCloseTo(12_000, -3);
  expect(shape?.rolloffHz).toBeCloseTo(0.85 * 24_000, -3);
  // Single windows of noise are not flat themselves: exp(−γ) is what a periodogram gives.
  expect(shape?.flatness).toBeCloseTo(0.56, 1);
});

test('silence has no shape', () => {
  expect(shapeOf(silence(1))).toBeUndefined();
});
