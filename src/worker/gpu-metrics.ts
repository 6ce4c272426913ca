/** How much the GPUs of this machine have to do, as NVIDIA's driver says it. */
import { execFile } from 'node:child_process';
import type { GpuMetrics } from '@aima/contract';

const QUERY = ['--query-gpu=utilization.gpu,memory.used,memory.total,temperature.gpu', '--format=csv,noheader,nounits'];
const ANSWER_LIMIT_MS = 4_000;
const MIB = 2 ** 20;

/** `[N/A]`, `[Not Supported]`: the driver does not know. */
const figure = (text: string | undefined): number | undefined => (text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text));

const present = <Key extends string>(key: Key, value: number | undefined): Partial<Record<Key, number>> => (value === undefined ? {} : { [key]: value } as Record<Key, number>); // a computed name

/** One line for each GPU: percent, MiB, MiB, °C. */
export function parseGpuMetrics(text: string): GpuMetrics[] {
  return text.split('\n').filter((line) => line.includes(',')).map((line) => {
    const [load, used, total, temperature] = line.split(',').map((part) => figure(part.trim()));
    return {
      ...present('load', load === undefined ? undefined : Math.min(1, load / 100)), ...present('usedBytes', used === undefined ? undefined : used * MIB),
      ...present('memoryBytes', total === undefined || total === 0 ? undefined : total * MIB), ...present('temperature', temperature),
    };
  });
}

/** Empty where there is no driver. Whoever asks while an answer is on its way shares it. */
export function gpuMeter(program = 'nvidia-smi'): () => Promise<GpuMetrics[]> {
  let asking: Promise<GpuMetrics[]> | undefined;
  let absent = false;
  return () => {
    if (absent) return Promise.resolve([]);
    asking ??= new Promise<GpuMetrics[]>((resolve) => {
      execFile(program, QUERY, { timeout: ANSWER_LIMIT_MS }, (error, stdout) => {
        absent = error !== null && 'code' in error && error.code === 'ENOENT';
        resolve(error ? [] : parseGpuMetrics(stdout));
      });
    }).finally(() => { asking = undefined; });
    return asking;
  };
}
