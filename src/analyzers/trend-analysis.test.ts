import type { Language, MediaKind, Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { trendAnalysis } from './trend-analysis.ts';

const shot = (i: number, lengthMs: number): Observation => ({ id: `o-shot-${i}`, runId: 'r', mediaId: 'm', analyzer: 'scene_segmentation', label: 'shot', startMs: i * lengthMs, endMs: (i + 1) * lengthMs, confidence: 0.9, sentence: '', source: 'model' });
const shots = (count: number): Observation[] => Array.from({ length: count }, (_, i) => shot(i, 60_000 / count));
const SHOTS = [10, 12, 9, 11, 13, 10, 12, 11, 10, 9, 12, 11];
const HISTORY = { schemaVersion: 1, kinds: { video: { media: 12, measures: { shotsPerMinute: SHOTS, durationSeconds: SHOTS.map((n) => 50 + n) }, labels: {} } } };

const trend = (count: number, options: { history?: unknown; kind?: MediaKind; language?: Language } = {}) => runAnalyzer(trendAnalysis, {
  medium: { kind: options.kind ?? 'video', durationMs: 60_000 }, upstream: { scene_segmentation: shots(count) }, language: options.language ?? 'en', parameters: 'history' in options && options.history === undefined ? {} : { history: options.history ?? HISTORY },
});

test.each([
  ['none', undefined, 'video', /^No history/],
  ['one of another kind', HISTORY, 'audio', /^No history/],
  ['one of three media', { schemaVersion: 1, kinds: { video: { media: 3, measures: {}, labels: {} } } }, 'video', /holds 3 earlier media .* at least 5/],
] as const)('without a usable history it does not run: %s', async (_, history, kind, message) => {
  const { notRun, findings } = await trend(30, { ...(history ? { history } : { history: undefined }), kind });
  expect(notRun?.notRun).toBe('no_history');
  expect(notRun?.message).toMatch(message);
  expect(findings).toEqual([]);
});

test('a deviation is told with what it rests on, and the comparison is summed up', async () => {
  const { findings } = await trend(40);
  const [above, compared] = findings;
  expect(findings).toHaveLength(2);
  expect(above?.known.label).toBe('above');
  expect(above?.known.basedOn?.every((id) => id.startsWith('o-shot-'))).toBe(true);
  expect(above?.attributes).toMatchObject({ measure: 'shotsPerMinute', value: 40, media: 12, median: 11 });
  expect(above?.sentence).toMatch(/^Shots per minute: 40\.0, above the 12 earlier videos \(their middle half is 10\.0 to 12\.0; \d+\.\d standard deviations away, very likely\)\.$/);
  expect(compared?.sentence).toBe('Compared with 12 earlier videos in 2 measures: 1 deviation.');
  expect(compared?.known.basedOn).toContain('o-test-0');
});

test('a medium like the others has nothing told about it', async () => {
  const { findings } = await trend(11, { language: 'de' });
  expect(findings.map(({ sentence }) => sentence)).toEqual(['Mit 12 früheren Videos verglichen, in 2 Maßen: nichts weicht deutlich ab.']);
});

test('German', async () => {
  expect((await trend(40, { language: 'de' })).findings[0]?.sentence).toMatch(/^Einstellungen je Minute: 40,0, über den 12 früheren Videos \(die mittlere Hälfte liegt bei 10,0 bis 12,0; Abstand \d+,\d Standardabweichungen, sehr wahrscheinlich\)\.$/);
  expect((await trend(40, { history: undefined, language: 'de' })).notRun?.message).toMatch(/^Es wurde keine Vorgeschichte/);
});

test('a history of another form is refused before anything runs', () => {
  expect(() => trendAnalysis.parseParameters({ history: { schemaVersion: 1, kinds: { video: { media: 'many' } } } })).toThrow();
});
