import type { Tensor, TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { ageCanBeJudged, judgeAge } from './age-judges.ts';
import type { FaceMesh } from './face-mesh.ts';
import type { FaceQuality } from './face-quality.ts';

const good: FaceQuality = { overall: 0.9, sidePixels: 120, sharpness: 0.4, presence: 1, inside: 1, pose: { yaw: 0, pitch: 0, roll: 0 } };
const mesh: FaceMesh = { points: Float32Array.from({ length: 468 * 3 }, (_, i) => [(i * 7) % 90, (i * 13) % 90, 0][i % 3] ?? 0), presence: 1, roll: 0 };
const picture = { pixels: new Uint8Array(100 * 100 * 3).fill(90), width: 100, height: 100 };

/** Answers each call with rows made for it. */
const network = (name: string, row: (crop: number) => number[]): TensorModel => ({
  run: (inputs) => {
    const count = inputs['input']?.dims[0] ?? 0;
    const rows = Array.from({ length: count }, (_, i) => row(i));
    const tensor: Tensor = { type: 'float32', dims: [count, rows[0]?.length ?? 0], data: Float32Array.from(rows.flat()) };
    return Promise.resolve({ [name]: tensor });
  },
});

const classes = (shares: Readonly<Record<number, number>>): number[] => Array.from({ length: 100 }, (_, i) => shares[i] ?? 0.001);

test('faceres is read as the two strongest classes, class 0 being one year', async () => {
  const models = { faceres: network('age', () => classes({ 29: 0.5, 39: 0.25 })), faceAge: network('years', () => [33]) };
  const [faceres, faceAge] = await judgeAge(picture, mesh, good, models);
  expect(faceres?.years).toBeCloseTo(30 + 10 / 3, 4);
  expect(faceAge?.years).toBe(33);
});

test('the strongest class counts wherever it lies', async () => {
  for (const [first, second] of [[0, 1], [1, 0], [99, 0], [5, 99]] as const) {
    const [faceres] = await judgeAge(picture, mesh, good, { faceres: network('age', () => classes({ [first]: 0.6, [second]: 0.2 })), faceAge: network('years', () => [1]) });
    expect(faceres?.years).toBeCloseTo(1 + (first * 0.6 + second * 0.2) / 0.8, 4);
  }
});

test('crops that disagree widen the uncertainty, which is never small', async () => {
  const steady = await judgeAge(picture, mesh, good, { faceres: network('age', () => classes({ 29: 0.9 })), faceAge: network('years', () => [30]) });
  const unsteady = await judgeAge(picture, mesh, good, { faceres: network('age', () => classes({ 29: 0.9 })), faceAge: network('years', (crop) => [20 + crop * 10]) });
  expect(steady[1]?.uncertaintyYears).toBeGreaterThan(10);
  expect(unsteady[1]?.years).toBe(35);
  expect(unsteady[1]?.uncertaintyYears).toBeGreaterThan((steady[1]?.uncertaintyYears ?? Infinity) + 5);
});

test.each<[string, Partial<FaceQuality>]>([
  ['small', { sidePixels: 30 }], ['blurred', { sharpness: 0.05 }], ['covered', { presence: 0.3 }], ['cut off', { inside: 0.6 }], ['turned away', { pose: { yaw: 70, pitch: 0, roll: 0 } }],
])('a face that is %s is not judged', async (_, worse) => {
  expect(ageCanBeJudged(good)).toBe(true);
  const models = { faceres: network('age', () => classes({ 1: 1 })), faceAge: network('years', () => [1]) };
  expect(await judgeAge(picture, mesh, { ...good, ...worse }, models)).toEqual([]);
});
