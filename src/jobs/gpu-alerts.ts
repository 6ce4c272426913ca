/** What a machine's GPU should tell of itself, each once until it was well again. */
import type { WorkerMetrics } from '@aima/contract';

export interface GpuAlert {
  alert: 'gpu_memory' | 'gpu_temperature';
  severity: 'warning';
  value: number;
  limit: number;
}

/** decisions.md, limits of machines: share of its memory, °C. */
const LIMITS = { gpu_memory: 0.9, gpu_temperature: 80 } as const;
/** So far below its limit it is well again, and told anew. */
const WELL = 0.95;

const highest = (values: readonly (number | undefined)[]): number | undefined => {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : Math.max(...told);
};

/** @returns a function that is asked with each measurement and gives what is new */
export function gpuAlerts(): (gpus: NonNullable<WorkerMetrics['gpus']>) => GpuAlert[] {
  const told = new Set<string>();
  return (gpus) => {
    const now = {
      gpu_memory: highest(gpus.map(({ usedBytes, memoryBytes }) => (usedBytes === undefined || memoryBytes === undefined ? undefined : usedBytes / memoryBytes))),
      gpu_temperature: highest(gpus.map(({ temperature }) => temperature)),
    };
    return (['gpu_memory', 'gpu_temperature'] as const).flatMap((alert) => {
      const [value, limit] = [now[alert], LIMITS[alert]];
      if (value !== undefined && value < limit * WELL) told.delete(alert);
      if (value === undefined || value < limit || told.has(alert)) return [];
      told.add(alert);
      return [{ alert, severity: 'warning' as const, value: Math.round(value * 1000) / 1000, limit }];
    });
  };
}
