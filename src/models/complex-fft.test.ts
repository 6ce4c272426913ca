import { expect, test } from 'vitest';
import { createComplexFft } from './complex-fft.ts';
import { noise } from '../analyzers/lib/audio/made-sound.cases.ts';

test('it is the transform as it is defined', () => {
  const size = 16;
  const [re, im] = [Float64Array.from(noise(size, 1, 1)), Float64Array.from(noise(size + 3, 0.5, 1)).slice(3)];
  const found = createComplexFft(size).of(re, im);
  for (let k = 0; k < size; k++) {
    let [sumRe, sumIm] = [0, 0];
    for (let n = 0; n < size; n++) {
      const [c, s] = [Math.cos((2 * Math.PI * k * n) / size), -Math.sin((2 * Math.PI * k * n) / size)];
      sumRe += (re[n] ?? 0) * c - (im[n] ?? 0) * s;
      sumIm += (re[n] ?? 0) * s + (im[n] ?? 0) * c;
    }
    expect(found.re[k]).toBeCloseTo(sumRe, 9);
    expect(found.im[k]).toBeCloseTo(sumIm, 9);
  }
});
