/** Converts in a thread of its own: it takes seconds that the event loop must not miss. */
import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../../kernel/app-error.ts';
import type { ErrorCode } from '@aima/contract';
import type { Conversion } from '../model-entry.ts';
import { convert, type FileBytes } from './convert.ts';

export interface ConversionRequest {
  conversion: Conversion;
  files: FileBytes;
}

/** Errors lose their class between threads, so their parts travel. */
export type ConversionReply = { bytes: Uint8Array<ArrayBuffer> } | { code: ErrorCode; message: string };

function reply(): ConversionReply {
  // Whoever starts this thread (converted-network.ts) passes exactly this.
  const { conversion, files } = workerData as ConversionRequest;
  try {
    return { bytes: convert(conversion, files) };
  } catch (error) {
    const { code, message } = toAppError(error);
    return { code, message };
  }
}

const answer = reply();
parentPort?.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : []);
