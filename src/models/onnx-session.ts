/** ONNX Runtime sessions, and tensors in and out of them. */
import './no-telemetry.ts';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { speaksOfMemory } from './inference-failure.ts';
import type { Device, SessionSettings, Tensors } from './inference-protocol.ts';

const require = createRequire(import.meta.url);

/** What ONNX Runtime says when the device, and not the network, is at fault. */
const DEVICE_WORDS = /execution ?provider|shared library|cuda|cudnn|cublas/i;

/** What CUDA needs and this machine lacks, as far as files can tell. */
export function missingForCuda(): string[] {
  const libraries = path.join(path.dirname(require.resolve('onnxruntime-node/package.json')), 'bin', 'napi-v6', process.platform, process.arch);
  const provider = path.join(libraries, 'libonnxruntime_providers_cuda.so');
  return [
    ...(existsSync('/dev/nvidiactl') || existsSync('/dev/dxg') ? [] : ['an NVIDIA GPU with its driver (there is no /dev/nvidiactl)']),
    ...(existsSync(provider) ? [] : [`ONNX Runtime's CUDA provider (${path.basename(provider)}, fetched by onnxruntime-node's install script)`]),
  ];
}

function loadError(id: string, device: Device, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (speaksOfMemory(reason)) return new AppError('MODEL_FAILED', `The model ${id} does not fit into memory: ${reason}`, { model: id, outOfMemory: true }, cause);
  if (device === 'cpu' || !DEVICE_WORDS.test(reason)) return new AppError('MODEL_CORRUPT', `The model ${id} cannot be loaded: ${reason}`, { model: id }, cause);
  const missing = missingForCuda();
  const what = missing.length > 0 ? `missing: ${missing.join('; ')}` : 'its libraries (CUDA, cuDNN) are missing or do not fit the driver';
  return new AppError('DEVICE_UNAVAILABLE', `The GPU cannot be used; ${what}. ONNX Runtime says: ${reason}`, { model: id, device }, cause);
}

/** @throws AppError MODEL_CORRUPT if the bytes are no network that ONNX Runtime can load, DEVICE_UNAVAILABLE, MODEL_FAILED without memory */
export async function openSession(id: string, bytes: Uint8Array, { threads, device }: SessionSettings, profile?: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      // Nodes that CUDA has no kernel for run on the CPU; that CUDA itself is missing is an error, never a silent detour.
      executionProviders: device === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Errors arrive as exceptions; printing them as well would only repeat them.
      logSeverityLevel: 4,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw loadError(id, device, error);
  }
}

function toOrt(tensor: Tensor): OrtTensor {
  switch (tensor.type) {
    case 'float32': return new OrtTensor('float32', tensor.data, tensor.dims);
    case 'uint8': return new OrtTensor('uint8', tensor.data, tensor.dims);
    case 'int32': return new OrtTensor('int32', tensor.data, tensor.dims);
    case 'int64': return new OrtTensor('int64', tensor.data, tensor.dims);
  }
}

function fromOrt(name: string, { data, dims }: OrtTensor): Tensor {
  if (data instanceof Float32Array) return { type: 'float32', dims, data };
  if (data instanceof Uint8Array) return { type: 'uint8', dims, data };
  if (data instanceof Int32Array) return { type: 'int32', dims, data };
  if (data instanceof BigInt64Array) return { type: 'int64', dims, data };
  throw new AppError('MODEL_UNSUPPORTED', `The output ${name} has an element type that AIMA does not read.`, { output: name });
}

export async function runTensors(session: InferenceSession, inputs: Tensors): Promise<Tensors> {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]));
  const outputs = await session.run(feeds);
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(name, tensor)]));
}
