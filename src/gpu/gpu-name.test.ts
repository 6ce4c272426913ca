import { expect, test } from 'vitest';
import { gpuName } from './gpu-name.ts';

test.each([
  ['NVIDIA GeForce RTX 4090', 'RTX 4090'], ['RTX_4090', 'RTX 4090'],
  ['NVIDIA A100 80GB PCIe', 'A100 PCIE'], ['A100 PCIE', 'A100 PCIE'], ['A100 PCIe', 'A100 PCIE'],
  ['NVIDIA A100-SXM4-80GB', 'A100 SXM'], ['A100 SXM4', 'A100 SXM'], ['A100 SXM', 'A100 SXM'],
  ['NVIDIA H100 80GB HBM3', 'H100 SXM'], ['H100 SXM', 'H100 SXM'], ['NVIDIA H100 PCIe', 'H100 PCIE'], ['NVIDIA H100 NVL', 'H100 NVL'],
  ['NVIDIA L40S', 'L40S'], ['NVIDIA RTX A5000', 'RTX A5000'], ['NVIDIA RTX 6000 Ada Generation', 'RTX 6000 Ada'], ['RTX 6000Ada', 'RTX 6000 Ada'],
])('%s is called %s', (told, name) => {
  expect(gpuName(told)).toBe(name);
});
