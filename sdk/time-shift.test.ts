import { expect, test } from 'vitest';
import { shiftTimes } from './time-shift.ts';

test('points in time move, at any depth; durations, offsets and ordinary numbers do not', () => {
  const found = {
    startMs: 100, endMs: 200, confidence: 0.5, pauseMs: 40, offsetMs: -80, trackId: '100', none: null,
    attributes: { words: [{ text: 'so', startMs: 110, endMs: 150 }], peakAtMs: [120, 130], decidedAtMs: 190, durationMs: 100 },
  };
  expect(shiftTimes(found, 1000)).toEqual({
    startMs: 1100, endMs: 1200, confidence: 0.5, pauseMs: 40, offsetMs: -80, trackId: '100', none: null,
    attributes: { words: [{ text: 'so', startMs: 1110, endMs: 1150 }], peakAtMs: [1120, 1130], decidedAtMs: 1190, durationMs: 100 },
  });
  expect(shiftTimes(shiftTimes(found, 1000), -1000)).toEqual(found);
  expect(shiftTimes(found, 0)).toBe(found);
});
