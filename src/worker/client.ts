/** Speaks the worker protocol. Loads no model and no analyzer: this is all that the CLI and the server know of a worker. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { DeviceReport, ErrorBody, isErrorCode, MediaState, TaskCreated, TaskEvent, WipeReport, WorkerMetrics, WorkerStatus, type LocalMedia, type TaskRequest } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import type { FileAccess } from '../storage/index.ts';
import { putStream } from './put-stream.ts';
import { appendByDoor, sendSealed, type AppendSealed, type Ask, type Put, type SealedMedium, type SendSealedOptions } from './send-sealed.ts';

export interface WorkerAddress {
  url: string;
  token: string;
  /** A shorter way for ciphertext than through its door, where there is one. */
  append?: AppendSealed;
}

export interface WorkerClient {
  status(signal?: AbortSignal): Promise<WorkerStatus>;
  metrics(signal?: AbortSignal): Promise<WorkerMetrics>;
  /** What computes there, proven anew: takes seconds, the first time with a GPU a minute. */
  device(signal?: AbortSignal): Promise<DeviceReport>;
  renewLease(seconds: number, signal?: AbortSignal): Promise<WorkerStatus>;
  mediaState(sha256: string, signal?: AbortSignal): Promise<MediaState>;
  /** Sends a file from where an earlier attempt ended. */
  sendMedia(sha256: string, file: string, sizeBytes: number, signal?: AbortSignal): Promise<MediaState>;
  /**
   * Sends ciphertext from where an earlier attempt ended, has its SHA-256 checked there, and then hands over the key.
   * @throws AppError WORKER_LOST (repeat it), MEDIA_HASH_MISMATCH, KEY_UNAVAILABLE, STORED_FILE_DAMAGED, CANCELLED, and what reading throws
   */
  sendSealed(sha256: string, medium: SealedMedium, access: FileAccess, options?: SendSealedOptions): Promise<MediaState>;
  lendMedia(sha256: string, source: LocalMedia, signal?: AbortSignal): Promise<MediaState>;
  startTask(request: TaskRequest, signal?: AbortSignal): Promise<TaskCreated>;
  cancelTask(id: string, signal?: AbortSignal): Promise<TaskCreated>;
  /** Events after number `after` until the task's last one; the connection may be cut at any point. */
  events(id: string, after: number, signal?: AbortSignal): AsyncGenerator<TaskEvent>;
  wipe(signal?: AbortSignal): Promise<WipeReport>;
  stop(signal?: AbortSignal): Promise<void>;
}

/** Short answers must come within this; only media and events may take longer. */
const ANSWER_LIMIT_MS = 15_000;
/** Starting CUDA for the first time takes long, and it is tried more than once. */
const DEVICE_LIMIT_MS = 300_000;
const PIECE_BYTES = 2 ** 20;

async function refusal(response: Response): Promise<AppError> {
  const body = ErrorBody.safeParse(await response.json().catch(() => undefined));
  if (!body.success || !isErrorCode(body.data.code)) return new AppError('WORKER_FAILED', `The worker answered with status ${response.status}.`);
  return new AppError(body.data.code, body.data.message);
}

async function* ndjson(body: ReadableStream<Uint8Array>): AsyncGenerator<TaskEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield TaskEvent.parse(JSON.parse(line));
  }
}

const putTo = (address: WorkerAddress): Put => async (path, body, signal) => {
  const answer = await putStream(address, path, body, signal).catch((error: unknown) => {
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    throw new AppError('WORKER_LOST', 'The connection to the worker broke.', {}, error);
  });
  if (answer.status >= 400) throw await refusal(new Response(answer.text, { status: answer.status }));
};

export function workerClient(address: WorkerAddress): WorkerClient {
  async function ask(...[method, path, options = {}]: Parameters<Ask>): Promise<Response> {
    const signals = [...(options.signal ? [options.signal] : []), ...(options.endless ? [] : [AbortSignal.timeout(ANSWER_LIMIT_MS)])];
    const init: RequestInit & { duplex?: 'half' } = {
      method, signal: AbortSignal.any(signals),
      headers: { authorization: `Bearer ${address.token}`, ...(options.type ? { 'content-type': options.type } : {}) },
      ...(options.body === undefined ? {} : { body: options.body, duplex: 'half' }),
    };
    let response: Response;
    try {
      response = await fetch(`${address.url}${path}`, init);
    } catch (error) {
      if (options.signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
      throw new AppError('WORKER_LOST', 'The worker does not answer.', {}, error);
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async function json<T>(schema: z.ZodType<T>, method: string, path: string, body: unknown, signal: AbortSignal | undefined): Promise<T> {
    const response = await ask(method, path, { signal, ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }) });
    return schema.parse(await response.json());
  }

  const mediaState = (sha256: string, signal?: AbortSignal): Promise<MediaState> => json(MediaState, 'GET', `/v1/media/${sha256}`, undefined, signal);

  return {
    status: (signal) => json(WorkerStatus, 'GET', '/v1/status', undefined, signal),
    metrics: (signal) => json(WorkerMetrics, 'GET', '/v1/metrics', undefined, signal),
    async device(signal) {
      const limit = AbortSignal.timeout(DEVICE_LIMIT_MS);
      const response = await ask('GET', '/v1/device', { signal: signal ? AbortSignal.any([signal, limit]) : limit, endless: true });
      return DeviceReport.parse(await response.json());
    },
    renewLease: (seconds, signal) => json(WorkerStatus, 'POST', '/v1/lease', { seconds }, signal),
    mediaState,
    async sendMedia(sha256, file, sizeBytes, signal) {
      const { receivedBytes: offset, complete, ...state } = await mediaState(sha256, signal);
      if (complete) return { ...state, receivedBytes: offset, complete };
      // Small pieces cost a web stream twice the CPU time. Node's type of it and the one of fetch differ only in name.
      const body = Readable.toWeb(createReadStream(file, { start: offset, highWaterMark: PIECE_BYTES })) as ReadableStream<Uint8Array>;
      const response = await ask('PUT', `/v1/media/${sha256}?offset=${offset}&size=${sizeBytes}`, { body, type: 'application/octet-stream', signal, endless: true });
      return MediaState.parse(await response.json());
    },
    sendSealed: (sha256, medium, access, options = {}) => sendSealed({ ask, append: address.append ?? appendByDoor(putTo(address)), whole: address.append !== undefined }, sha256, medium, access, options),
    lendMedia: (sha256, source, signal) => json(MediaState, 'POST', `/v1/media/${sha256}/local`, source, signal),
    startTask: (request, signal) => json(TaskCreated, 'POST', '/v1/tasks', request, signal),
    cancelTask: (id, signal) => json(TaskCreated, 'POST', `/v1/tasks/${id}/cancel`, {}, signal),
    async *events(id, after, signal) {
      const response = await ask('GET', `/v1/tasks/${id}/events?after=${after}`, { signal, endless: true });
      if (!response.body) return;
      try {
        yield* ndjson(response.body);
      } catch (error) {
        if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
        if (error instanceof z.ZodError) throw error;
        throw new AppError('WORKER_LOST', 'The connection to the worker broke.', {}, error);
      }
    },
    wipe: (signal) => json(WipeReport, 'POST', '/v1/wipe', {}, signal),
    async stop(signal) { await ask('POST', '/v1/stop', { signal, body: '{}', type: 'application/json' }); },
  };
}
