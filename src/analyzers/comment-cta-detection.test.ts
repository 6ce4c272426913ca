import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { commentCtaDetection } from './comment-cta-detection.ts';
import { said, shown } from './lib/speech/said.cases.ts';

const run = (transcription: Observation[], text: Observation[], language: 'de' | 'en' = 'en', parameters = {}) =>
  runAnalyzer(commentCtaDetection, { medium: { kind: 'video', durationMs: 60_000 }, upstream: { speech_transcription: transcription, text_overlay: text }, language, parameters });

test('said and written calls in order of time, with their words and what they rest on', async () => {
  const { findings } = await run([said('If you like this video, follow me.', 3000, 5000, { confidence: 0.9 })], [shown('LINK IN BIO', 1000, 4000, 0.8)]);
  expect(findings.map(({ known, attributes }) => [known.label, known.text, attributes['evidence'], known.startMs, known.endMs, known.confidence, known.basedOn])).toEqual([
    ['link', 'LINK IN BIO', 'text', 1000, 4000, 0.76, ['o-1000']],
    ['follow', 'follow me', 'speech', 3000, 5000, 0.72, ['t-3000']],
  ]);
  expect(findings.map(({ sentence }) => sentence)).toEqual(['Call to use a link, on screen: “LINK IN BIO” (likely).', 'Call to follow, said: “follow me” (likely).']);
});

test('German sentences', async () => {
  const { findings } = await run([said('Lasst ein Abo da!', 0, 2000, { language: 'de' })], [], 'de');
  expect(findings.map(({ sentence, attributes }) => [sentence, attributes['language']])).toEqual([['Aufforderung zum Abonnieren, gesprochen: „Lasst ein Abo da“ (sehr wahrscheinlich).', 'de']]);
});

test('a pause divides the words of a call, not the call', async () => {
  const { findings } = await run([said('So click the link', 0, 2000), said('in my bio now', 2700, 4000), said('It rains.', 4500, 5000)], []);
  expect(findings.map(({ known }) => [known.text, known.startMs, known.endMs, known.basedOn])).toEqual([['click the link in my bio', 0, 4000, ['t-0', 't-2700']]]);
});

test('each line on screen may begin an order', async () => {
  const block: Observation = { ...shown('MY HOLIDAY FOLLOW ME', 0, 1000), attributes: { lines: [{ text: 'MY HOLIDAY' }, { text: 'FOLLOW ME' }] } };
  expect((await run([], [block])).findings.map(({ known }) => known.text)).toEqual(['FOLLOW ME']);
  expect((await run([], [shown('MY DOGS FOLLOW ME', 0, 1000)])).findings).toEqual([]);
});

test('what is hardly legible is not told', async () => {
  const uncertain = [shown('LINK IN BIO', 0, 1000, 0.3)];
  expect((await run([], uncertain)).findings).toEqual([]);
  expect((await run([], uncertain, 'en', { minConfidence: 0.2 })).findings).toHaveLength(1);
});

test('ordinary words ask for nothing', async () => {
  expect(await run([said('I follow my heart and I like this video.', 0, 3000)], [shown('MISFITS', 0, 1000)])).toEqual({ findings: [] });
});
