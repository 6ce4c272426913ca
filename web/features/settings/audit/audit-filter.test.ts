import { expect, test } from 'vitest';
import { exportAddress, NO_FILTER, queryOf } from './audit-filter.ts';

test('the last day is wholly included, in local time', () => {
  const query = queryOf({ ...NO_FILTER, fromDay: '2026-03-01', toDay: '2026-03-31' });
  expect(query).toEqual({ from: new Date(2026, 2, 1).toISOString(), to: new Date(2026, 3, 1).toISOString() });
});

test('an empty filter asks for everything, half a day for nothing less', () => {
  expect(queryOf(NO_FILTER)).toEqual({});
  expect(queryOf({ ...NO_FILTER, fromDay: '2026-3', objectId: '  ' })).toEqual({});
});

test('what is exported is what is shown', () => {
  expect(exportAddress('workspace', NO_FILTER)).toBe('/api/v1/audit/export');
  expect(exportAddress('system', { ...NO_FILTER, group: 'account.', objectId: 'a b&c' })).toBe('/api/v1/system/audit/export?action=account.&objectId=a+b%26c');
});
