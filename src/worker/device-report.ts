/** What computes on this machine, proven anew at each question, and whether the model server answers. */
import { availableParallelism } from 'node:os';
import type { DeviceReport } from '@aima/contract';
import { toAppError } from '../kernel/app-error.ts';
import { gpuBudget, memoryLimitBytes, provesDevice, type DeviceChoice, type Engine } from '../models/index.ts';

type Proof = DeviceReport['proofs'][number];

async function tryDevice(asked: 'cpu' | 'cuda', threads: number): Promise<Proof> {
  try {
    const { computed, gigaflops, halfGigaflops } = await provesDevice({ device: asked, threads });
    return { asked, threads, computed, gigaflops, ...(halfGigaflops === undefined ? {} : { halfGigaflops }) };
  } catch (error) {
    return { asked, threads, problem: toAppError(error).message };
  }
}

/** Trials one after the other: side by side they would slow each other. */
export const deviceReporter = (choice: DeviceChoice, engine: Pick<Engine, 'serverReport' | 'batch'>) => async (): Promise<DeviceReport> => {
  const cores = availableParallelism();
  const trials: [device: 'cpu' | 'cuda', threads: number][] = [['cpu', 1], ...(cores > 1 ? [['cpu', cores] as ['cpu', number]] : []), ['cuda', 1]];
  const proofs: Proof[] = [];
  for (const [device, threads] of trials) proofs.push(await tryDevice(device, threads));
  const { device, why, precision, gpu } = choice;
  const server = await engine.serverReport();
  return {
    device, why, precision, batch: engine.batch, cores, proofs, memoryLimitBytes: memoryLimitBytes(),
    ...(gpu ? { gpu: { ...gpu, memoryLimitBytes: gpuBudget(gpu).limitBytes } } : {}), ...(server ? { server } : {}),
  };
};
