import { expect, test } from 'vitest';
import { mustWait, pictureMustWait } from './untold.ts';

const shot = { fromMs: 10_000, explicit: false, adults: true };

test('what describes a running shot with somebody of unknown age in it waits; everything else is told', () => {
  const unsure = { ...shot, worst: 'age_unknown' } as const;
  expect(mustWait({ analyzer: 'body_pose', endMs: 12_000 }, unsure)).toBe(true);
  expect(mustWait({ analyzer: 'body_pose', endMs: 10_000 }, unsure)).toBe(false);
  expect(mustWait({ analyzer: 'content_quality', endMs: 12_000 }, unsure)).toBe(false);
  expect(mustWait({ analyzer: 'body_pose', endMs: 12_000 }, shot)).toBe(false);
  expect(mustWait({ analyzer: 'body_pose', endMs: 12_000 }, undefined)).toBe(false);
  expect([9_999, 10_000].map((atMs) => pictureMustWait(atMs, unsure))).toEqual([false, true]);
});
