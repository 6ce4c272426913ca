import type { MediaKind, Observation, ResultDocument } from '@aima/contract';
import { expect, test } from 'vitest';
import { historyOf, MOST_VALUES, TrendHistory } from './history.ts';

type Document = Parameters<typeof historyOf>[0][number];

/** Minute `at` of a day; a film of `shots` shots. */
function document(name: string, at: number, shots: number, more: { kind?: MediaKind; status?: 'done' | 'held'; things?: string[] } = {}): Document {
  const { kind = 'video', status = 'done', things = [] } = more;
  const mediaId = `m-${name}`;
  const seen = (analyzer: string, label: string, i: number): Observation => ({ id: `o-${name}-${analyzer}-${i}`, runId: 'r', mediaId, analyzer, label, startMs: i * 1000, endMs: (i + 1) * 1000, confidence: 0.9, sentence: '', source: 'model' });
  const run = (analyzer: string): ResultDocument['runs'][number] => ({ id: 'r', mediaId, analyzer, version: 1, status, models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1 });
  return {
    job: { id: 'j', name: 'j', profile: 'lite', language: 'en', createdAt: `2026-01-01T00:${String(at).padStart(2, '0')}:00.000Z` },
    media: [{ id: mediaId, fileName: name, kind, sha256: name.padEnd(64, 'x'), sizeBytes: 1, durationMs: 60_000, hasAudio: false, container: 'mp4' }],
    runs: ['scene_segmentation', 'object_detection'].map(run),
    observations: [...Array.from({ length: shots }, (_, i) => seen('scene_segmentation', 'shot', i)), ...things.map((label, i) => seen('object_detection', label, i))],
  };
}

test('values come in the order of time, whatever the order of the documents', () => {
  const history = historyOf([document('c', 3, 30), document('a', 1, 10), document('b', 2, 20)]);
  expect(history.kinds.video?.measures.shotsPerMinute).toEqual([10, 20, 30]);
  expect(history.kinds.video?.media).toBe(3);
  expect(TrendHistory.parse(history)).toEqual(history);
});

test('of one medium the last analysis counts, and the one to be compared is left out', () => {
  const documents = [document('a', 1, 10), document('a', 5, 12), document('b', 2, 20)];
  expect(historyOf(documents).kinds.video?.measures.shotsPerMinute).toEqual([20, 12]);
  expect(historyOf(documents, new Set(['b'.padEnd(64, 'x')])).kinds.video?.measures.shotsPerMinute).toEqual([12]);
});

test('kinds of media are kept apart; what was not done does not count', () => {
  const history = historyOf([document('a', 1, 10), document('b', 2, 0, { kind: 'image' }), document('c', 3, 5, { status: 'held', things: ['dog'] })]);
  expect(history.kinds.image?.media).toBe(1);
  expect(history.kinds.video?.measures.shotsPerMinute).toEqual([10]);
  expect(history.kinds.video?.labels['object_detection']).toEqual({ media: 1, found: {} });
});

test('a label counts once a medium, over the media in which it was looked for', () => {
  const history = historyOf([document('a', 1, 1, { things: ['dog', 'dog', 'car'] }), document('b', 2, 1, { things: ['dog'] }), document('c', 3, 1)]);
  expect(history.kinds.video?.labels).toEqual({ object_detection: { media: 3, found: { dog: 2, car: 1 } } });
});

test('it does not grow without end', () => {
  const many = Array.from({ length: MOST_VALUES + 5 }, (_, i) => ({ ...document(`n${i}`, 0, i + 1), job: { ...document('x', 0, 1).job, createdAt: new Date(i * 1000).toISOString() } }));
  const values = historyOf(many).kinds.video?.measures.shotsPerMinute;
  expect([values?.length, values?.[0]]).toEqual([MOST_VALUES, 6]);
});
