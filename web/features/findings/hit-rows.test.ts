import { expect, test } from 'vitest';
import type { Found } from './export-rows.ts';
import { rowsOf } from './hit-rows.ts';

const found = (id: string, mediaId: string, more: Partial<Found> = {}): Found => ({
  id, runId: 'r', mediaId, analyzer: 'test', startMs: 0, endMs: 0, confidence: 1, sentence: id, source: 'model', version: 1, jobId: 'j', jobName: 'Job', durationMs: 9000, thumbnail: false, explicitness: 'none', ...more,
});
const shown = (items: Found[]): string[] => rowsOf(items).map(({ is, found: { id, mediaId }, samples, untilMs }) => (is === 'medium' ? mediaId : `${id} ${samples}x ${untilMs}`));

test('each medium stands once before its findings', () => {
  expect(shown([found('a', 'm1'), found('b', 'm1'), found('c', 'm2')])).toEqual(['m1', 'a 1x 0', 'b 1x 0', 'm2', 'c 1x 0']);
  expect(shown([found('a', 'm1'), found('b', 'm1', { jobId: 'other' })])).toEqual(['m1', 'a 1x 0', 'm1', 'b 1x 0']);
});

test('samples of one track are one row, whatever stands between them; of another medium, label or text they are not', () => {
  const of = (id: string, endMs: number, more: Partial<Found> = {}) => found(id, 'm1', { trackId: 't', label: 'dog', endMs, ...more });
  expect(shown([of('a', 1), found('x', 'm1'), of('b', 5), of('c', 3)])).toEqual(['m1', 'a 3x 5', 'x 1x 0']);
  expect(shown([of('a', 1), of('b', 2, { label: 'cat' }), of('c', 3, { text: 'T' }), of('d', 4, { mediaId: 'm2' })])).toEqual(['m1', 'a 1x 1', 'b 1x 2', 'c 1x 3', 'm2', 'd 1x 4']);
});
