/** How much a job's machine has to do and what it costs, as events: CPU, memory and GPU of the worker with all its processes. */
import { availableParallelism } from 'node:os';
import type { WorkerMetrics } from '@aima/contract';
import type { Machine } from '../analysis/machine.ts';
import { publish } from '../events/index.ts';
import { gpuAlerts } from './gpu-alerts.ts';
import type { JobWork } from './job-work.ts';
import type { MachineFigures } from './work-place.ts';

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const sum = (values: readonly (number | undefined)[]): number | undefined => (values.length === 0 || values.some((value) => value === undefined) ? undefined : values.reduce<number>((total, value) => total + (value ?? 0), 0));
const present = (figures: Record<string, number | string | undefined>): Record<string, number | string> => Object.fromEntries(Object.entries(figures).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** Of all its GPUs: load as their mean, memory as their sum, the hottest one. */
function gpuFigures(gpus: NonNullable<WorkerMetrics['gpus']>): Record<string, number | undefined> {
  const load = sum(gpus.map((each) => each.load));
  const temperatures = gpus.flatMap(({ temperature }) => temperature ?? []);
  return {
    gpuLoad: load === undefined ? undefined : rounded(load / gpus.length, 3), gpuMemoryBytes: sum(gpus.map(({ usedBytes }) => usedBytes)), gpuMemoryTotalBytes: sum(gpus.map(({ memoryBytes }) => memoryBytes)),
    gpuTemperature: temperatures.length === 0 ? undefined : Math.max(...temperatures),
  };
}

/** @param figures what is known of it beside what it says itself @returns ends it */
export function measureMachine({ within, claim, options }: Pick<JobWork, 'within' | 'claim' | 'options'>, machine: Pick<Machine, 'current'>, figures: () => MachineFigures & { remainingMs?: number | undefined } = () => ({})): () => Promise<void> {
  const due = gpuAlerts();
  let before: { cpuSeconds: number; atMs: number; pid: unknown } | undefined;
  let busy: Promise<void> | undefined;

  async function measure(): Promise<void> {
    const client = machine.current();
    if (!client) return;
    const { cpuSeconds, memoryBytes, processes, gpus = [], cores = availableParallelism() } = await client.metrics();
    const now = { cpuSeconds, atMs: performance.now(), pid: client };
    // Of another machine than before nothing follows for its load.
    const share = before?.pid === client ? (cpuSeconds - before.cpuSeconds) / ((now.atMs - before.atMs) / 1000) : undefined;
    before = now;
    const { machineId, usdPerMinute, spentUsd, remainingMs } = figures();
    const body = {
      jobId: claim.id, memoryBytes, processes, cores, ...(share === undefined ? {} : { cpu: Math.max(0, rounded(share / cores, 3)) }), ...present(gpuFigures(gpus)),
      ...present({ machineId, remainingMs, usdPerMinute: usdPerMinute === undefined ? undefined : rounded(usdPerMinute, 6), spentUsd: spentUsd === undefined ? undefined : rounded(spentUsd, 6) }),
    };
    await within(async (tx) => {
      for (const alert of due(gpus)) await publish(tx, claim.workspaceId, { kind: 'alert', body: { ...alert, jobId: claim.id, ...(machineId === undefined ? {} : { machineId }) } });
      await publish(tx, claim.workspaceId, { kind: 'metrics', body });
    });
  }

  const timer = setInterval(() => {
    // A machine that does not answer shows elsewhere.
    busy ??= measure().catch(() => undefined).finally(() => { busy = undefined; });
  }, options.metricsMs);
  return async () => {
    clearInterval(timer);
    await busy;
  };
}
