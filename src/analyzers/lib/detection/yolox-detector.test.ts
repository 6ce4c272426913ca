import { expect, test } from 'vitest';
import { decodeYolox } from './yolox-detector.ts';

const CLASSES = 2;
const SIDE = 32;
/** Grids of 4 × 4, 2 × 2 and one cell. */
const CELLS = 16 + 4 + 1;

const output = (cells: Record<number, number[]>): Float32Array => {
  const all = new Float32Array(CELLS * (5 + CLASSES));
  for (const [cell, values] of Object.entries(cells)) all.set(values, Number(cell) * (5 + CLASSES));
  return all;
};

test('a cell of each grid becomes a box around its centre, in pixels', () => {
  const found = decodeYolox(output({
    6: [0.5, 0.5, 0, Math.log(2), 0.9, 0.1, 0.8], // second row, third column of the finest grid
    19: [0.25, 0.5, 0, 0, 1, 0.6, 0.2], // last cell of the middle grid
  }), CLASSES, SIDE);
  expect(found).toHaveLength(2);
  const rounded = found.map(({ left, top, right, bottom, classIndex }) => [left, top, right, bottom, classIndex].map((value) => Math.round(value * 1000) / 1000));
  expect(rounded).toEqual([[16, 4, 24, 20, 1], [12, 16, 28, 32, 0]]);
  expect(found[0]?.confidence).toBeCloseTo(0.72);
});

test('weak cells are nothing', () => {
  expect(decodeYolox(output({ 3: [0, 0, 0, 0, 0.05, 1, 1], 4: [0, 0, 0, 0, 0.9, 0.1, 0.05] }), CLASSES, SIDE)).toEqual([]);
});
