import { SCHEMA_VERSION, type Observation, type ResultDocument, type Run } from '@aima/contract';
import { expect, test } from 'vitest';
import { heldMessage, heldStretches, isHeldAt, veiledAs } from './held.js';

const run = (analyzer: string, held: [number, number][], message: string): Run => ({
  id: analyzer, mediaId: 'm', analyzer, version: 1, status: 'held', reason: 'age_unknown', message, held: held.map(([startMs, endMs]) => ({ startMs, endMs, reason: 'age_unknown' })), models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 0.5,
});
const report = (runs: Run[], labels: string[] = []): ResultDocument => ({
  schemaVersion: SCHEMA_VERSION, job: { id: 'j', name: 'n', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00Z' }, media: [], runs,
  observations: labels.map((label, i): Observation => ({ id: `o${i}`, runId: 'r', mediaId: 'm', analyzer: 'nsfw_rating', startMs: 0, endMs: 9, label, confidence: 1, sentence: '', source: 'model' })),
  summary: { text: '', observationCount: 0, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 1 },
});

test('held stretches of all runs are joined; the gate speaks for all', () => {
  const held = report([run('object_detection', [[5000, 6000], [1000, 2000]], 'things'), run('minors_gate', [[1500, 3000]], 'gate')]);
  expect(heldStretches(held)).toEqual([{ startMs: 1000, endMs: 3000 }, { startMs: 5000, endMs: 6000 }]);
  expect(heldMessage(held)).toBe('gate');
  expect([999, 1000, 2999, 3000].map((atMs) => isHeldAt(heldStretches(held), atMs, undefined))).toEqual([false, true, true, false]);
});

test('a photo is held as a whole', () => {
  const photo = { id: 'm', fileName: 'a.jpg', kind: 'image' as const, sha256: 'a'.repeat(64), sizeBytes: 1, durationMs: 0, hasAudio: false, container: 'jpeg' };
  expect(isHeldAt([{ startMs: 0, endMs: 0 }], 0, photo)).toBe(true);
  expect(isHeldAt([], 0, photo)).toBe(false);
});

test('the strongest rating decides whether pictures start blurred', () => {
  expect([['none'], ['none', 'suggestive'], ['suggestive', 'explicit'], []].map((labels) => veiledAs(report([], labels)))).toEqual([undefined, 'suggestive', 'explicit', undefined]);
});
