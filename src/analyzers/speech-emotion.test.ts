import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { join, silence, windowsOf } from './lib/audio/made-sound.cases.ts';
import { levelAsVoice } from './lib/audio/made-voice.cases.ts';
import { speechEmotion } from './speech-emotion.ts';

const RATE = 16_000;
interface Manner { hz: number; glide?: number; gain?: number; syllablesPerS?: number }

/** A voice of ten harmonics that says syllables: the pitch swings by `glide` semitones to both sides. */
function phrase(seconds: number, { hz, glide = 2, gain = 0.1, syllablesPerS = 4 }: Manner): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const t = i / RATE;
    phase += (2 * Math.PI * hz * 2 ** ((glide * Math.sin(2 * Math.PI * 0.7 * t)) / 12)) / RATE;
    let sum = 0;
    for (let k = 1; k <= 10; k++) sum += Math.sin(k * phase) / k;
    return gain * sum * (0.15 + 0.85 * Math.sin(Math.PI * syllablesPerS * t) ** 2);
  });
}
const pause = silence(0.8, RATE);
const usual: Manner = { hz: 120 };

const hear = (...phrases: Float32Array[]): Promise<Outcome> => {
  const sound = join(...phrases.flatMap((each) => [each, pause]));
  return runAnalyzer(speechEmotion, {
    medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) }, audio: windowsOf([sound], { rate: RATE }), models: { voice: levelAsVoice() },
  });
};
const ordinary = (count: number): Float32Array[] => Array.from({ length: count }, (_, i) => phrase(2, { ...usual, hz: 118 + (i % 3) * 2, gain: 0.09 + 0.01 * (i % 2) }));

test('a phrase that is higher, wider, louder and faster than the others is livelier, and never certain', async () => {
  const { findings } = await hear(...ordinary(5), phrase(2, { hz: 140, glide: 4, gain: 0.2, syllablesPerS: 5.5 }), ...ordinary(3));
  expect(findings.map(({ known }) => [known.label, known.startMs])).toEqual([['livelier', expect.closeTo(14_000, -2)]]);
  expect(findings[0]?.known.confidence).toBeLessThanOrEqual(0.55);
  expect(findings[0]?.attributes.pitchSemitones).toBeGreaterThan(2);
  expect(findings[0]?.attributes.levelDb).toBeGreaterThan(3);
  expect(findings[0]?.sentence).toContain('uncertain; no emotion is named');
});

test('lower, flatter, softer and slower is calmer', async () => {
  const { findings } = await hear(...ordinary(5), phrase(2, { hz: 104, glide: 0.3, gain: 0.04, syllablesPerS: 2.5 }), ...ordinary(2));
  expect(findings.map(({ known }) => known.label)).toEqual(['calmer']);
});

test('what is spoken evenly says nothing', async () => {
  expect((await hear(...ordinary(8))).findings).toEqual([]);
});

test('one raised voice is the same voice, louder', async () => {
  const { findings } = await hear(...ordinary(5), phrase(2, { hz: 165, glide: 3, gain: 0.25, syllablesPerS: 5 }), ...ordinary(2));
  expect(findings.map(({ known }) => known.label)).toEqual(['livelier']);
});

test('a second, higher voice is not a livelier first one', async () => {
  expect((await hear(...ordinary(5), ...Array.from({ length: 5 }, () => phrase(2, { hz: 220 })))).findings).toEqual([]);
});

test('too few phrases have nothing that is usual', async () => {
  expect((await hear(...ordinary(2), phrase(2, { hz: 140, glide: 4, gain: 0.2, syllablesPerS: 5.5 }))).findings).toEqual([]);
});

test('a track without a single sample was not analysed', async () => {
  expect((await runAnalyzer(speechEmotion, { medium: { kind: 'audio' }, audio: [], models: { voice: levelAsVoice() } })).notRun?.notRun).toBe('no_audio');
});
