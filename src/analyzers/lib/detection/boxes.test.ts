import type { Box } from '@aima/contract';
import { expect, test } from 'vitest';
import { affinity, grown, insideShare, keepBest, keepUnhidden, overlap } from './boxes.ts';

const at = (x: number, label = 'person', confidence = 0.9) => ({ label, confidence, box: { x, y: 0.2, w: 0.2, h: 0.4 } });
const rounded = (box: Box): number[] => [box.x, box.y, box.w, box.h].map((value) => Math.round(value * 1_000) / 1_000);

test('overlap of equal, half-shifted and distant boxes', () => {
  expect(overlap(at(0).box, at(0).box)).toBeCloseTo(1);
  expect(overlap(at(0).box, at(0.1).box)).toBeCloseTo(1 / 3);
  expect(overlap(at(0).box, at(0.5).box)).toBe(0);
});

test('of overlapping boxes of one label the best stays, of two labels both', () => {
  expect(keepBest([at(0, 'person', 0.5), at(0.02, 'person', 0.8), at(0, 'dog', 0.4)], 0.5).map(({ confidence }) => confidence)).toEqual([0.8, 0.4]);
  expect(keepUnhidden([at(0, 'person', 0.5), at(0, 'dog', 0.4)], () => true)).toHaveLength(1);
});

test('a box inside another, and one that is grown around its middle', () => {
  const small = { x: 0.05, y: 0.3, w: 0.05, h: 0.1 };
  expect(insideShare(small, at(0).box)).toBeCloseTo(1);
  expect(insideShare(at(0).box, small)).toBeCloseTo(0.005 / 0.08);
  expect(insideShare({ ...small, w: 0 }, at(0).box)).toBe(0);
  expect(rounded(grown(at(0.4).box, 0.5))).toEqual([0.3, 0, 0.4, 0.8]);
});

test('near boxes of one size are alike although they do not overlap, boxes of other sizes less', () => {
  const near = affinity(at(0).box, at(0.2).box);
  expect(near).toBeGreaterThan(0.2);
  expect(affinity(at(0).box, { x: 0.2, y: 0.35, w: 0.1, h: 0.1 })).toBeLessThan(near);
  expect(affinity(at(0).box, at(0.8).box)).toBe(0);
});
