import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { createMemoryKeeper, gpuBudget, memoryLimitBytes, usedMemoryBytes, type LoadedCopy } from './inference-memory.ts';

/** Copies that each hold 10 bytes. */
function holding(...names: [name: string, lastUsed: number, wanted?: boolean][]) {
  const copies = new Map(names.map(([model, lastUsed, wanted = false]) => [model, { model, lastUsed, wanted }]));
  const told: string[][] = [];
  const keeper = (limitBytes: number) => createMemoryKeeper({ limitBytes, usedBytes: async () => copies.size * 10, released: (models) => told.push([...models]) });
  const list = (): LoadedCopy[] => [...copies.values()].map((copy) => ({ ...copy, release: async () => void copies.delete(copy.model) }));
  return { keeper, list, told };
}

test('the least recently used go first, and no more than needed', async () => {
  const { keeper, list, told } = holding(['a', 3], ['b', 1], ['c', 2]);
  expect(await keeper(30).makeRoom(0, list)).toEqual([]);
  expect(told).toEqual([]);
  expect(await keeper(30).makeRoom(15, list)).toEqual(['b', 'c']);
  expect(told).toEqual([['b', 'c']]);
});

test('what somebody waits for goes last', async () => {
  const { keeper, list } = holding(['a', 1, true], ['b', 2]);
  expect(await keeper(10).makeRoom(0, list)).toEqual(['b']);
});

test('two that need room at once do not release twice', async () => {
  const { keeper, list } = holding(['a', 1], ['b', 2], ['c', 3]);
  const shared = keeper(20);
  expect(await Promise.all([shared.makeRoom(0, list), shared.makeRoom(0, list)])).toEqual([['a'], []]);
});

test('when nothing rests it gives up', async () => {
  const { keeper } = holding(['a', 1]);
  expect(await keeper(5).makeRoom(0, () => [])).toEqual([]);
});

test('the limit is a share of what the machine or its cgroup allows, and use is below it', async () => {
  expect(memoryLimitBytes(0.8)).toBeLessThanOrEqual(totalmem() * 0.8);
  expect(memoryLimitBytes(0.5)).toBeCloseTo(memoryLimitBytes(1) / 2, -1);
  expect(await usedMemoryBytes()).toBeGreaterThan(10 * 1024 ** 2);
});

test('a full GPU makes room although the machine has plenty', async () => {
  const onGpu = new Set(['a', 'b']);
  const gpu = gpuBudget({ name: '', driver: '', memoryBytes: 100, freeBytes: 0 }, async () => ({ name: '', driver: '', memoryBytes: 100, freeBytes: 100 - 45 * onGpu.size }));
  const keeper = createMemoryKeeper({ limitBytes: Infinity, usedBytes: async () => 0, gpu, released: () => undefined });
  const copies = (): LoadedCopy[] => [...onGpu].map((model, lastUsed) => ({ model, lastUsed, wanted: false, release: async () => void onGpu.delete(model) }));
  expect(await keeper.makeRoom(20, copies)).toEqual(['a']);
  expect(await keeper.makeRoom(20, copies)).toEqual([]);
});
