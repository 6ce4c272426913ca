import { expect, test } from 'vitest';
import { needsALook, reviewOf } from './review.ts';

test('held shots, open findings below the border, and what did not finish', () => {
  const review = reviewOf({ held: 1, open: 10, openCertain: 8, runCounts: { done: 20, failed: 2, cancelled: 1, not_run: 4 } });
  expect(review).toEqual({ held: 1, uncertain: 2, failed: 3 });
  expect(needsALook(review)).toBe(6);
});

test('numbers that were read at different moments never become negative', () => {
  expect(reviewOf({ held: 0, open: 3, openCertain: 5, runCounts: {} })).toEqual({ held: 0, uncertain: 0, failed: 0 });
});
