import { expect, test } from 'vitest';
import { noise } from './made-sound.cases.ts';
import { createPowerSpectrum } from './real-fft.ts';

test('the power spectrum is that of the definition', () => {
  const size = 64;
  const samples = Float64Array.from(noise(size, 1, 1));
  const power = createPowerSpectrum(size).of(samples);
  expect(power).toHaveLength(size / 2 + 1);
  for (let k = 0; k <= size / 2; k++) {
    let [re, im] = [0, 0];
    for (const [n, sample] of samples.entries()) {
      re += sample * Math.cos((2 * Math.PI * k * n) / size);
      im -= sample * Math.sin((2 * Math.PI * k * n) / size);
    }
    expect(power[k]).toBeCloseTo(re * re + im * im, 8);
  }
});
