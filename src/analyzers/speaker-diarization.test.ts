import type { SpeakerDiarization, SpeakerTurn } from '@aima/sdk';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { noise, windowsOf } from './lib/audio/made-sound.cases.ts';
import { speakerDiarization } from './speaker-diarization.ts';

const RATE = 16_000;

/** Answers these turns, and remembers what it was given. */
function voices(turns: readonly SpeakerTurn[]): SpeakerDiarization & { given: Float32Array[] } {
  const given: Float32Array[] = [];
  return { given, diarize: async (samples) => { given.push(samples); return turns; } };
}

const run = (sound: Float32Array, diarization: SpeakerDiarization, options: { parameters?: unknown; language?: 'de' | 'en' } = {}): Promise<Outcome> => runAnalyzer(speakerDiarization, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) }, audio: windowsOf([sound], { rate: RATE }), models: { diarization }, ...options,
});

test('it belongs to the full tier alone', () => {
  expect(speakerDiarization.tier).toBe('full');
});

test('the whole sound is heard at once; speakers are numbered as they appear', async () => {
  const sound = noise(3.5, 0.1, RATE);
  const used = voices([{ startMs: 100, endMs: 900, speaker: 4 }, { startMs: 800, endMs: 2000, speaker: 0 }, { startMs: 2100, endMs: 4000, speaker: 4 }]);
  const { findings } = await run(sound, used);
  expect(used.given).toEqual([sound]);
  expect(findings.map(({ known }) => [known.speakerId, known.startMs, known.endMs])).toEqual([['speaker-1', 100, 900], ['speaker-2', 800, 2000], ['speaker-1', 2100, 3500]]);
  expect(findings.map(({ sentence }) => sentence)).toEqual(['Speaker 1 talks.', 'Speaker 2 talks.', 'Speaker 1 talks.']);
});

test('what is too long is not analysed, and says so', async () => {
  const used = voices([]);
  const { findings, notRun } = await run(noise(61, 0.1, RATE), used, { parameters: { maxMinutes: 1 }, language: 'de' });
  expect(findings).toEqual([]);
  expect(notRun).toEqual({ notRun: 'too_long', message: 'Länger als 1 min; der Parameter maxMinutes lässt mehr zu.' });
  expect(used.given).toEqual([]);
});

test('a track without a single sample was not analysed', async () => {
  expect((await runAnalyzer(speakerDiarization, { medium: { kind: 'audio' }, audio: [], models: { diarization: voices([]) } })).notRun?.notRun).toBe('no_audio');
});
