/** Holds the loaded models of one worker: each is verified, loaded at first use, and shared. */
import type { ModelFacts } from '@aima/contract';
import type { ModelKind, ModelKinds, ModelRef, Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { convertedNetwork } from './converted-network.ts';
import { startInferenceHost } from './inference-host.ts';
import { createInferencePool, type InferencePool } from './inference-pool.ts';
import type { Device, Tensors } from './inference-protocol.ts';
import type { PoolModel } from './inference-slot.ts';
import type { ModelEntry } from './model-entry.ts';
import { factsOf, fileOf, readLabels } from './model-files.ts';
import { readVerified } from './package-files.ts';
import { findModel, modelEntries } from './registry.ts';
import { locateModel } from './store/locate-model.ts';
import { createVoiceActivity } from './silero-vad.ts';

/** More inference threads than this only multiply memory; further cores go into each call. */
const MAX_INFERENCE_THREADS = 4;

interface EngineOptions {
  /** Downloaded models lie here, and converted ones in `converted/` below it; made when needed. */
  modelsFolder: string;
  /** Cores that models may use together. */
  threads: number;
  device?: Device;
  /** Ends waiting: later calls and loads are refused as CANCELLED. */
  signal?: AbortSignal;
  entries?: readonly ModelEntry[];
}

export interface Engine {
  /**
   * A model, ready to run. Networks are loaded at the first call and shared; a `voice_activity` model is a new
   * listener with its own state each time. Calls run in threads of their own, several at once.
   * @throws AppError MODEL_UNSUPPORTED, MODEL_MISSING, MODEL_CORRUPT, CANCELLED
   */
  get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }>;
  device: Device;
  /** Time spent inside models so far, summed over threads, waiting excluded. */
  busySeconds(): number;
  /** Waits for the running calls, refuses those that wait, frees the models. */
  close(): Promise<void>;
}

/** A copy that may be given away: callers keep their arrays, which may be views of a larger buffer. */
function ownCopy(tensor: Tensor): Tensor {
  switch (tensor.type) {
    case 'float32': return { ...tensor, data: tensor.data.slice() };
    case 'uint8': return { ...tensor, data: tensor.data.slice() };
    case 'int32': return { ...tensor, data: tensor.data.slice() };
    case 'int64': return { ...tensor, data: tensor.data.slice() };
  }
}

const ownCopies = (inputs: Tensors): Tensors => Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, ownCopy(tensor)]));

/** How each kind of model looks to who asked for it. */
const views: { [K in ModelKind]: (pool: InferencePool, model: PoolModel<K>, labels: readonly string[] | undefined) => ModelKinds[K] } = {
  tensor: (pool, model, labels) => ({
    ...(labels === undefined ? {} : { labels }),
    run: (inputs) => pool.call(model, ownCopies(inputs)),
  }),
  voice_activity: (pool, model) => createVoiceActivity((request) => pool.call(model, request)),
  speech_to_text: (pool, model) => ({
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

/** The roles that are networks, for each kind. */
const NETWORK_ROLES: Readonly<Record<ModelKind, readonly string[]>> = {
  tensor: ['model'],
  voice_activity: ['model'],
  speech_to_text: ['encoder', 'decoder'],
};

async function readNetworks(entry: ModelEntry, modelsFolder: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const { conversion } = entry;
  if (conversion !== undefined) return { model: await convertedNetwork(entry, conversion, modelsFolder) };
  const roles = NETWORK_ROLES[entry.kind];
  const files = await Promise.all(Object.entries(entry.files).map(async ([role, file]) => [role, await readVerified(file, modelsFolder)] as const));
  roles.forEach((role) => fileOf(entry, role));
  return Object.fromEntries(files.filter(([role]) => roles.includes(role)));
}

export function openEngine({ modelsFolder, threads, device = 'cpu', signal, entries = modelEntries }: EngineOptions): Engine {
  const size = Math.max(1, Math.min(threads, MAX_INFERENCE_THREADS));
  const perCall = Math.max(1, Math.floor(threads / size));
  const pool = createInferencePool({ size, startHost: startInferenceHost });
  let closed = false;

  const refuse = (): void => void pool.close();
  signal?.addEventListener('abort', refuse, { once: true });

  return {
    device,
    busySeconds: () => pool.busySeconds(),
    async close() {
      closed = true;
      signal?.removeEventListener('abort', refuse);
      await pool.close();
    },
    async get(ref) {
      if (closed || signal?.aborted === true) throw new AppError('CANCELLED', 'The models were closed.');
      const entry = await locateModel(findModel(ref.id, entries), modelsFolder);
      if (entry.kind !== ref.kind) throw new AppError('MODEL_UNSUPPORTED', `The model ${ref.id} is ${entry.kind}, not ${ref.kind}.`, { model: ref.id });
      const model = { ...ref, read: async () => ({ networks: await readNetworks(entry, modelsFolder), device, threads: perCall }) };
      const [labels] = await Promise.all([readLabels(entry, modelsFolder), pool.load(model)]);
      return { model: views[ref.kind](pool, model, labels), facts: factsOf(entry) };
    },
  };
}
