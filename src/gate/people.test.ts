import { expect, test } from 'vitest';
import { bodiesWithoutFace } from './people.ts';

const box = (x: number, y: number, w: number, h: number) => ({ x, y, w, h });
const body = box(0.2, 0.1, 0.3, 0.8);
const face = box(0.3, 0.12, 0.1, 0.1);

test.each([
  ['a body with its face', [body], [face], 0],
  ['a body alone', [body], [], 1],
  ['a face elsewhere', [body], [box(0.8, 0.1, 0.1, 0.1)], 1],
  ['two bodies, one face', [body, box(0.25, 0.1, 0.3, 0.8)], [face], 1],
  ['a face alone', [], [face], 0],
] as const)('%s: %s', (_, bodies, faces, without) => {
  expect(bodiesWithoutFace(bodies, faces)).toBe(without);
});
