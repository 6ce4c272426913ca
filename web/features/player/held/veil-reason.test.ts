import { expect, test } from 'vitest';
import type { Observation } from '../model/observation-index.ts';
import type { JobMedium } from '../model/player-context.tsx';
import { veilReasonOf } from './veil-reason.ts';

const run = (status: JobMedium['runs'][number]['status'], coverage = 1): JobMedium['runs'] =>
  [{ id: 'r', mediaId: 'm', analyzer: 'nsfw_rating', version: 1, status, models: [], parameters: {}, seconds: 1, device: 'cpu', coverage }];
const rating = (label: string, review?: 'accepted' | 'rejected'): Observation => ({ id: label, runId: 'r', mediaId: 'm', analyzer: 'nsfw_rating', startMs: 0, endMs: 0, confidence: 1, sentence: '', source: 'model', label, ...(review && { review }) });
const video = { kind: 'video' } as const;

test('explicit media are blurred, unless a person said that they are not', () => {
  expect(veilReasonOf(video, run('done'), [rating('none'), rating('explicit')])).toBe('explicit');
  expect(veilReasonOf(video, run('done'), [rating('explicit', 'rejected')])).toBeUndefined();
  expect(veilReasonOf(video, run('held', 0.5), [rating('explicit')])).toBe('explicit');
});

test('what nobody judged is blurred, too', () => {
  for (const runs of [undefined, [], run('waiting', 0), run('running', 0), run('failed', 0), run('held', 0.5), run('not_run', 0), run('done', 0)]) expect(veilReasonOf(video, runs, [])).toBe('unreviewed');
  expect(veilReasonOf(video, run('done'), [rating('none'), rating('suggestive')])).toBeUndefined();
});

test('sound has nothing to blur', () => {
  expect(veilReasonOf({ kind: 'audio' }, undefined, [])).toBeUndefined();
});
