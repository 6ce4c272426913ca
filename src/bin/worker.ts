/** The worker program: configuration on standard input, readiness on standard output, ends when its input does unless it was told to stay. */
import { createInterface } from 'node:readline';
import { WorkerConfig, PROTOCOL_VERSION, type WorkerReady } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import { writeFileAtomically } from '../kernel/atomic-file.ts';
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

const config = WorkerConfig.parse(JSON.parse(first));
const worker = await startWorker(config, { analyzers, openEngine });
if (config.statusFile === undefined) void alone.then(worker.stop);
process.once('SIGTERM', worker.stop);
process.once('SIGINT', worker.stop);
const ready: WorkerReady = { protocol: PROTOCOL_VERSION, port: worker.port, pid: process.pid };
if (config.statusFile !== undefined) {
  // Whoever reads its output may be gone.
  process.stdout.on('error', () => undefined);
  await writeFileAtomically(config.statusFile, JSON.stringify(ready));
}
process.stdout.write(`${JSON.stringify(ready)}\n`);

await worker.ended;
process.exit(0);
