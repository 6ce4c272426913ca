import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { chooseDevice } from './device-choice.ts';
import { parseGpuLine } from './gpu-facts.ts';
import type { DeviceProof } from './inference-protocol.ts';

const proof = (computed: 'cpu' | 'cuda', gigaflops: number, halfGigaflops?: number): DeviceProof =>
  ({ asked: 'cuda', computed, nodesByProvider: {}, gigaflops, ...(halfGigaflops === undefined ? {} : { halfGigaflops }) });
const gpu = { name: 'A', driver: '1', memoryBytes: 100, freeBytes: 90 };
const senses = (answer: DeviceProof | Error, lacking: string[] = []) =>
  ({ prove: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)), look: () => Promise.resolve(gpu), lacking: () => lacking });

test('a GPU is used once it proved that it computes, in 16 bits where that is faster', async () => {
  expect(await chooseDevice('auto', senses(proof('cuda', 1000, 5000)))).toMatchObject({ device: 'cuda', precision: 'float16', gpu });
  expect(await chooseDevice('auto', senses(proof('cuda', 1000, 1100)))).toMatchObject({ device: 'cuda', precision: 'float32' });
  expect(await chooseDevice('auto', senses(proof('cuda', 1000)))).toMatchObject({ device: 'cuda', precision: 'float32' });
});

test('what speaks against the GPU is the reason for the CPU', async () => {
  expect(await chooseDevice('auto', senses(proof('cpu', 50)))).toMatchObject({ device: 'cpu', why: expect.stringContaining('took the CPU') as string });
  expect(await chooseDevice('auto', senses(new AppError('DEVICE_UNAVAILABLE', 'no cuDNN')))).toMatchObject({ device: 'cpu', why: expect.stringContaining('no cuDNN') as string });
  expect(await chooseDevice('auto', senses(new Error('not asked'), ['a driver']))).toMatchObject({ device: 'cpu', why: expect.stringContaining('a driver') as string });
  expect(await chooseDevice('cpu', senses(new Error('not asked')))).toMatchObject({ device: 'cpu', precision: 'float32' });
});

test('a demanded GPU that fails is an error, not a detour', async () => {
  await expect(chooseDevice('cuda', senses(new AppError('DEVICE_UNAVAILABLE', 'no GPU')))).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
});

test('the driver is understood, and so is its silence', () => {
  expect(parseGpuLine('NVIDIA H200, 570.86.15, 143771, 143169')).toEqual({ name: 'NVIDIA H200', driver: '570.86.15', memoryBytes: 143_771 * 2 ** 20, freeBytes: 143_169 * 2 ** 20 });
  expect(parseGpuLine('')).toBeUndefined();
  expect(parseGpuLine('No devices were found')).toBeUndefined();
});
