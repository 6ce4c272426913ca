import type { Observation } from '@aima/contract';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { languageIdentification } from './language-identification.ts';

const heard = (label: string, startMs: number, endMs: number, confidence = 0.9): Observation => ({
  id: `o-${startMs}`, runId: 'r', mediaId: 'm', analyzer: 'speech_transcription', label, startMs, endMs, confidence, sentence: 'x', source: 'model',
});

const run = (observations: Observation[], language: 'de' | 'en' = 'en'): Promise<Outcome> =>
  runAnalyzer(languageIdentification, { medium: { kind: 'audio', durationMs: 60_000 }, upstream: { speech_transcription: observations }, language });

test('English phrases close to each other are one stretch, with what it rests on', async () => {
  const { findings } = await run([heard('speech', 0, 3000, 0.8), heard('speech', 3500, 4500, 1), heard('speech', 20_000, 21_000)]);
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs, known.basedOn])).toEqual([
    ['language', 0, 4500, ['o-0', 'o-3500']],
    ['language', 20_000, 21_000, ['o-20000']],
  ]);
  expect(findings[0]?.known.confidence).toBeCloseTo(0.85, 5);
  expect(findings[0]?.attributes).toEqual({ language: 'en' });
  expect(findings[0]?.sentence).toBe('The language spoken is English.');
});

test('what was not understood has no language', async () => {
  const { findings } = await run([heard('speech', 0, 3000), heard('speech_unrecognised', 4000, 8000), heard('speech', 9000, 12_000)], 'de');
  expect(findings.map(({ known }) => known.label)).toEqual(['language', 'language_unknown', 'language']);
  expect(findings[1]?.attributes).toEqual({});
  expect(findings.map(({ sentence }) => sentence)).toEqual(['Gesprochen wird Englisch.', 'Sprache, deren Sprache nicht erkannt wurde.', 'Gesprochen wird Englisch.']);
});

test('nobody speaks: it ran and found nothing', async () => {
  expect(await run([])).toEqual({ findings: [] });
});
