import { expect, test } from 'vitest';
import { sine, windowsOf } from './made-sound.cases.ts';
import { createTruePeakMeter } from './true-peak.ts';

/** Peak in dBTP of a sound that arrives in the given windows. */
function peakOf(sound: Float32Array, windowMs = 1000): number {
  const meter = createTruePeakMeter();
  for (const { channels } of windowsOf([sound], { windowMs })) meter.add(channels[0]);
  return 20 * Math.log10(meter.peaks().truePeak);
}

/** EBU Tech 3341, cases 15 to 19: sines whose samples miss their peaks; tolerance +0.2, −0.4 dB. */
test.each([
  ['fs/4, phase 0', 12_000, 0, -6],
  ['fs/4, phase 45', 12_000, 45, -6],
  ['fs/6, phase 60', 8000, 60, -6],
  ['fs/8, phase 67.5', 6000, 67.5, -6],
  ['fs/4, phase 45, above full scale', 12_000, 45, 3],
])('true peak of a sine at %s', (_, hz, phase, dbfs) => {
  const sound = sine(0.5, hz, dbfs, { phase }).map((sample, i) => sample * Math.min(1, i / 4800, (24_000 - i) / 4800));
  const error = peakOf(sound) - dbfs;
  expect(error).toBeGreaterThan(-0.4);
  expect(error).toBeLessThan(0.2);
});

test('samples alone would miss it', () => {
  const meter = createTruePeakMeter();
  meter.add(sine(0.5, 12_000, -6, { phase: 45 }));
  expect(20 * Math.log10(meter.peaks().samplePeak)).toBeCloseTo(-9, 1);
});

test('a peak on the border of two windows is found', () => {
  const sound = sine(0.2, 12_000, -60, { phase: 45 });
  const burst = sine(0.002, 12_000, -6, { phase: 45 });
  sound.set(burst, 48 * 10 - 48);
  expect(peakOf(sound, 10)).toBe(peakOf(sound, 1000));
});
