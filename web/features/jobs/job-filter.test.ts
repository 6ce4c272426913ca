import { expect, test } from 'vitest';
import { filterFrom, hiddenCount, isNarrowed, NO_FILTER, paramsOf, queryOf, type JobFilter } from './job-filter.ts';

const full: JobFilter = { text: 'trip & sea', stages: ['created', 'done'], state: 'failed', priority: 'low', type: 'batch', from: '2026-03-02', to: '2026-03-02', sort: 'queue' };

test('the address keeps a filter', () => {
  expect(filterFrom(new URLSearchParams(paramsOf(full).toString()))).toEqual(full);
  expect(paramsOf(NO_FILTER).toString()).toBe('');
  expect(filterFrom(new URLSearchParams())).toEqual(NO_FILTER);
});

test('nonsense in the address is passed over', () => {
  expect(filterFrom(new URLSearchParams('stage=x,done&state=archived&sort=up&from=2026-13-40&to=yesterday&priority=1'))).toEqual({ ...NO_FILTER, stages: ['done'] });
});

test('days are the person\'s own, and the last one counts whole', () => {
  const { from = '', to = '' } = queryOf(full);
  expect(new Date(from).getHours()).toBe(0);
  expect(new Date(to).getHours()).toBe(0);
  expect([new Date(from).getDate(), new Date(to).getDate()]).toEqual([2, 3]);
  expect(queryOf(full)).toMatchObject({ text: 'trip & sea', stage: ['created', 'done'], state: ['failed'], priority: 'low', type: 'batch', sort: 'queue' });
  expect(queryOf({ ...NO_FILTER, text: '  ' })).toEqual({ limit: 60, sort: 'newest' });
});

test('knows what narrows', () => {
  expect([isNarrowed(NO_FILTER), isNarrowed({ ...NO_FILTER, sort: 'name' }), isNarrowed({ ...NO_FILTER, text: 'a' })]).toEqual([false, false, true]);
  expect([hiddenCount(NO_FILTER), hiddenCount({ ...NO_FILTER, text: 'a' }), hiddenCount(full)]).toEqual([0, 0, 5]);
});
