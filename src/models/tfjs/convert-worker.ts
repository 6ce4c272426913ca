/** Converts in a thread of its own: it takes seconds that the event loop must not miss. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Conversion } from '../model-entry.ts';
import { convert, type FileBytes } from './convert.ts';

// Whoever starts this thread (converted-network.ts) passes exactly this.
const { conversion, files } = workerData as { conversion: Conversion; files: FileBytes };
const bytes = convert(conversion, files);
parentPort?.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
