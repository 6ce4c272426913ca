import { expect, test } from 'vitest';
import type { Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { batchOf, joinRows, runBatched } from './inference-batch.ts';
import type { Tensors } from './inference-protocol.ts';
import type { TensorLayout } from './model-entry.ts';

const layout = (...dims: (number | string)[]): TensorLayout => ({ name: 'x', type: 'float32', dims, meaning: '' });
const rows = (count: number, width = 2): Tensor => ({ type: 'float32', dims: [count, width], data: Float32Array.from({ length: count * width }, (_, i) => i) });
const outOfMemory = new AppError('MODEL_FAILED', 'Failed to allocate memory.', { outOfMemory: true });

/** Doubles its input; more than `fits` rows at once are too many. */
function doubler(fits: number) {
  const sizes: number[] = [];
  let limit = Infinity;
  const run = (inputs: Tensors, size: number): Promise<Tensors> => runBatched(size, inputs, {
    limit: () => limit,
    async call({ x }) {
      if (x?.type !== 'float32') throw new Error('no x');
      sizes.push(x.dims[0] ?? 0);
      if ((x.dims[0] ?? 0) > fits) throw outOfMemory;
      return { y: { type: 'float32', dims: x.dims, data: x.data.map((value) => value * 2) } };
    },
    async reduce(to) {
      limit = Math.min(limit, to);
    },
  });
  return { sizes, run };
}

const doubled = (x: Tensor): Tensors => ({ y: { type: 'float32', dims: x.dims, data: Float32Array.from([...x.data], (value) => Number(value) * 2) } });

test('a batch that does not fit is halved until it does, and comes back whole and in order', async () => {
  const { sizes, run } = doubler(3);
  expect(await run({ x: rows(13) }, 13)).toEqual(doubled(rows(13)));
  expect(sizes).toEqual([13, 6, 3, 3, 3, 3, 1]);
});

test('the smaller batch is remembered', async () => {
  const { sizes, run } = doubler(4);
  await run({ x: rows(8) }, 8);
  sizes.length = 0;
  expect(await run({ x: rows(8) }, 8)).toEqual(doubled(rows(8)));
  expect(sizes).toEqual([4, 4]);
});

test('one row that does not fit is an error, and so is any other failure at once', async () => {
  const { sizes, run } = doubler(0);
  await expect(run({ x: rows(4) }, 4)).rejects.toBe(outOfMemory);
  expect(sizes).toEqual([4, 2, 1]);
  const broken = new AppError('MODEL_FAILED', 'The network is broken.');
  let asked = 0;
  const call = async (): Promise<Tensors> => {
    asked++;
    throw broken;
  };
  await expect(runBatched(4, { x: rows(4) }, { limit: () => Infinity, reduce: async () => undefined, call })).rejects.toBe(broken);
  expect(asked).toBe(1);
});

test('only axes that the layout calls n are batches', () => {
  const model = { inputs: [layout('n', 2)], outputs: [layout('n', 5)] };
  expect(batchOf(model, { x: rows(7) })).toBe(7);
  expect(batchOf({ ...model, inputs: [layout('time', 2)] }, { x: rows(7) })).toBeUndefined();
  expect(batchOf({ ...model, outputs: [layout('n', 5), layout(1, 5)] }, { x: rows(7) })).toBeUndefined();
  expect(batchOf({ inputs: [], outputs: [] }, { x: rows(7) })).toBeUndefined();
  expect(batchOf(model, { x: rows(7), z: rows(3) })).toBeUndefined();
});

test('every element type is joined, and rows of different shape are not', () => {
  const long: Tensor = { type: 'int64', dims: [1, 2], data: BigInt64Array.of(1n, -2n) };
  expect(joinRows('y', [long, long])).toEqual({ type: 'int64', dims: [2, 2], data: BigInt64Array.of(1n, -2n, 1n, -2n) });
  const bytes: Tensor = { type: 'uint8', dims: [1], data: Uint8Array.of(255) };
  expect(joinRows('y', [bytes, bytes])).toEqual({ type: 'uint8', dims: [2], data: Uint8Array.of(255, 255) });
  expect(() => joinRows('y', [rows(1, 2), rows(1, 3)])).toThrow('do not fit together');
  expect(() => joinRows('y', [rows(1, 2), long])).toThrow('do not fit together');
});
