/**
 * An inference process: holds sessions and runs them, so that a crash inside a network costs this process and
 * not the worker. ONNX Runtime's binding for Node computes synchronously, on the thread that calls it; here
 * nothing else waits for that thread. One request at a time; the pool waits for each reply.
 */
import { Worker } from 'node:worker_threads';
import type { HostedKind } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { proveDevice } from './device-proof.ts';
import { hostModel, type HostedModel } from './hosted-model.ts';
import type { InferenceReply, InferenceRequest } from './inference-protocol.ts';

/**
 * The worker holds the other end of descriptor 4; when that closes, however the worker ended, so does this
 * process, even while a network computes on the main thread: hence a thread, and a signal to oneself, because
 * an orderly exit would wait for the network.
 */
const WATCH = `
  const { Socket } = require('node:net');
  new Socket({ fd: 4 }).on('error', () => {}).on('close', () => process.kill(process.pid, 'SIGKILL')).resume();
`;
new Worker(WATCH, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 2 } }).unref();

const models = new Map<string, HostedModel<HostedKind>>();

async function answer(request: InferenceRequest): Promise<InferenceReply> {
  switch (request.do) {
    case 'load':
      models.set(request.load.entry.id, await hostModel(request.load));
      // ONNX Runtime has its own copy of the weights now; what was read would stay until much later.
      globalThis.gc?.();
      return { value: undefined };
    case 'call': {
      const model = models.get(request.model);
      if (model === undefined) throw new AppError('INTERNAL', `The model ${request.model} is not loaded in this process.`);
      return { value: await model.call(request.request) };
    }
    case 'release':
      await models.get(request.model)?.release();
      models.delete(request.model);
      return { value: undefined };
    case 'prove':
      return { value: await proveDevice(request.settings) };
  }
}

process.on('disconnect', () => { process.kill(process.pid, 'SIGKILL'); });
process.on('message', (request: InferenceRequest) => {
  void answer(request)
    .catch((error: unknown): InferenceReply => {
      const { code, message, details } = toAppError(error);
      return { code, message, details };
    })
    .then((reply) => { process.send?.(reply); });
});
