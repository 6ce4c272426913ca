import { expect, test } from 'vitest';
import { sampleTimeMs, withinMedium } from './medium-time.ts';

test('no time lies behind the end of the medium, where that is known', () => {
  expect([withinMedium(900, { durationMs: 1000 }), withinMedium(1100, { durationMs: 1000 }), withinMedium(1100, { durationMs: 0 })]).toEqual([900, 1000, 1100]);
});

test('samples count from the first window', () => {
  expect(sampleTimeMs(8_000, 250, 16_000, { durationMs: 10_000 })).toBe(750);
  expect(sampleTimeMs(5, 0, 16_000, { durationMs: 0 })).toBe(0);
});
