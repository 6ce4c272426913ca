/**
 * Holds sessions and runs them. ONNX Runtime's binding for Node computes synchronously, on the thread that
 * calls it: on the event loop it would stop reading frames and answering heartbeats for as long as a network
 * runs. One request at a time; the pool waits for each reply.
 */
import { parentPort } from 'node:worker_threads';
import type { ModelKind } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { hostModel, type HostedModel } from './hosted-model.ts';
import type { ThreadReply, ThreadRequest } from './inference-protocol.ts';

const models = new Map<string, HostedModel<ModelKind>>();

async function answer(request: ThreadRequest): Promise<ThreadReply> {
  switch (request.do) {
    case 'load':
      models.set(request.load.model, await hostModel(request.load));
      return { value: undefined };
    case 'call': {
      const model = models.get(request.model);
      if (model === undefined) throw new AppError('INTERNAL', `The model ${request.model} is not loaded in this thread.`);
      return { value: await model.call(request.request) };
    }
    case 'close':
      for (const model of models.values()) await model.release();
      return { value: undefined };
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  void answer(request)
    .catch((error: unknown): ThreadReply => {
      const { code, message, details } = toAppError(error);
      return { code, message, details };
    })
    .then((reply) => {
      parentPort?.postMessage(reply);
      if (request.do === 'close') parentPort?.close();
    });
});
