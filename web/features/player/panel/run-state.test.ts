import { expect, test } from 'vitest';
import { knownReason, stateOf, worthTelling, type Run } from './run-state.ts';

const run = (analyzer: string, more: Partial<Run>): Run => ({ id: analyzer, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1, ...more });

test('found nothing, found nothing in a part, did not run, failed: four different things', () => {
  expect([run('a', {}), run('a', { coverage: 0.4 }), run('a', { status: 'not_run', coverage: 0 }), run('a', { status: 'failed', coverage: 0 })].map(stateOf)).toEqual(['done', 'partial', 'not_run', 'failed']);
});

test('what could never say anything of such a medium is not told', () => {
  const runs = [run('a', { status: 'not_run', reason: 'unsupported_media' }), run('b', { status: 'not_run', reason: 'needs_full_tier' }), run('c', { status: 'not_run', reason: 'not_selected' }), run('d', { status: 'failed' }), run('e', {})];
  expect(worthTelling(runs, ['a', 'b', 'c', 'd']).map(({ analyzer }) => analyzer)).toEqual(['b', 'd']);
});

test('a reason without words of its own is told in the words of the server', () => {
  expect([knownReason('no_audio'), knownReason('MODEL_FAILED'), knownReason(undefined)]).toEqual(['no_audio', undefined, undefined]);
});
