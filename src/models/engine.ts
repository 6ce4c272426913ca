/** Holds the loaded models of one worker: each is verified, loaded once at first use, and shared. */
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelFacts } from '@aima/contract';
import type { ModelKind, ModelKinds, ModelRef } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { convertedNetwork } from './converted-network.ts';
import { createInferenceQueue, type InferenceQueue } from './inference-queue.ts';
import type { ModelEntry } from './model-entry.ts';
import { factsOf, fileOf, readLabels } from './model-files.ts';
import { createMoonshine } from './moonshine.ts';
import { moonshineTokens } from './moonshine-tokens.ts';
import { type Device, openSession, tensorModelOf } from './onnx-session.ts';
import { readVerified } from './package-files.ts';
import { findModel, modelEntries } from './registry.ts';
import { createVoiceActivity } from './silero-vad.ts';

export interface EngineOptions {
  /** Downloaded models lie here, and converted ones in `converted/` below it; made when needed. */
  modelsFolder: string;
  /** Threads of one call; calls never overlap. */
  threads: number;
  device?: Device;
  /** Ends waiting: later calls and loads are refused as CANCELLED. */
  signal?: AbortSignal;
  entries?: readonly ModelEntry[];
}

export interface Engine {
  /**
   * A model, ready to run. Networks are loaded at the first call and shared; a `voice_activity` model is a new
   * listener with its own state each time.
   * @throws AppError MODEL_UNSUPPORTED, MODEL_MISSING, MODEL_CORRUPT, CANCELLED
   */
  get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }>;
  device: Device;
  /** Time spent inside models so far, waiting excluded. */
  busySeconds(): number;
  /** Waits for the running call, refuses those that wait, frees the models. */
  close(): Promise<void>;
}

interface Loading {
  entry: ModelEntry;
  modelsFolder: string;
  queue: InferenceQueue;
  /** `threads` overrides the engine's, for networks too small to share. */
  open: (role: string, threads?: number) => Promise<InferenceSession>;
}

/** How each kind of model is put together; what comes back makes one user's view of it. */
const loaders: { [K in ModelKind]: (loading: Loading) => Promise<() => ModelKinds[K]> } = {
  async tensor({ entry, modelsFolder, queue, open }) {
    const [session, labels] = await Promise.all([open('model'), readLabels(entry, modelsFolder)]);
    const model = tensorModelOf(entry.id, session, queue, labels);
    return () => model;
  },
  async voice_activity({ entry, queue, open }) {
    const session = await open('model', 1);
    return () => createVoiceActivity(entry.id, session, queue);
  },
  async speech_to_text({ entry, modelsFolder, queue, open }) {
    const [encoder, decoder] = await Promise.all([open('encoder'), open('decoder'), readVerified(fileOf(entry, 'tokens'), modelsFolder)]);
    const model = createMoonshine(entry.id, { encoder, decoder }, moonshineTokens(), queue);
    return () => model;
  },
};

export function openEngine({ modelsFolder, threads, device = 'cpu', signal, entries = modelEntries }: EngineOptions): Engine {
  const queue = createInferenceQueue();
  const sessions: InferenceSession[] = [];
  const loaded: { [K in ModelKind]: Map<string, Promise<() => ModelKinds[K]>> } = { tensor: new Map(), speech_to_text: new Map(), voice_activity: new Map() };
  let closed = false;

  async function open(entry: ModelEntry, role: string, own = threads): Promise<InferenceSession> {
    const bytes = entry.conversion === undefined
      ? await readVerified(fileOf(entry, role), modelsFolder)
      : await convertedNetwork(entry, entry.conversion, modelsFolder);
    const session = await openSession(entry.id, bytes, { threads: own, device });
    if (closed) {
      await session.release();
      throw new AppError('CANCELLED', 'The models were closed.');
    }
    sessions.push(session);
    return session;
  }

  function load<K extends ModelKind>(entry: ModelEntry, kind: K): Promise<() => ModelKinds[K]> {
    const ofKind = loaded[kind];
    const known = ofKind.get(entry.id);
    if (known !== undefined) return known;
    const loading = loaders[kind]({ entry, modelsFolder, queue, open: (role, own) => open(entry, role, own) });
    ofKind.set(entry.id, loading);
    // A failure is not remembered: the file may be repaired before the next call.
    loading.catch(() => ofKind.delete(entry.id));
    return loading;
  }

  async function close(): Promise<void> {
    closed = true;
    signal?.removeEventListener('abort', refuse);
    await queue.close();
    await Promise.all(sessions.splice(0).map((session) => session.release()));
  }
  const refuse = (): void => void queue.close();
  signal?.addEventListener('abort', refuse, { once: true });

  return {
    device,
    busySeconds: () => queue.busySeconds(),
    close,
    async get(ref) {
      if (closed || signal?.aborted === true) throw new AppError('CANCELLED', 'The models were closed.');
      const entry = findModel(ref.id, entries);
      if (entry.kind !== ref.kind) throw new AppError('MODEL_UNSUPPORTED', `The model ${ref.id} is ${entry.kind}, not ${ref.kind}.`, { model: ref.id });
      const view = await load(entry, ref.kind);
      return { model: view(), facts: factsOf(entry) };
    },
  };
}
