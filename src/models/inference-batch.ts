/**
 * Calls with many rows, made smaller when memory does not suffice: the inputs are split along the batch axis,
 * the outputs joined, and the smaller size is remembered for the calls that follow.
 */
import type { Tensor } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { isOutOfMemory } from './inference-failure.ts';
import type { Tensors } from './inference-protocol.ts';
import type { TensorLayout } from './model-entry.ts';

/** The name that layouts give to an axis of independent rows; other varying axes (time, width) must not be cut. */
const BATCH = 'n';

const rowSize = ({ dims }: Tensor): number => dims.slice(1).reduce((product, size) => product * size, 1);

/** Rows `from` to `to` of a tensor: a view of its memory, or a copy that keeps nothing of it. */
export function takeRows(tensor: Tensor, from: number, to: number, how: 'viewed' | 'copied'): Tensor {
  const size = rowSize(tensor);
  const dims = [to - from, ...tensor.dims.slice(1)];
  const cut = [from * size, to * size] as const;
  const take = how === 'viewed' ? 'subarray' : 'slice';
  switch (tensor.type) {
    case 'float32': return { ...tensor, dims, data: tensor.data[take](...cut) };
    case 'uint8': return { ...tensor, dims, data: tensor.data[take](...cut) };
    case 'int32': return { ...tensor, dims, data: tensor.data[take](...cut) };
    case 'int64': return { ...tensor, dims, data: tensor.data[take](...cut) };
  }
}

/** An empty tensor with the type and row of `like`. */
function blank(like: Tensor, count: number): Tensor {
  const length = count * rowSize(like);
  const dims = [count, ...like.dims.slice(1)];
  switch (like.type) {
    case 'float32': return { type: 'float32', dims, data: new Float32Array(length) };
    case 'uint8': return { type: 'uint8', dims, data: new Uint8Array(length) };
    case 'int32': return { type: 'int32', dims, data: new Int32Array(length) };
    case 'int64': return { type: 'int64', dims, data: new BigInt64Array(length) };
  }
}

function put(into: Tensor, at: number, part: Tensor): void {
  if (into.type === 'int64' && part.type === 'int64') into.data.set(part.data, at);
  else if (into.type !== 'int64' && part.type !== 'int64') into.data.set(part.data, at);
}

/**
 * One tensor from parts along the first axis. Rows must be alike: a network whose rows are padded to the longest
 * of their batch (varying width) gives none that can be joined.
 * @throws AppError MODEL_FAILED
 */
export function joinRows(name: string, parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (first === undefined || parts.some((part) => part.type !== first.type || part.dims.slice(1).join() !== first.dims.slice(1).join())) {
    throw new AppError('MODEL_FAILED', `The parts of the output ${name} do not fit together.`, { output: name });
  }
  const whole = blank(first, parts.reduce((sum, part) => sum + (part.dims[0] ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    put(whole, at, part);
    at += part.data.length;
  }
  return whole;
}

const hasBatch = (layouts: readonly TensorLayout[]): boolean => layouts.length > 0 && layouts.every(({ dims: [first] }) => first === BATCH);

/** Rows of the call; undefined where the model's layout has no batch axis on everything, or the inputs disagree. */
export function batchOf({ inputs, outputs }: { inputs: readonly TensorLayout[]; outputs: readonly TensorLayout[] }, given: Tensors): number | undefined {
  if (!hasBatch(inputs) || !hasBatch(outputs)) return undefined;
  const sizes = new Set(Object.values(given).map(({ dims: [first] }) => first));
  const [size] = sizes;
  return sizes.size === 1 ? size : undefined;
}

export interface BatchedCall {
  /** Largest batch that the model may get, as learnt so far. */
  limit(): number;
  /** `divisible`: the caller will make it smaller if memory does not suffice. */
  call(inputs: Tensors, divisible: boolean): Promise<Tensors>;
  /** Told before the call is made again with at most `limit` rows. */
  reduce(limit: number, error: unknown): Promise<void>;
}

/** @throws AppError of `call`; out of memory only once a single row fails */
export async function runBatched(size: number, inputs: Tensors, batched: BatchedCall): Promise<Tensors> {
  const limit = Math.max(1, batched.limit());
  if (size > limit) {
    const parts: Tensors[] = [];
    for (let from = 0; from < size; from += limit) {
      const to = Math.min(size, from + limit);
      parts.push(await runBatched(to - from, Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, takeRows(tensor, from, to, 'viewed')])), batched));
    }
    return Object.fromEntries(Object.keys(parts[0] ?? {}).map((name) => [name, joinRows(name, parts.flatMap((part) => part[name] ?? []))]));
  }
  try {
    return await batched.call(inputs, size > 1);
  } catch (error) {
    if (size < 2 || !isOutOfMemory(error)) throw error;
    await batched.reduce(Math.floor(size / 2), error);
    return runBatched(size, inputs, batched);
  }
}
