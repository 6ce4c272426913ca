/** A share of the runs in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { runOnce } from './run.ts';
import { isSabotage } from './sabotage.ts';

/** What the thread is told. */
export interface Batch { first: number; step: number; count: number; sabotage?: string; repeatEvery: number }

const { first, step, count, sabotage, repeatEvery } = workerData as Batch; // as index.ts gives it
const how = sabotage !== undefined && isSabotage(sabotage) ? sabotage : undefined;
for (let i = 0; i < count; i++) {
  const seed = first + i * step;
  const result = await runOnce({ seed, sabotage: how });
  if (i % repeatEvery === 0) {
    const { hash } = await runOnce({ seed, sabotage: how });
    if (hash !== result.hash) result.breaches.push(`the same seed gave another run: ${result.hash} and ${hash}`);
  }
  parentPort?.postMessage(result);
}
