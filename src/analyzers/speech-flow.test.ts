import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { said, voiced } from './lib/speech/said.cases.ts';
import { speechFlow } from './speech-flow.ts';

const run = (transcription: Observation[], voice: Observation[], language: 'de' | 'en' = 'en') =>
  runAnalyzer(speechFlow, { medium: { kind: 'audio', durationMs: 60_000 }, upstream: { speech_transcription: transcription, voice_activity: voice }, language });

test('pauses are counted by length, long ones told; silence between talks is none', async () => {
  const spans = [[0, 2000], [2600, 4000], [5200, 7000], [20_000, 22_000]] as const;
  const { findings } = await run(spans.map(([from, to]) => said('here we are', from, to)), spans.map(([from, to]) => voiced(from, to)));
  expect(findings.map(({ known, sentence }) => [known.label, known.startMs, known.endMs, sentence])).toEqual([
    ['long_pause', 4000, 5200, 'Long pause: 1.2 s.'],
    ['flow', 0, 22_000, 'Flow of speech: speakers not told apart; long pauses: 1, short ones: 1 (20 % of the time); fillers: 0, repetitions: 0, as far as transcribed.'],
  ]);
  expect(findings[0]?.known.basedOn).toEqual(['v-2600', 'v-5200']);
  expect(findings[1]?.attributes).toMatchObject({ longPauses: 1, shortPauses: 1, pauseMs: 1800, pauseShare: 0.2, form: 'unknown' });
  expect(findings[1]?.attributes['turns']).toBeUndefined();
});

test('fillers and repetitions come with their words', async () => {
  const { findings } = await run([said('Das ist, ähm, die die Küche.', 0, 2000, { language: 'de' }), said('Ich habe ich habe äh Zeit.', 2100, 6000, { language: 'de' })], [voiced(0, 6000)], 'de');
  expect(findings.map(({ known }) => [known.label, known.text, known.basedOn])).toEqual([
    ['filler', 'ähm', ['t-0']], ['filler', 'äh', ['t-2100']], ['repetition', 'Ich habe ich habe', ['t-2100']], ['flow', undefined, ['t-0', 't-2100', 'v-0']],
  ]);
  expect(findings[0]?.sentence).toBe('Füllaut: „ähm“.');
  expect(findings.at(-1)?.attributes).toMatchObject({ fillers: 2, fillersPerMinute: 20.3, repetitions: 1 });
});

test('speakers: overlaps, turns and a dialogue', async () => {
  const by = (speaker: number) => ({ speakerId: `speaker-${speaker}` });
  const { findings } = await run([said('hello', 0, 2000, by(1)), said('hi', 1500, 3000, by(2)), said('so', 3100, 4000, by(2)), said('yes', 4100, 5000, by(1))], [voiced(0, 5000)]);
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs, known.basedOn])).toEqual([['overlap', 1500, 2000, ['t-0', 't-1500']], ['flow', 0, 5000, ['t-0', 't-1500', 't-3100', 't-4100', 'v-0']]]);
  expect(findings.at(-1)?.attributes).toMatchObject({ form: 'dialogue', speakers: 2, turns: 2, overlaps: 1, overlapMs: 500 });
  const alone = await run([said('hello', 0, 2000, by(1)), said('again', 1500, 3000, by(1))], [voiced(0, 3000)]);
  expect(alone.findings.map(({ attributes }) => attributes)).toMatchObject([{ form: 'monologue', turns: 0, overlaps: 0 }]);
});

test('nobody speaks: it ran and found nothing', async () => {
  expect(await run([], [])).toEqual({ findings: [] });
});
