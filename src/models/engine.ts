/** Holds the loaded models of one worker: each is verified, loaded at first use, and shared. */
import type { ModelFacts, ModelServer } from '@aima/contract';
import type { HostedKind, ModelKind, ModelKinds, ModelRef, Tensor } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { batchOf, runBatched } from './inference-batch.ts';
import { createBatchSizes, DEFAULT_BATCH, type BatchSizes } from './inference-batch-size.ts';
import { startInferenceHost } from './inference-host.ts';
import { gpuBudget, memoryLimitBytes, usedMemoryBytes } from './inference-memory.ts';
import { createInferencePool, type EngineEvent, type InferencePool } from './inference-pool.ts';
import type { GpuFacts } from './gpu-facts.ts';
import type { Device, Precision, Tensors } from './inference-protocol.ts';
import type { PoolModel } from './inference-slot.ts';
import type { ModelEntry } from './model-entry.ts';
import { factsOf, readLabels } from './model-files.ts';
import { findModel, modelEntries } from './registry.ts';
import { locateModel, modelForRole } from './store/locate-model.ts';
import { isServedKind, servedModels, type ServedModels } from './served/model-server.ts';
import { createVoiceActivity } from './silero-vad.ts';

/** More inference processes than this only multiply memory; further cores go into each call. */
const MAX_PROCESSES = 4;
/** On a GPU: while one computes, the others prepare and read. */
const GPU_PROCESSES = 3;
/** Half a minute of sound, or a batch of pictures, takes seconds. */
const CALL_LIMIT_MS = 60_000;
/** Large networks come from slow disks, and some are converted first. */
const LOAD_LIMIT_MS = 120_000;

interface EngineOptions {
  /** Downloaded models lie here, and converted ones in `converted/` below it; made when needed. */
  modelsFolder: string;
  /** Cores that models may use together. */
  threads: number;
  device?: Device;
  /** Which weights are taken where an entry has both; by default float32. */
  precision?: Precision;
  /** The GPU whose memory is kept below its share, for `cuda`. */
  gpu?: GpuFacts;
  /** Inference processes; by default one a core, at most 4, and 3 for a GPU. */
  processes?: number;
  /** Rows that waiting calls of one network are joined up to, where its entry does not say; 1 joins none. By default 32 on a GPU, else 1. */
  batch?: number;
  /** Longest that one call may take; then its process is killed, and the call made once more. */
  callLimitMs?: number;
  /** Memory of the worker and all its children from which on resting models are released; by default 0.8 of the machine's or the cgroup's. */
  memoryLimitBytes?: number;
  /** Hears what went wrong though the work goes on. */
  onEvent?: (event: EngineEvent) => void;
  /** Serves the kinds of models that do not run here. */
  modelServer?: ModelServer;
  /** Ends waiting: later calls and loads are refused as CANCELLED. */
  signal?: AbortSignal;
  entries?: readonly ModelEntry[];
}

export interface Engine {
  /**
   * A model, ready to run. Networks are loaded at the first call and shared; a `voice_activity` model is a new
   * listener with its own state each time. Calls run in processes of their own, several at once.
   * @throws AppError MODEL_UNSUPPORTED, MODEL_MISSING, MODEL_CORRUPT, CANCELLED
   */
  get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }>;
  /** Why the model cannot be used on this machine as it is; undefined where its files are in place, whole or not. */
  missing(ref: ModelRef): Promise<AppError | undefined>;
  device: Device;
  /** Rows that waiting calls of one network are joined up to, where its entry does not say; 1: none are joined. */
  batch: number;
  /** Asks the model server what it serves; undefined where none is set. */
  serverReport: ServedModels['report'];
  /** Time spent inside models so far, summed over processes, waiting excluded. */
  busySeconds(): number;
  /** Inference processes that crashed, hung or ran out of memory so far. */
  crashes(): number;
  /** Inference processes, and which models each holds. */
  processes(): { pid: number; models: readonly string[] }[];
  /** Waits for the running calls, refuses those that wait, frees the models. */
  close(): Promise<void>;
}

/** A copy that stays as it is until the answer, while callers go on with their arrays. */
function ownCopy(tensor: Tensor): Tensor {
  switch (tensor.type) {
    case 'float32': return { ...tensor, data: tensor.data.slice() };
    case 'uint8': return { ...tensor, data: tensor.data.slice() };
    case 'int32': return { ...tensor, data: tensor.data.slice() };
    case 'int64': return { ...tensor, data: tensor.data.slice() };
  }
}

const ownCopies = (inputs: Tensors): Tensors => Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, ownCopy(tensor)]));

interface Surroundings {
  pool: InferencePool;
  batchSizes: BatchSizes;
}

/** Runs a network, in smaller batches where memory demands it. */
function runTensor({ pool, batchSizes }: Surroundings, model: PoolModel<'tensor'>, inputs: Tensors): Promise<Tensors> {
  const { id } = model;
  const size = batchOf(model.load.entry, inputs);
  if (size === undefined) return pool.call(model, inputs);
  return runBatched(size, inputs, {
    limit: () => batchSizes.learnt(id),
    call: (rows, divisible) => pool.call(model, rows, divisible),
    async reduce(limit) {
      batchSizes.reduce(id, limit, 'Out of memory');
      await pool.releaseOthers(id);
    },
  });
}

/** How each kind of model looks to who asked for it. */
const views: { [K in HostedKind]: (around: Surroundings, model: PoolModel<K>, labels: readonly string[] | undefined) => ModelKinds[K] } = {
  tensor: (around, model, labels) => ({
    ...(labels === undefined ? {} : { labels }),
    inputs: model.load.entry.inputs,
    run: (inputs) => runTensor(around, model, ownCopies(inputs)),
  }),
  voice_activity: ({ pool }, model) => createVoiceActivity((request) => pool.call(model, request)),
  speaker_diarization: ({ pool }, model) => ({
    diarize: async (samples) => (await pool.call(model, { samples: samples.slice() })).turns,
  }),
  speech_enhancement: ({ pool }, model) => ({
    enhance: async (samples) => (await pool.call(model, { samples: samples.slice() })).samples,
  }),
  speech_to_text: ({ pool }, model) => ({
    /** @throws AppError CANCELLED when the signal aborts before the text is there; a call that runs is not interrupted */
    async transcribe(samples, signal) {
      const check = (): void => {
        if (signal?.aborted === true) throw new AppError('CANCELLED', 'Speech recognition was cancelled.', {}, signal.reason);
      };
      check();
      const heard = await pool.call(model, { samples: samples.slice() });
      check();
      return heard;
    },
  }),
};

export function openEngine({
  modelsFolder, threads, device = 'cpu', precision = 'float32', gpu, processes = device === 'cuda' ? GPU_PROCESSES : Math.min(threads, MAX_PROCESSES), batch = DEFAULT_BATCH[device], callLimitMs = CALL_LIMIT_MS,
  memoryLimitBytes: limitBytes = memoryLimitBytes(), onEvent = () => undefined, signal, entries = modelEntries, modelServer,
}: EngineOptions): Engine {
  const size = Math.max(1, processes);
  const perCall = Math.max(1, Math.floor(threads / size));
  const batchSizes = createBatchSizes(batch, (message) => { onEvent({ code: 'BATCH_REDUCED', message }); });
  const pool = createInferencePool({
    size, batchSizes, onEvent, memory: { limitBytes, usedBytes: usedMemoryBytes, ...(gpu ? { gpu: gpuBudget(gpu) } : {}) },
    startHost: (onIdleEnd) => startInferenceHost({ callLimitMs, loadLimitMs: Math.max(LOAD_LIMIT_MS, callLimitMs), onIdleEnd }),
  });
  const around: Surroundings = { pool, batchSizes };
  const locate = (ref: ModelRef): Promise<ModelEntry> => (ref.byRole ? modelForRole(ref.id, entries, modelsFolder) : locateModel(findModel(ref.id, entries), modelsFolder));
  const served = servedModels(modelServer);
  let closed = false;

  const refuse = (): void => void pool.close();
  signal?.addEventListener('abort', refuse, { once: true });

  return {
    device,
    batch,
    busySeconds: () => pool.busySeconds(),
    crashes: () => pool.crashes(),
    processes: () => pool.processes(),
    async close() {
      closed = true;
      signal?.removeEventListener('abort', refuse);
      await pool.close();
    },
    serverReport: served.report,
    missing: async (ref) => isServedKind(ref.kind) ? served.missing(ref.kind) : locate(ref).then(() => undefined, (error: unknown) => toAppError(error)),
    async get<K extends ModelKind>(ref: ModelRef<K>) {
      if (closed || signal?.aborted === true) throw new AppError('CANCELLED', 'The models were closed.');
      const { kind }: { kind: ModelKind } = ref;
      // What is made for a kind is of that kind, which TypeScript cannot follow through two tables.
      if (isServedKind(kind)) return served.get(kind, await served.preferred(ref.prefers ?? [])) as { model: ModelKinds[K]; facts: ModelFacts[] };
      const entry = await locate(ref);
      if (entry.kind !== kind) throw new AppError('MODEL_UNSUPPORTED', `The model ${entry.id} is ${entry.kind}, not ${kind}.`, { model: entry.id });
      const model: PoolModel<HostedKind> = { id: entry.id, kind, load: { entry, modelsFolder, device, precision, threads: perCall } };
      const [labels] = await Promise.all([readLabels(entry, modelsFolder), pool.load(model)]);
      const view = views[kind] as (around: Surroundings, model: PoolModel<HostedKind>, labels: readonly string[] | undefined) => ModelKinds[HostedKind];
      return { model: view(around, model, labels) as ModelKinds[K], facts: factsOf(entry) };
    },
  };
}
