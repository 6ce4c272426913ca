/**
 * Noise reduction by GTCRN (Rong et al., 'GTCRN: A speech enhancement model requiring ultralow computational
 * resources', 2024) in sherpa-onnx, which frames, transforms and adds up.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import { createMessage } from './tfjs/protobuf.ts';

const SAMPLE_RATE = 16_000;

/** Field `metadata_props` of ONNX's ModelProto, and key and value in each of them. */
const METADATA_PROPS = 14;
const [KEY, VALUE] = [1, 2];

/** What sherpa-onnx reads from the file: the layout of the streaming form that GTCRN's authors publish. */
const GTCRN_METADATA = {
  model_type: 'gtcrn', version: '1', sample_rate: '16000',
  conv_cache_shape: '2,1,16,16,33', tra_cache_shape: '2,3,1,1,16', inter_cache_shape: '2,1,33,16',
  n_fft: '512', hop_length: '256', window_length: '512', window_type: 'hann_sqrt',
} as const;

/**
 * The network with the metadata that sherpa-onnx wants, which the authors' own file lacks. Messages of protocol
 * buffers merge when one is written behind the other, so the graph's bytes stay as they were verified.
 */
export function withGtcrnMetadata(network: Uint8Array): Uint8Array {
  if (Buffer.from(network).includes('model_type')) return network;
  const added = createMessage();
  for (const [key, value] of Object.entries(GTCRN_METADATA)) added.message(METADATA_PROPS, createMessage().string(KEY, key).string(VALUE, value));
  return Buffer.concat([network, ...added.pieces()]);
}

/** The part of sherpa-onnx-node that is used here; the package has no types of its own. */
interface Sherpa {
  OfflineSpeechDenoiser: new (config: Record<string, unknown>) => {
    sampleRate: number;
    run(sound: { samples: Float32Array; sampleRate: number; enableExternalBuffer: boolean }): { samples: Float32Array; sampleRate: number };
  };
}

const require = createRequire(import.meta.url);

const isSherpa = (loaded: unknown): loaded is Sherpa => typeof loaded === 'object' && loaded !== null && 'OfflineSpeechDenoiser' in loaded;

/**
 * @param network verified bytes, with or without the metadata
 * @returns what frees speech (mono, 16 kHz, −1..1) of noise: as many samples as it was given, at the same times
 * @throws AppError MODEL_CORRUPT for a network that sherpa-onnx refuses, MODEL_UNSUPPORTED for one of another rate
 */
export async function openDenoiser(network: Uint8Array, threads: number): Promise<(samples: Float32Array) => Float32Array> {
  const sherpa: unknown = require('sherpa-onnx-node');
  if (!isSherpa(sherpa)) throw new AppError('MODEL_UNSUPPORTED', 'The package sherpa-onnx-node knows no noise reduction.');
  // It reads paths only; what it reads here is what was verified.
  const folder = await mkdtemp(path.join(tmpdir(), 'aima-gtcrn-'));
  try {
    const file = path.join(folder, 'gtcrn.onnx');
    await writeFile(file, withGtcrnMetadata(network));
    const denoiser = new sherpa.OfflineSpeechDenoiser({ model: { gtcrn: { model: file }, numThreads: threads, provider: 'cpu', debug: false } });
    if (denoiser.sampleRate !== SAMPLE_RATE) throw new AppError('MODEL_UNSUPPORTED', `The noise reduction wants ${denoiser.sampleRate} samples a second.`);
    return (samples) => {
      const out = new Float32Array(samples.length);
      if (samples.length > 0) out.set(denoiser.run({ samples, sampleRate: SAMPLE_RATE, enableExternalBuffer: false }).samples.subarray(0, samples.length));
      return out;
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('MODEL_CORRUPT', `The network for noise reduction cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {}, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
