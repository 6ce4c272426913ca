/** An inference process's work in a thread: what the bench compares processes with. */
import { parentPort } from 'node:worker_threads';
import type { HostedKind } from '@aima/sdk';
import { toAppError } from '../../src/kernel/app-error.ts';
import { hostModel, type HostedModel } from '../../src/models/hosted-model.ts';
import type { InferenceReply, InferenceRequest } from '../../src/models/inference-protocol.ts';

const models = new Map<string, HostedModel<HostedKind>>();

async function answer(request: InferenceRequest): Promise<InferenceReply> {
  if (request.do === 'load') models.set(request.load.entry.id, await hostModel(request.load));
  return { value: request.do === 'call' ? await models.get(request.model)?.call(request.request) : undefined };
}

parentPort?.on('message', (request: InferenceRequest) => {
  void answer(request).catch((error: unknown): InferenceReply => {
    const { code, message, details } = toAppError(error);
    return { code, message, details };
  }).then((reply) => { parentPort?.postMessage(reply); });
});
