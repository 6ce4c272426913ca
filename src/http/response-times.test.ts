import { expect, test } from 'vitest';
import { createResponseTimes } from './response-times.ts';

test('percentiles are the upper ends of their classes, over the last five minutes', () => {
  let now = 0;
  const times = createResponseTimes(() => now);
  expect(times.summary()).toEqual({ requests: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 });
  for (let i = 0; i < 94; i++) times.add(4, 200);
  for (let i = 0; i < 6; i++) times.add(1200, 500);
  expect(times.summary()).toEqual({ requests: 100, p50Ms: 5, p95Ms: 1500, p99Ms: 1500 });
  now += 4 * 60_000;
  times.add(100_000, 200);
  expect(times.summary().requests).toBe(101);
  now += 60_000;
  expect(times.summary()).toEqual({ requests: 1, p50Ms: 60_000, p95Ms: 60_000, p99Ms: 60_000 });
});

test('totals only grow, and each bucket holds those before it', () => {
  const times = createResponseTimes(() => 0);
  times.add(0.5, 200);
  times.add(2000, 404);
  const { byStatus, buckets, sumMs } = times.totals();
  expect([...byStatus]).toEqual([['2xx', 1], ['4xx', 1]]);
  expect(sumMs).toBe(2000.5);
  expect(buckets.find(({ leMs }) => leMs === 1)?.count).toBe(1);
  expect(buckets.at(-1)).toEqual({ leMs: Infinity, count: 2 });
});
