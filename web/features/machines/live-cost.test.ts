import { expect, test } from 'vitest';
import { ratePerMinute, shareOf, spentNow, toneOfShare } from './live-cost.ts';

const machine = { spentUsd: 0.1, usdPerMinute: 0.06, reservedUsd: 0.5 };

test('counts on by the rate from what was told', () => {
  expect(spentNow(machine, 1_000, 1_000)).toBe(0.1);
  expect(spentNow(machine, 1_000, 61_000)).toBeCloseTo(0.16, 10);
});

test('never counts back where the clock of this computer does', () => { expect(spentNow(machine, 60_000, 0)).toBe(0.1); });

test('stops at what is reserved, since no machine comes to more; one that came to more is told as it is', () => {
  expect(spentNow(machine, 0, 3_600_000)).toBe(0.5);
  expect(spentNow({ ...machine, spentUsd: 0.7 }, 0, 3_600_000)).toBe(0.7);
});

test('rates add up; a machine that is not made yet costs nothing', () => { expect(ratePerMinute([machine, { ...machine, usdPerMinute: 0 }])).toBe(0.06); });

test('a share needs a limit, and turns from green over amber to red', () => {
  expect([shareOf(1, null), shareOf(1, undefined), shareOf(0, 0)]).toEqual([undefined, undefined, undefined]);
  expect(shareOf(1, 4)).toBe(0.25);
  expect(shareOf(9, 4)).toBe(1);
  expect([undefined, 0.49, 0.5, 0.79, 0.8].map(toneOfShare)).toEqual(['success', 'success', 'warning', 'warning', 'danger']);
});
