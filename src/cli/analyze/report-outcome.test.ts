import { expect, test } from 'vitest';
import { SCHEMA_VERSION, type ResultDocument, type Run } from '@aima/contract';
import { textsOf } from '../texts.ts';
import type { JobOutcome, MediumOutcome } from './job.ts';
import { exitCodeOf, mediumLines } from './report-outcome.ts';

const job = { id: 'j', name: 'j', profile: 'lite', language: 'en' as const, createdAt: '2026-01-01T00:00:00Z' };
const run = (analyzer: string, more: Partial<Run> = {}): Run => ({ id: analyzer, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1, ...more });
const medium = (...runs: Run[]): MediumOutcome => ({
  document: {
    schemaVersion: SCHEMA_VERSION, job, media: [], runs, observations: [],
    summary: { text: '', observationCount: 0, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 1 },
  } satisfies ResultDocument,
});
const outcome = (...media: MediumOutcome[]): JobOutcome => ({ job, media, rejected: [], cancelled: false, seconds: 1 });

test.each([
  ['all done', [run('a')], 0], ['not run is no failure', [run('a', { status: 'not_run', reason: 'no_audio' })], 0],
  ['failed', [run('a', { status: 'failed' })], 4], ['held', [run('a', { status: 'held', coverage: 0 })], 4], ['a part of the film', [run('a', { coverage: 0.5 })], 4],
] as const)('%s: exit code %s', (_, runs, code) => {
  expect(exitCodeOf(outcome(medium(...runs)))).toBe(code);
});

test('what is held is told even when only what went wrong is asked for, once for all analyzers', () => {
  const held = { status: 'held', reason: 'possible_minor', message: 'Held (0:01.0 – 0:02.0): why.' } as const;
  const lines = mediumLines(medium(run('a', held), run('b', held), run('c', { status: 'not_run', reason: 'no_audio' })), textsOf('en'), 'en', { quiet: true, several: false });
  expect(lines).toEqual([': Held (0:01.0 – 0:02.0): why. (a, b)']);
});

test('more than five times real time is called slow, with what took longest and how to leave it out', () => {
  const film = { id: 'm', fileName: 'f.mp4', kind: 'video' as const, sha256: 'a'.repeat(64), sizeBytes: 1, durationMs: 20_000, hasAudio: true, container: 'mp4' };
  const slow = (timesRealTime: number, durationMs = 20_000): string[] => {
    const { document } = medium(run('a', { seconds: 3 }), run('b', { seconds: 90 }), run('c', { seconds: 60 }), run('d', { seconds: 2 }), run('minors_gate', { seconds: 99 }));
    return mediumLines({ document: { ...document, media: [{ ...film, durationMs }], summary: { ...document.summary, timesRealTime } } }, textsOf('en'), 'en', { quiet: false, several: false }).filter((line) => line.includes('slow'));
  };
  expect(slow(5.1)).toEqual([expect.stringContaining('b, c, a took most of the time. Without them: --analyzers -b,-c,-a')]);
  expect(slow(5)).toEqual([]);
  expect(slow(9, 5000)).toEqual([]);
});
