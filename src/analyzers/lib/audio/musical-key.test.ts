import { expect, test } from 'vitest';
import { noise, RATE, silence, sine } from './made-sound.cases.ts';
import { createKeyMeter, PITCH_CLASSES, type MusicalKey } from './musical-key.ts';

/** A note of an organ: a handful of partials; semitones above C4. */
function addNote(sound: Float32Array, atSeconds: number, seconds: number, semitones: number): void {
  const hz = 440 * 2 ** ((semitones - 9) / 12);
  const from = Math.round(atSeconds * RATE);
  for (let i = 0; i < seconds * RATE && from + i < sound.length; i++) {
    let value = 0;
    for (let partial = 1; partial <= 4; partial++) value += Math.sin((2 * Math.PI * hz * partial * i) / RATE) / partial ** 2;
    sound[from + i] = (sound[from + i] ?? 0) + 0.1 * value * Math.min(1, i / 300);
  }
}

const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const;

/** Tonic, subdominant, dominant, tonic, half a second each. */
function cadence(tonic: number, mode: 'major' | 'minor', tuning = 0): Float32Array {
  const sound = silence(8);
  for (const [beat, degree] of [0, 3, 4, 0, 5, 3, 4, 0, 0, 3, 4, 0, 5, 3, 4, 0].entries()) {
    for (const step of [0, 2, 4]) addNote(sound, beat / 2, 0.5, tonic + tuning - 12 + (SCALES[mode][(degree + step) % 7] ?? 0) + 12 * Math.floor((degree + step) / 7));
  }
  return sound;
}

function keyOf(sound: Float32Array): MusicalKey | undefined {
  const meter = createKeyMeter();
  for (let at = 0; at < sound.length; at += 1000) meter.add(sound.subarray(at, at + 1000));
  return meter.key();
}

test.each([[0, 'major'], [3, 'minor'], [6, 'major'], [9, 'minor'], [10, 'major']] as const)('a cadence on pitch class %i, %s, also a third of a semitone too high', (tonic, mode) => {
  for (const tuning of [0, 0.33]) expect(keyOf(cadence(tonic, mode, tuning))).toMatchObject({ tonic: PITCH_CLASSES[tonic], mode });
});

test.each([
  ['noise', noise(8, 0.3)],
  ['one tone', sine(8, 440, -10)],
  ['silence', silence(8)],
  ['a siren', Float32Array.from({ length: 8 * RATE }, (_, i) => 0.3 * Math.sin(2 * Math.PI * (800 * (i / RATE) + 60 * Math.sin(i / RATE * 6))))],
  ['two seconds of music', cadence(0, 'major').subarray(0, 2 * RATE)],
])('%s has no key', (_, sound) => {
  expect(keyOf(sound)).toBeUndefined();
});

test('all twelve tones alike have no key', () => {
  const sound = silence(8);
  for (let note = 0; note < 48; note++) addNote(sound, note / 6, 1 / 6, (note * 7) % 12);
  expect(keyOf(sound)).toBeUndefined();
});
