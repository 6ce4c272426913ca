/** From a login under a lease to a plan that was carried out. */
import type { StackEdits, StackPlan, StackStepRecord, WorkerConfig } from '@aima/contract';
import type { Clock } from '../kernel/clock.ts';
import type { Hub, WeightsEntry } from '../models/store/index.ts';
import type { Shell } from '../remote/shell.ts';
import type { WorkerBundle } from './bundle/worker-bundle.ts';
import { gpuMemoryGb, ownMemoryGb } from './gpu-memory.ts';
import { factsCommand, readFacts } from './machine-facts.ts';
import { preamble, type MachineLayout } from './machine-layout.ts';
import { startWorker } from './machine-worker.ts';
import { MODEL_SERVER_PORT } from './model-server-steps.ts';
import { runPlan } from './run-plan.ts';
import { planStack } from './stack-plan.ts';
import { weightFiles } from './weights.ts';

/** What a job wants of any machine that it gets. */
export interface JobStack {
  /** Located, as `neededWeights` gives them. */
  models: readonly WeightsEntry[];
  gpu: boolean;
  /** Any analyzer asks a model server; the installation's own is started where one is set. */
  served: boolean;
  /** Of the ciphertext that will lie there at the same time. */
  mediaBytes: number;
  settings: Pick<WorkerConfig, 'ownModels' | 'batch' | 'modelServer'>;
}

export interface SetUp {
  shell: Shell;
  clock: Clock;
  layout: MachineLayout;
  bundle: WorkerBundle;
  stack: JobStack;
  edits: StackEdits;
  modelsFolder: string;
  hub?: Hub | undefined;
  /** Shared secret of worker and server. */
  token: string;
  /** Until the first heartbeat. */
  leaseSeconds: number;
  signal: AbortSignal;
  onPlan(plan: StackPlan): void;
  onStep(record: StackStepRecord): void;
}

/** @throws AppError as `planStack` and `runPlan` */
export async function setUpMachine(setUp: SetUp): Promise<StackPlan> {
  const { shell, layout, bundle, stack, edits, token, signal } = setUp;
  const weights = await weightFiles(stack.models, setUp.modelsFolder, setUp.hub);
  const facts = readFacts((await shell.run(`${preamble(layout)}${factsCommand(layout.home)}`, { signal })).stdout);
  const served = stack.served && stack.gpu && stack.settings.modelServer === undefined ? edits.served : undefined;
  const memory = { ownMemoryGb: ownMemoryGb(stack.models), gpuMemoryGb: stack.gpu ? gpuMemoryGb(stack.models, served) : 0 };
  const plan = planStack({ weights, gpu: stack.gpu, mediaBytes: stack.mediaBytes, ...memory, ...(served ? { served } : {}) }, facts, bundle, edits);
  setUp.onPlan(plan);
  const names = served && Object.fromEntries(served.uses.map((use) => [`${use}Model`, served.repository]));
  const terms = {
    token, leaseSeconds: setUp.leaseSeconds, ...stack.settings, device: stack.gpu ? 'cuda' as const : 'cpu' as const,
    ...(names ? { modelServer: { baseUrl: `http://127.0.0.1:${MODEL_SERVER_PORT}/v1`, ...names } } : {}),
  };
  await runPlan(plan, { shell, layout, bundle, weights, clock: setUp.clock, signal, onStep: setUp.onStep, secrets: [token], startWorker: (within) => startWorker(shell, layout, terms, within) });
  return plan;
}
