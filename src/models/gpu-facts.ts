/** What the NVIDIA driver says of the machine's first GPU; ONNX Runtime itself tells nothing of its memory. */
import { execFile } from 'node:child_process';

export interface GpuFacts {
  name: string;
  driver: string;
  memoryBytes: number;
  freeBytes: number;
}

const QUERY = ['--query-gpu=name,driver_version,memory.total,memory.free', '--format=csv,noheader,nounits', '--id=0'];
const ANSWER_LIMIT_MS = 10_000;
const MIB = 2 ** 20;

/** One line of `nvidia-smi`: name, driver, total and free MiB. */
export function parseGpuLine(line: string): GpuFacts | undefined {
  const [name, driver, total, free] = line.split(',').map((part) => part.trim());
  const [totalMib, freeMib] = [Number(total), Number(free)];
  if (name === undefined || driver === undefined || !(totalMib > 0) || Number.isNaN(freeMib)) return undefined;
  return { name, driver, memoryBytes: totalMib * MIB, freeBytes: freeMib * MIB };
}

/** Undefined where there is no driver or no GPU. */
export const gpuFacts = (program = 'nvidia-smi'): Promise<GpuFacts | undefined> => new Promise((resolve) => {
  execFile(program, QUERY, { timeout: ANSWER_LIMIT_MS }, (error, stdout) => {
    resolve(error ? undefined : parseGpuLine(stdout.split('\n')[0] ?? ''));
  });
});
