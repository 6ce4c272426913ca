import { expect, test } from 'vitest';
import { keepBest, overlap } from './boxes.ts';
import { tracker } from './tracker.ts';

const at = (x: number, label = 'person', confidence = 0.9) => ({ label, confidence, box: { x, y: 0.2, w: 0.2, h: 0.4 } });

test('overlap of equal, half-shifted and distant boxes', () => {
  expect(overlap(at(0).box, at(0).box)).toBeCloseTo(1);
  expect(overlap(at(0).box, at(0.1).box)).toBeCloseTo(1 / 3);
  expect(overlap(at(0).box, at(0.5).box)).toBe(0);
});

test('of overlapping boxes of one label the best stays, of two labels both', () => {
  expect(keepBest([at(0, 'person', 0.5), at(0.02, 'person', 0.8), at(0, 'dog', 0.4)], 0.5).map(({ confidence }) => confidence)).toEqual([0.8, 0.4]);
});

test('two that pass each other at a distance keep their tracks; a new one gets a new track', () => {
  const tracks = tracker({ prefix: 't', maxGapMs: 1500, minAffinity: 0.3 });
  expect(tracks.follow(0, [at(0), at(0.6)]).map(({ trackId }) => trackId)).toEqual(['t-1', 't-2']);
  expect(tracks.follow(500, [at(0.55), at(0.08)]).map(({ trackId }) => trackId)).toEqual(['t-2', 't-1']);
  expect(tracks.follow(1000, [at(0.16), at(0.5), at(0.8)]).map(({ trackId }) => trackId)).toEqual(['t-1', 't-2', 't-3']);
});

test('a short gap is bridged, a long one is not, another label never', () => {
  const tracks = tracker({ prefix: 't', maxGapMs: 1500, minAffinity: 0.3 });
  tracks.follow(0, [at(0)]);
  tracks.follow(500, []);
  expect(tracks.follow(1000, [at(0.02)])[0]?.trackId).toBe('t-1');
  expect(tracks.follow(1500, [at(0.02, 'dog')])[0]?.trackId).toBe('t-2');
  expect(tracks.follow(4000, [at(0.02)])[0]?.trackId).toBe('t-3');
});
