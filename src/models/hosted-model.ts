/** A loaded model inside an inference process: its sessions, and how a call of its kind runs on them. */
import type { InferenceSession } from 'onnxruntime-node';
import type { HostedKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { speaksOfMemory } from './inference-failure.ts';
import type { Calls, LoadRequest, Tensors } from './inference-protocol.ts';
import { dtlnEnhancement } from './dtln.ts';
import { fileOf } from './model-files.ts';
import { readNetworks } from './model-networks.ts';
import { transcribe } from './moonshine.ts';
import { moonshineTokens } from './moonshine-tokens.ts';
import { openSession, runTensors } from './onnx-session.ts';
import { readVerified, verifiedPath } from './package-files.ts';
import { openRnnoise } from './rnnoise.ts';
import { openDenoiser } from './sherpa-denoiser.ts';
import { openDiarization } from './sherpa-diarization.ts';
import { listen } from './silero-vad.ts';

type Call<K extends HostedKind> = (request: Calls[K]['request']) => Promise<Calls[K]['reply']>;

export interface HostedModel<K extends HostedKind> {
  /** @throws AppError MODEL_FAILED, MODEL_UNSUPPORTED */
  call: Call<K>;
  release: () => Promise<void>;
}

type Session = (role: string) => InferenceSession;

const calls: { [K in HostedKind]: (session: Session, load: LoadRequest) => Call<K> } = {
  tensor: (session) => (request) => runTensors(session('model'), request),
  voice_activity: (session) => (request) => listen(session('model'), request),
  speech_to_text(session) {
    const tokens = moonshineTokens();
    return ({ samples }) => transcribe({ encoder: session('encoder'), decoder: session('decoder') }, tokens, samples);
  },
  speaker_diarization(_session, { entry, modelsFolder, threads }) {
    let opened: ReturnType<typeof openDiarization> | undefined;
    return async ({ samples }) => {
      if (opened === undefined) {
        const [segmentation, embedding] = await Promise.all([verifiedPath(fileOf(entry, 'segmentation'), modelsFolder), verifiedPath(fileOf(entry, 'embedding'), modelsFolder)]);
        opened = openDiarization({ segmentation, embedding }, threads);
      }
      return { turns: opened(samples) };
    };
  },
  speech_enhancement(session, { entry, modelsFolder, threads }) {
    if (entry.runtime === 'onnxruntime') {
      const network = (role: string) => ({ run: (inputs: Tensors) => runTensors(session(role), inputs) });
      const dtln = dtlnEnhancement(network('mask'), network('signal'));
      return async ({ samples }) => ({ samples: await dtln.enhance(samples) });
    }
    let opened: ReturnType<typeof openRnnoise> | undefined;
    return async ({ samples }) => {
      opened ??= entry.runtime === 'wasm'
        ? verifiedPath(fileOf(entry, 'module'), modelsFolder).then(openRnnoise)
        : readVerified(fileOf(entry, 'model'), modelsFolder).then((bytes) => openDenoiser(bytes, threads));
      return { samples: (await opened)(samples) };
    };
  },
};

/** Whatever ONNX Runtime throws becomes an AppError that names the model. */
async function guarded<T>(model: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('MODEL_FAILED', `The model ${model} failed: ${reason}`, { model, ...(speaksOfMemory(reason) ? { outOfMemory: true } : {}) }, error);
  }
}

/** @throws AppError of reading the networks and of opening their sessions */
export async function hostModel(load: LoadRequest): Promise<HostedModel<HostedKind>> {
  const { entry, modelsFolder, device, threads, precision } = load;
  const { id, kind } = entry;
  const sessions = new Map<string, InferenceSession>();
  const networks = await readNetworks(entry, modelsFolder, precision);
  for (const [role, bytes] of Object.entries(networks)) sessions.set(role, await openSession(id, bytes, { threads, device }));
  const call = calls[kind]((role) => {
    const session = sessions.get(role);
    if (session === undefined) throw new AppError('MODEL_UNSUPPORTED', `The model ${id} has no network '${role}'.`, { model: id });
    return session;
  }, load);
  return {
    // The pool sends a model only requests of the model's own kind.
    call: (request) => guarded(id, () => (call as Call<HostedKind>)(request)),
    async release() {
      for (const session of sessions.values()) await session.release();
    },
  };
}
