import type { SpeechToText } from '@aima/sdk';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { join, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';
import { levelAsVoice } from './lib/audio/made-voice.cases.ts';
import { speechTranscription } from './speech-transcription.ts';

const RATE = 16_000;

type Answer = readonly [text: string, probability: number];

/** Answers in turn, with one token a word. */
function speaker(...answers: Answer[]): SpeechToText & { lengthsS: number[] } {
  const lengthsS: number[] = [];
  return {
    lengthsS,
    transcribe: async (samples) => {
      const [text, probability] = answers[lengthsS.length] ?? ['', 1];
      lengthsS.push(samples.length / RATE);
      return { text, tokens: text === '' ? [] : text.split(' ').map((word) => ({ text: word, logProb: Math.log(probability) })) };
    },
  };
}

const voice = (seconds: number): Float32Array => sine(seconds, 200, -12, { rate: RATE });
const quiet = (seconds: number): Float32Array => silence(seconds, RATE);

const run = (sound: Float32Array, recogniser: SpeechToText, language: 'de' | 'en' = 'en'): Promise<Outcome> => runAnalyzer(speechTranscription, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) },
  audio: windowsOf([sound], { rate: RATE }), models: { voice: levelAsVoice(), recogniser }, language,
});

const SENTENCE = 'ask not what your country can do for you';

test('a sentence comes with its times, its words and how sure they are', async () => {
  const { findings, notRun } = await run(join(quiet(2), voice(3), quiet(2)), speaker([SENTENCE, 0.9]));
  expect(notRun).toBeUndefined();
  expect(findings).toEqual([{
    known: { label: 'speech', text: SENTENCE, startMs: expect.closeTo(2000, -2) as number, endMs: expect.closeTo(5000, -2) as number, confidence: expect.closeTo(0.9, 5) as number },
    attributes: { language: 'en', expectedWordErrorRate: 0.04, transcriptQuality: 'good' },
    sentence: `Speech: “${SENTENCE}”`,
  }]);
});

test('words that were guessed are told to be so', async () => {
  const { findings } = await run(join(quiet(1), voice(3), quiet(2)), speaker([SENTENCE, 0.6], [SENTENCE, 0.6]), 'de');
  expect(findings[0]).toMatchObject({ attributes: { expectedWordErrorRate: 0.58, transcriptQuality: 'poor' }, sentence: `Gesprochen: „${SENTENCE}“ (viele dieser Wörter können falsch sein)` });
});

test('pauses within a finding are told', async () => {
  const { findings } = await run(join(voice(2), quiet(0.8), voice(2), quiet(2)), speaker([SENTENCE, 0.9]));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.attributes.spans).toEqual([
    { startMs: 0, endMs: expect.closeTo(2000, -2) as number },
    { startMs: expect.closeTo(2800, -2) as number, endMs: expect.closeTo(4800, -2) as number },
  ]);
});

test('no speech: the analyzer ran and found nothing', async () => {
  const recogniser = speaker();
  expect(await run(quiet(5), recogniser)).toEqual({ findings: [] });
  expect(recogniser.lengthsS).toEqual([]);
});

test('another language is not turned into English', async () => {
  const outcome = await run(join(voice(4), quiet(2), voice(4), quiet(2)), speaker([SENTENCE, 0.3], [SENTENCE, 0.35]), 'de');
  expect(outcome.findings).toEqual([]);
  expect(outcome.notRun?.notRun).toBe('language_needs_full_tier');
  expect(outcome.notRun?.message).toBe('Von 8 s Sprache sind nur 0 s plausibel Englisch; andere Sprachen brauchen die volle Stufe.');
});

test('what is doubtful is heard again, more slowly', async () => {
  const same = speaker([SENTENCE, 0.6], [SENTENCE, 0.6]);
  expect((await run(join(voice(3), quiet(2)), same)).findings[0]?.known.text).toBe(SENTENCE);
  expect(same.lengthsS).toHaveLength(2);
  expect((same.lengthsS[1] ?? 0) / (same.lengthsS[0] ?? 1)).toBeCloseTo(1 / 0.9, 3);
  const changed = await run(join(voice(3), quiet(2)), speaker([SENTENCE, 0.6], ['now it says something else altogether', 0.6]));
  expect(changed.notRun?.notRun).toBe('language_needs_full_tier');
});

test('within English, what was not understood is marked and has no text', async () => {
  const sound = join(voice(6), quiet(2), voice(3), quiet(2), voice(6), quiet(2));
  const { findings, notRun } = await run(sound, speaker([SENTENCE, 0.9], ['mumbled words that are guessed', 0.3], [SENTENCE, 0.9]));
  expect(notRun).toBeUndefined();
  expect(findings.map(({ known }) => [known.label, known.text])).toEqual([['speech', SENTENCE], ['speech_unrecognised', undefined], ['speech', SENTENCE]]);
  expect(findings[1]?.sentence).toBe('Speech that was not understood.');
});

test('a short noise that sounded like a voice is no speech', async () => {
  expect(await run(join(quiet(2), voice(0.5), quiet(2)), speaker(['', 1]))).toEqual({ findings: [] });
});

test('long speech reaches the recogniser in parts that it can take', async () => {
  const recogniser = speaker(...Array.from({ length: 8 }, () => [SENTENCE, 0.9] as const));
  const { findings } = await run(voice(60), recogniser);
  expect(Math.max(...recogniser.lengthsS)).toBeLessThan(15);
  expect(findings[0]?.known.startMs).toBe(0);
  expect(findings.at(-1)?.known.endMs).toBeGreaterThan(59_900);
});

test('a track without a single sample was not analysed', async () => {
  const outcome = await runAnalyzer(speechTranscription, { medium: { kind: 'audio' }, audio: [], models: { voice: levelAsVoice(), recogniser: speaker() } });
  expect(outcome.notRun?.notRun).toBe('no_audio');
});
