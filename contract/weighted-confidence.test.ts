import { expect, test } from 'vitest';
import type { Observation } from './observation.ts';
import { shiftedConfidence, weightedConfidences } from './weighted-confidence.ts';

test('odds are multiplied, and the ends are never reached', () => {
  expect(shiftedConfidence(0.5, Math.log(3))).toBeCloseTo(0.75);
  expect(shiftedConfidence(0.75, -Math.log(3))).toBeCloseTo(0.5);
  expect(shiftedConfidence(0.98, 9)).toBe(0.99);
  expect(shiftedConfidence(0.02, -9)).toBe(0.01);
  // What is surer already does not fall because something agrees.
  expect(shiftedConfidence(1, 0.5)).toBe(1);
  expect(shiftedConfidence(1, -0.5)).toBeLessThan(0.99);
});

const finding = (...changes: { observationId: string; before: number; after: number; why: string }[]): Observation => ({ id: 'x', runId: 'r', mediaId: 'm', analyzer: 'cross_analyzer_intelligence', startMs: 0, endMs: 0, confidence: 0.5, sentence: '', source: 'model', attributes: { changes } });

test('of several findings the strongest rise and the strongest fall count, each once', () => {
  const up = (after: number) => ({ observationId: 'a', before: 0.5, after, why: 'face_with_person' });
  expect(weightedConfidences([finding(up(0.6)), finding(up(0.75))]).get('a')).toBeCloseTo(0.75);
  expect(weightedConfidences([finding(up(0.75)), finding(up(0.25))]).get('a')).toBeCloseTo(0.5);
  expect(weightedConfidences([{ ...finding(up(0.75)), analyzer: 'somebody_else' }]).size).toBe(0);
  expect(weightedConfidences([{ ...finding(), attributes: { changes: 'no list' } }]).size).toBe(0);
});
