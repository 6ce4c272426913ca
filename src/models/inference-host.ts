/** One inference thread, seen from the engine. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../kernel/app-error.ts';
import type { ThreadReply, ThreadRequest } from './inference-protocol.ts';

export interface InferenceHost {
  /** One at a time. @throws AppError of the thread, or MODEL_FAILED if the thread ended */
  ask(request: ThreadRequest): Promise<unknown>;
  /** False once the thread ended; then start another. */
  alive(): boolean;
}

/** Buffers that belong to this request alone may move instead of being copied. */
type Moved = readonly ArrayBuffer[];

function ownBuffers(request: ThreadRequest): Moved {
  if (request.do !== 'call') return [];
  const arrays: unknown[] = 'samples' in request.request ? [] : Object.values(request.request).map((tensor: unknown) => (typeof tensor === 'object' && tensor !== null && 'data' in tensor ? tensor.data : undefined));
  return arrays.flatMap((array) => (ArrayBuffer.isView(array) && array.buffer instanceof ArrayBuffer ? [array.buffer] : []));
}

export function startInferenceHost(): InferenceHost {
  const worker = new Worker(new URL('./inference-thread.ts', import.meta.url));
  let waiting: { resolve: (value: unknown) => void; reject: (error: AppError) => void } | undefined;
  let alive = true;

  function settle(act: (call: NonNullable<typeof waiting>) => void): void {
    const call = waiting;
    waiting = undefined;
    // An idle thread must not keep the program running.
    worker.unref();
    if (call !== undefined) act(call);
  }

  worker.on('message', (reply: ThreadReply) => settle(({ resolve, reject }) => {
    if ('value' in reply) resolve(reply.value);
    else reject(new AppError(reply.code, reply.message, reply.details));
  }));
  const end = (reason: string, cause?: unknown): void => {
    alive = false;
    settle(({ reject }) => reject(new AppError('MODEL_FAILED', `The inference thread ended: ${reason}`, {}, cause)));
  };
  worker.on('error', (error: Error) => end(error.message, error));
  worker.on('exit', (code) => end(`exit code ${code}`));
  worker.unref();

  return {
    alive: () => alive,
    ask: (request) => new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      worker.ref();
      worker.postMessage(request, ownBuffers(request));
    }),
  };
}
