import { expect, test } from 'vitest';
import { holds, nextFollowing, rowAt, type FollowEvent } from './following.ts';

const rows = [{ startMs: 100, endMs: 200 }, { startMs: 200, endMs: 500 }, { startMs: 200, endMs: 200 }, { startMs: 900, endMs: 1000 }];

test('the row of a moment is the last that has begun', () => {
  expect([0, 99, 100, 199, 200, 700, 900, 5000].map((ms) => rowAt(rows, ms))).toEqual([-1, -1, 0, 0, 2, 2, 3, 3]);
  expect(rowAt([], 5)).toBe(-1);
});

test('it agrees with looking at every row', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({ startMs: (i * i * 7) % 1000, endMs: 0 })).toSorted((a, b) => a.startMs - b.startMs);
  for (let ms = -1; ms < 1001; ms++) expect(rowAt(many, ms)).toBe(many.findLastIndex(({ startMs }) => startMs <= ms));
});

test('a row holds its stretch, a moment a little longer', () => {
  expect([199, 200, 499, 500].map((ms) => holds({ startMs: 200, endMs: 500 }, ms))).toEqual([false, true, true, false]);
  expect([200, 449, 450].map((ms) => holds({ startMs: 200, endMs: 200 }, ms))).toEqual([true, true, false]);
});

test('scrolling by hand stops the list until it is told to follow', () => {
  const after = (...events: FollowEvent[]): boolean => events.reduce(nextFollowing, true);
  expect(after('row_chosen')).toBe(true);
  expect(after('user_scrolled')).toBe(false);
  expect(after('user_scrolled', 'row_chosen')).toBe(false);
  expect(after('searched')).toBe(false);
  expect(after('user_scrolled', 'follow')).toBe(true);
});
