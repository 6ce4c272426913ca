/** The worker program: configuration on standard input, readiness on standard output, ends when its input does. */
import { createInterface } from 'node:readline';
import { WorkerConfig, PROTOCOL_VERSION, type WorkerReady } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import { openEngine } from '../models/index.ts';
import { startWorker } from '../worker/worker.ts';

const input = createInterface({ input: process.stdin });
/** From the first moment on: whoever starts a worker may be killed while the worker still gets ready. */
const alone = new Promise<void>((resolve) => { input.once('close', resolve); });
const first = await new Promise<string | undefined>((resolve) => {
  input.once('line', resolve);
  input.once('close', () => { resolve(undefined); });
});
if (first === undefined) process.exit(2);

const worker = await startWorker(WorkerConfig.parse(JSON.parse(first)), { analyzers, openEngine });
void alone.then(worker.stop);
process.once('SIGTERM', worker.stop);
process.once('SIGINT', worker.stop);
const ready: WorkerReady = { protocol: PROTOCOL_VERSION, port: worker.port, pid: process.pid };
process.stdout.write(`${JSON.stringify(ready)}\n`);

await worker.ended;
process.exit(0);
