/** How much a job's machine has to do, as events: CPU and memory of the worker with all its processes. */
import { availableParallelism } from 'node:os';
import type { Machine } from '../analysis/machine.ts';
import { publish } from '../events/index.ts';
import type { JobWork } from './job-work.ts';

/** @returns ends it */
export function measureMachine({ within, claim, options }: Pick<JobWork, 'within' | 'claim' | 'options'>, machine: Pick<Machine, 'current'>): () => Promise<void> {
  let before: { cpuSeconds: number; atMs: number; pid: unknown } | undefined;
  let busy: Promise<void> | undefined;

  async function measure(): Promise<void> {
    const client = machine.current();
    if (!client) return;
    const { cpuSeconds, memoryBytes, processes } = await client.metrics();
    const now = { cpuSeconds, atMs: performance.now(), pid: client };
    // Of another machine than before nothing follows for its load.
    const share = before?.pid === client ? (cpuSeconds - before.cpuSeconds) / ((now.atMs - before.atMs) / 1000) : undefined;
    before = now;
    const cores = availableParallelism();
    await within((tx) => publish(tx, claim.workspaceId, { kind: 'metrics', body: { jobId: claim.id, memoryBytes, processes, cores, ...(share === undefined ? {} : { cpu: Math.max(0, Math.round(share / cores * 1000) / 1000) }) } }));
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
