import { expect, test } from 'vitest';
import { coverageOf, frameClock, pictureTolerance } from './coverage.ts';

function clockOf(times: readonly number[], fps?: number): ReturnType<typeof frameClock> {
  const clock = frameClock(fps);
  for (const at of times) clock.tick(at);
  return clock;
}
const steady = (from: number, to: number): number[] => Array.from({ length: Math.round((to - from) * 25) }, (_, n) => from + n / 25);

test('a clock knows the end, the usual distance and the holes', () => {
  const clock = clockOf([...steady(0, 4), ...steady(6, 8)], 25);
  expect(clock.frames).toBe(150);
  expect(clock.typical()).toBeCloseTo(0.04);
  expect(clock.end()).toBeCloseTo(8);
  expect(clock.longestGap()).toBeCloseTo(2.04);
  expect(clock.missing(0.25)).toBeCloseTo(2);
  expect(clock.missing(3)).toBe(0);
});

test('one frame lasts as long as the rate says', () => {
  expect(clockOf([0], 10).end()).toBeCloseTo(0.1);
  expect(clockOf([], 10).end()).toBe(0);
});

test('coverage counts the tail and the holes', () => {
  expect(coverageOf({ end: 4, promisedEnd: 8, missing: 0, tolerance: 0.1 })).toBe(0.5);
  expect(coverageOf({ end: 7.95, promisedEnd: 8, missing: 0, tolerance: 0.1 })).toBe(1);
  expect(coverageOf({ end: 8, promisedEnd: 8, missing: 2, tolerance: 0.1 })).toBe(0.75);
  expect(coverageOf({ end: 4, promisedEnd: undefined, missing: 0, tolerance: 0.1 })).toBe(1);
  expect(coverageOf({ end: 9, promisedEnd: 8, missing: 0, tolerance: 0.1 })).toBe(1);
});

test('little is forgiven after a complaint, much where the rate varies', () => {
  const clock = clockOf(steady(0, 4), 25);
  expect(pictureTolerance(clock, 8, true, true)).toBeCloseTo(0.1);
  expect(pictureTolerance(clock, 8, false, false)).toBeCloseTo(0.25);
  expect(pictureTolerance(clock, 8, true, false)).toBe(2);
});
