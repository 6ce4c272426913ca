import { expect, test } from 'vitest';
import { addressOf, filterIn, isNarrowed, queryOf } from './media-filter.ts';

test('a filter survives the address of the page, and the usual one leaves no trace in it', () => {
  const filter = filterIn(new URLSearchParams('text=%D8%AD+%26&kind=video&free=1&from=2026-02-01&to=2026-02-28&sort=largest'));
  expect(filterIn(addressOf(filter))).toEqual(filter);
  expect(addressOf(filterIn(new URLSearchParams('state=stored&sort=newest&text='))).toString()).toBe('');
});

test('what an address makes up is not asked of the server', () => {
  const filter = filterIn(new URLSearchParams('kind=__proto__&state=gone&sort=x&from=2026-99-99&to=yesterday&free=yes'));
  expect(queryOf(filter)).toEqual({ sort: 'newest' });
});

test('the last day is included, from midnight to midnight here', () => {
  const { from, to } = queryOf(filterIn(new URLSearchParams('from=2026-02-28&to=2026-02-28')));
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(86_400_000);
  expect(new Date(from ?? '').getHours()).toBe(0);
});

test('sorting alone narrows nothing', () => {
  expect(isNarrowed(filterIn(new URLSearchParams('sort=name')))).toBe(false);
  expect(isNarrowed(filterIn(new URLSearchParams('free=1')))).toBe(true);
});
