/** ONNX Runtime sessions, and tensors in and out of them. */
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { Device, Tensors } from './inference-protocol.ts';

interface SessionSettings {
  /** Threads inside one call. */
  threads: number;
  device: Device;
}

/** @throws AppError MODEL_CORRUPT if the bytes are no network that ONNX Runtime can load */
export async function openSession(id: string, bytes: Uint8Array, { threads, device }: SessionSettings): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: device === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Errors arrive as exceptions; printing them as well would only repeat them.
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('MODEL_CORRUPT', `The model ${id} cannot be loaded: ${reason}`, { model: id }, error);
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
