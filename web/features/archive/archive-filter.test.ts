import { expect, test } from 'vitest';
import { archiveQuery, narrows, readFilter } from './archive-filter.ts';

test('what the address says is what the API is asked for', () => {
  const filter = readFilter(new URLSearchParams('text= walk &from=2026-03-01&to=2026-03-01&profile=lite&analyzer=cut_analysis&kind=video&sort=name&other=1'));
  const { from, to, ...rest } = archiveQuery(filter);
  expect(rest).toEqual({ text: 'walk', profile: 'lite', analyzer: 'cut_analysis', kind: 'video', sort: 'name' });
  // The last day counts as a whole.
  expect([new Date(from ?? '').getHours(), Date.parse(to ?? '') - Date.parse(from ?? '')]).toEqual([0, 86_400_000]);
});

test('what the API would refuse is left out', () => {
  expect(archiveQuery(readFilter(new URLSearchParams('kind=banana&sort=up&from=soon&to=2026-99-99&text=%20&profile=')))).toEqual({});
  expect(archiveQuery({ text: 'x'.repeat(900) }).text).toHaveLength(500);
});

test('order alone hides nothing', () => {
  expect([narrows({}), narrows({ sort: 'name' }), narrows({ text: 'a' })]).toEqual([false, false, true]);
});
