import { expect, test } from 'vitest';
import { gpuMeter, parseGpuMetrics } from './gpu-metrics.ts';

test('each GPU has its line; what the driver does not know is absent', () => {
  expect(parseGpuMetrics('37, 10240, 81920, 61\n[N/A], 512, 24576, [Not Supported]\n')).toEqual([
    { load: 0.37, usedBytes: 10_240 * 2 ** 20, memoryBytes: 81_920 * 2 ** 20, temperature: 61 }, { usedBytes: 512 * 2 ** 20, memoryBytes: 24_576 * 2 ** 20 },
  ]);
  expect(parseGpuMetrics('No devices were found\n')).toEqual([]);
});

test('without a driver there are none', async () => {
  const meter = gpuMeter('/nowhere/nvidia-smi');
  expect([await meter(), await meter()]).toEqual([[], []]);
});
