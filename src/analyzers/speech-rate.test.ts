import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { speechRate } from './speech-rate.ts';
import { said, voiced } from './lib/speech/said.cases.ts';

const run = (transcription: Observation[], voice: Observation[] = [], language: 'de' | 'en' = 'en') =>
  runAnalyzer(speechRate, { medium: { kind: 'audio', durationMs: 60_000 }, upstream: { speech_transcription: transcription, voice_activity: voice }, language });

const TEN = 'the dog and the cat sat on the red mat';

test('words a minute count the pause, the articulation rate does not', async () => {
  const { findings } = await run([said(TEN, 0, 3000), said(TEN, 4000, 7000)], [voiced(0, 3000), voiced(4000, 7000)]);
  const [passage, medium] = findings;
  expect(findings).toHaveLength(2);
  // 20 words in 7 s with, 6 s without the pause; each of them has one syllable.
  expect(passage?.attributes).toMatchObject({ scope: 'passage', wordCount: 20, wordsPerMinute: 171.4, articulationWordsPerMinute: 200, syllablesPerMinute: 171.4, articulationSyllablesPerSecond: 3.33, talkMs: 7000, voicedMs: 6000, language: 'en' });
  expect(passage?.known).toMatchObject({ label: 'normal', startMs: 0, endMs: 7000, basedOn: ['t-0', 'v-0', 't-4000', 'v-4000'] });
  expect(medium?.attributes).toMatchObject({ scope: 'medium', wordsPerMinute: 171.4 });
  expect(passage?.sentence).toBe('Speech rate: 171 words a minute, as fast as usual (likely).');
});

test.for([[6000, 'slow'], [4000, 'normal'], [2500, 'fast']] as const)('ten words in %i ms are %s', async ([ms, pace]) => {
  expect((await run([said(TEN, 0, ms)])).findings[0]?.known.label).toBe(pace);
});

test('German is rated by syllables', async () => {
  const text = 'Heute zeige ich euch meine neue Wohnung'; // 12 syllables
  const labels = await Promise.all([4000, 2300, 1500].map(async (ms) => (await run([said(text, 0, ms, { language: 'de' })], [], 'de')).findings[0]));
  expect(labels.map((each) => each?.known.label)).toEqual(['slow', 'normal', 'fast']);
  expect(labels[1]?.attributes).toMatchObject({ articulationSyllablesPerSecond: 5.22, wordCount: 7 });
  expect(labels[2]?.sentence).toBe('Sprechtempo: 280 Wörter pro Minute, schneller als üblich (unsicher).');
});

test('each speaker has a rate; sentences far apart are passages of their own, whose silence is no pause', async () => {
  const { findings } = await run([said(`${TEN}.`, 0, 3000, { speakerId: 'speaker-1' }), said(`${TEN}.`, 20_000, 24_000, { speakerId: 'speaker-1' }), said(TEN, 24_100, 27_100, { speakerId: 'speaker-2' })]);
  expect(findings.map(({ known, attributes }) => [attributes['scope'], known.speakerId, attributes['wordsPerMinute']])).toEqual([
    ['passage', 'speaker-1', 200], ['passage', 'speaker-1', 150], ['passage', 'speaker-2', 200],
    ['speaker', 'speaker-1', 171.4], ['speaker', 'speaker-2', 200], ['medium', undefined, 180],
  ]);
});

test('other languages are counted, not rated; scripts without spaces, single words and silence have no rate', async () => {
  const { findings } = await run([said('je vais vous montrer ma maison', 0, 3000, { language: 'fr' })]);
  expect(findings[0]?.known.label).toBe('unrated');
  expect(findings[0]?.attributes['syllablesPerMinute']).toBeUndefined();
  expect((await run([said('今日は、新しい、家を、皆に、見せます、ね', 0, 3000, { language: 'ja' }), said('Hello there.', 9000, 10_000)])).findings).toEqual([]);
  expect(await run([])).toEqual({ findings: [] });
});
