import { expect, test } from 'vitest';
import { criticalOf, figuresOf, gpuMemoryShare, sourceOf, withFigures } from './figures.ts';

test('keeps the numbers of an event and nothing else', () => {
  expect(figuresOf({ body: { jobId: 'j', cpu: 0.5, memoryBytes: 7, gpuLoad: 'much', gpuTemperature: Number.NaN, more: 3 } }, 5)).toEqual({ atMs: 5, cpu: 0.5, memoryBytes: 7 });
});

test('a machine is known by its id, a worker on this machine by its job', () => {
  expect([sourceOf('j', 'm'), sourceOf('j', undefined), sourceOf(undefined, 3)]).toEqual(['m', 'j', undefined]);
});

test('what is told in two parts at the same moment is one measurement', () => {
  const one = withFigures([], { atMs: 0, cpu: 0.5 });
  const both = withFigures(one, { atMs: 400, spentUsd: 0.2, usdPerMinute: 0.01 });
  expect(both).toEqual([{ atMs: 400, cpu: 0.5, spentUsd: 0.2, usdPerMinute: 0.01 }]);
  // Money is told less often; load that is not told is not made up.
  expect(withFigures(both, { atMs: 5_400, memoryBytes: 3 }).at(-1)).toEqual({ atMs: 5_400, memoryBytes: 3, spentUsd: 0.2, usdPerMinute: 0.01 });
});

test('the history does not grow without end', () => {
  let history = withFigures([], { atMs: 0 });
  for (let i = 1; i < 500; i++) history = withFigures(history, { atMs: i * 5_000 });
  expect(history).toHaveLength(360);
  expect(history.at(-1)?.atMs).toBe(499 * 5_000);
});

test('critical from the very limit on, and only where it is measured', () => {
  expect(gpuMemoryShare({ atMs: 0, gpuMemoryBytes: 5 })).toBeUndefined();
  expect(criticalOf({ atMs: 0, gpuMemoryBytes: 89, gpuMemoryTotalBytes: 100, gpuTemperature: 79 })).toEqual([]);
  expect(criticalOf({ atMs: 0, gpuMemoryBytes: 90, gpuMemoryTotalBytes: 100, gpuTemperature: 80 })).toEqual(['gpuMemory', 'gpuTemperature']);
});
