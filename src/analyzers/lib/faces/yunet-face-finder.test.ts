import type { Tensor } from '@aima/sdk';
import { expect, test } from 'vitest';
import { decodeYunet } from './yunet-face-finder.ts';

const SIDE = 64;
const tensor = (cells: number, width: number, values: Record<number, number[]> = {}): Tensor => {
  const data = new Float32Array(cells * width);
  for (const [cell, row] of Object.entries(values)) data.set(row, Number(cell) * width);
  return { type: 'float32', dims: [1, cells, width], data };
};

/** Grids of 8 × 8, 4 × 4 and 2 × 2 cells with one face in the middle one. */
const outputs = (cls: number, obj: number): Record<string, Tensor> => Object.fromEntries([8, 16, 32].flatMap((stride) => {
  const cells = (SIDE / stride) ** 2;
  const here = stride === 16;
  return [
    [`cls_${stride}`, tensor(cells, 1, here ? { 6: [cls] } : {})], [`obj_${stride}`, tensor(cells, 1, here ? { 6: [obj] } : {})],
    [`bbox_${stride}`, tensor(cells, 4, here ? { 6: [0.5, 0.25, 0, 0.6931472] } : {})],
  ];
}));

test('a cell becomes a box around its corner and offset, its confidence is the geometric mean', () => {
  const [face, ...others] = decodeYunet(outputs(0.81, 1), SIDE, 0.5);
  expect(others).toEqual([]);
  const rounded = Object.fromEntries(Object.entries(face ?? {}).map(([key, value]) => [key, Math.round(value * 1000) / 1000]));
  expect(rounded).toEqual({ left: 32, right: 48, top: 4, bottom: 36, confidence: 0.9 });
});

test('weak cells are nothing, and scores outside 0..1 count as their limits', () => {
  expect(decodeYunet(outputs(0.4, 0.5), SIDE, 0.5)).toEqual([]);
  expect(decodeYunet(outputs(1.3, 1.2), SIDE, 0.5)[0]?.confidence).toBe(1);
  expect(decodeYunet(outputs(1.3, -0.2), SIDE, 0.5)).toEqual([]);
});
