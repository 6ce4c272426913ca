import { expect, test } from 'vitest';
import { analyzersOf, cellState, countsOf, isPartial, shareOfMedium, type JobMedium, type Run } from './run-cells.ts';

const run = (analyzer: string, status: Run['status'], more: Partial<Run> = {}): Run => ({ id: analyzer, mediaId: 'm', analyzer, version: 1, status, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1, ...more });
const medium = (...runs: Run[]): JobMedium => ({ mediaId: 'm', position: 0, fileName: 'm', durationMs: 0, sizeBytes: 0, mediaState: 'stored', runs });

test('columns are those of the profile that are on, then what ran besides', () => {
  const wanted = [{ name: 'b' }, { name: 'a', on: false }, { name: 'c' }];
  expect(analyzersOf(wanted, [medium(run('x', 'done'), run('c', 'done'), run('user', 'done', { method: 'user' }))])).toEqual(['b', 'c', 'x']);
});

test('a cell without a run waits for its turn, or will never have one', () => {
  expect(cellState({ state: 'analysing' }, undefined)).toBe('later');
  expect(cellState({ state: 'cancelled' }, undefined)).toBe('none');
  expect(cellState({ state: 'cancelled' }, run('a', 'failed'))).toBe('failed');
});

test('runs are counted by status, without what people added', () => {
  const some = medium(run('a', 'done'), run('b', 'running'), run('c', 'not_run'), run('d', 'waiting'), run('user', 'done', { method: 'user' }));
  expect([...countsOf(some)]).toEqual([['done', 1], ['running', 1], ['not_run', 1], ['waiting', 1]]);
});

test('a medium is as far as was told; one of which nothing was told is over or not begun', () => {
  const whole = medium(run('a', 'done'), run('b', 'not_run'));
  expect([shareOfMedium(whole, undefined), shareOfMedium(whole, 0.3), shareOfMedium(medium(), undefined), shareOfMedium(medium(run('a', 'running'), run('c', 'not_run')), undefined)]).toEqual([1, 0.3, 0, 0]);
});

test('done in part is told apart from done', () => {
  expect(isPartial(run('a', 'done', { coverage: 0.4 }))).toBe(true);
  expect(isPartial(run('a', 'running', { coverage: 0.4 }))).toBe(false);
});
