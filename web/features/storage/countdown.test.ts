import { expect, test } from 'vitest';
import { nearnessOf, rounded, tickOf } from './countdown.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('how near a deletion is', () => {
  expect([-5, 0, 1, DAY - 1, DAY, 7 * DAY - 1, 7 * DAY].map(nearnessOf)).toEqual(['due', 'due', 'soon', 'soon', 'days', 'days', 'later']);
});

test('far away in days, near in seconds, never less than nothing', () => {
  expect(rounded(29 * DAY + 5 * HOUR)).toBe(30 * DAY);
  expect(rounded(2 * DAY + 1)).toBe(2 * DAY + HOUR);
  expect(rounded(3 * HOUR + 1)).toBe(3 * HOUR + 60_000);
  expect(rounded(61_001)).toBe(62_000);
  expect(rounded(-7)).toBe(0);
});

test('the clock is looked at each second only where seconds are shown', () => {
  expect([HOUR, 2 * HOUR, DAY].map(tickOf)).toEqual([1_000, 30_000, 30_000]);
});
