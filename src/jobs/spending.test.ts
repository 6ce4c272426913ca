import { expect, test } from 'vitest';
import { spendingAlerts } from './spending.ts';

test('at half, four fifths and all of the limit, each once, the highest where several are passed', () => {
  const due = spendingAlerts({ limitUsd: 10 });
  const at = (usd: number) => due({ usd, seconds: 1 }).map(({ alert, severity }) => `${alert} ${severity}`);
  expect([at(0), at(4.9), at(5), at(5.1), at(9), at(9.5), at(10), at(11)]).toEqual([[], [], ['budget info'], [], ['budget warning'], [], ['budget critical'], []]);
});

test('what costs nothing is never told, whatever the limit', () => {
  expect(spendingAlerts({ limitUsd: 0 })({ usd: 0, seconds: 1e9 })).toEqual([]);
});

test('twice the most that was expected is told once; where nothing was known, never', () => {
  const due = spendingAlerts({ limitUsd: 1, expectedSeconds: 60 });
  expect(due({ usd: 0, seconds: 120 })).toEqual([]);
  expect(due({ usd: 0, seconds: 121 })).toEqual([{ alert: 'run_time', severity: 'warning', value: 121, limit: 120 }]);
  expect(due({ usd: 0, seconds: 500 })).toEqual([]);
});
