import { expect, test } from 'vitest';
import { noise, RATE, silence, sine } from './made-sound.cases.ts';
import { createSpectralMeter } from './spectral-shape.ts';
import { createTempoMeter, type Tempo } from './tempo.ts';

function tempoOf(sound: Float32Array): Tempo | undefined {
  const tempo = createTempoMeter();
  createSpectralMeter((flux) => { tempo.add(flux); }).add(sound);
  return tempo.tempo();
}

/** Short bursts at the given times, each fading away. */
function hits(seconds: number, times: readonly number[]): Float32Array {
  const sound = silence(seconds);
  const burst = noise(0.1, 0.5).map((sample, i) => sample * Math.exp(-i / 1000));
  for (const time of times) sound.set(burst.subarray(0, Math.max(0, sound.length - Math.round(time * RATE))), Math.round(time * RATE));
  return sound;
}

test.each([72, 96, 120, 133, 150])('a beat of %d a minute is found', (bpm) => {
  const beat = 60 / bpm;
  const tempo = tempoOf(hits(12, Array.from({ length: Math.floor(11.8 / beat) }, (_, k) => k * beat)));
  expect(tempo?.bpm).toBeCloseTo(bpm, 0);
  expect(tempo?.strength).toBeGreaterThan(0.7);
});

test('what has no beat has no strength', () => {
  const steps = noise(40, 0.2, 1).map((x) => 0.35 + x);
  const times: number[] = [];
  for (let at = 0, k = 0; at < 11.5; at += steps[k++] ?? 1) times.push(at);
  expect(tempoOf(hits(12, times))?.strength).toBeLessThan(0.3);
  expect(tempoOf(noise(12, 0.5))?.strength).toBeLessThan(0.2);
  expect(tempoOf(sine(12, 440, -6))?.strength).toBeLessThan(0.2);
});

test('a few seconds are too short for a tempo', () => {
  expect(tempoOf(hits(4, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]))).toBeUndefined();
});
