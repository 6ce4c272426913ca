/**
 * `npm run money-proof -- --runs N --seed S`: the real saga, reaper, budget and providers against both emulators in virtual time,
 * with every fault of the list and with kills of the server between any two effects. Ends with another code than 0 on any breach.
 * One run tells its whole story with `--log`; `--break NAME` breaks something on purpose, which has to be found.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import { runOnce, type RunResult } from './run.ts';
import { isSabotage, SABOTAGES } from './sabotage.ts';
import { addRun, describe, emptySummary, missingFaults } from './summary.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, break: { type: 'string' }, log: { type: 'boolean', default: false }, threads: { type: 'string' } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const sabotage = values.break;

/** Each fault has its turn within so many seeds, and chance needs some of these rows. */
const ALL_FAULTS_FROM = 1_000;
const MOST_SHOWN = 20;
/** So many runs are made twice. */
const REPEAT_EVERY = 25;

function thread(batch: Batch, tell: (result: RunResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Thousands of short-lived answers: a larger nursery spares a tenth of the time.
    const worker = new Worker(new URL('./batch.ts', import.meta.url), { workerData: batch, resourceLimits: { maxYoungGenerationSizeMb: 64 } });
    worker.on('message', tell);
    worker.on('error', reject);
    worker.on('exit', () => { resolve(); });
  });
}

async function main(): Promise<void> {
  if (sabotage !== undefined && !isSabotage(sabotage)) throw new RangeError(`--break takes one of: ${Object.keys(SABOTAGES).join(', ')}`);
  const summary = emptySummary();
  const startedAt = performance.now();
  const tell = (result: RunResult): void => {
    addRun(summary, result);
    for (const breach of result.breaches) if (summary.failed.length <= MOST_SHOWN) console.log(`seed ${result.seed}: ${breach}\n  again: npm run money-proof -- --runs 1 --seed ${result.seed}${sabotage === undefined ? '' : ` --break ${sabotage}`}`);
    if (summary.runs % 500 === 0) console.log(`${summary.runs} of ${runs} runs, ${summary.failed.length} failed, ${Math.round((performance.now() - startedAt) / 1000)} s`);
  };
  const conclude = (): number => {
    console.log(describe(summary).join('\n'));
    const missing = missingFaults(summary);
    if (missing.length > 0) console.log(`Faults that never struck: ${missing.join(', ')}`);
    const failing = summary.failed.length === 0 ? '' : `; failing seeds: ${summary.failed.slice(0, 50).map((result) => result.seed).join(' ')}`;
    console.log(`${summary.runs - summary.failed.length} of ${summary.runs} runs kept every promise, in ${((performance.now() - startedAt) / 1000).toFixed(0)} s${failing}`);
    return summary.failed.length > 0 || (runs >= ALL_FAULTS_FROM && missing.length > 0) ? 1 : 0;
  };
  // Whoever interrupts it still hears of what is done.
  process.once('SIGINT', () => {
    conclude();
    process.exit(130);
  });
  if (runs === 1) {
    const result = await runOnce({ seed, sabotage, keepLog: values.log });
    for (const line of result.log) console.log(line);
    tell(result);
    console.log(`hash ${result.hash}; ${result.jobs.join('; ')}`);
  } else {
    const threads = Math.min(runs, Number(values.threads ?? availableParallelism()));
    await Promise.all(Array.from({ length: threads }, (_, i) => thread({
      first: seed + i, step: threads, count: Math.ceil((runs - i) / threads), repeatEvery: REPEAT_EVERY, ...(sabotage !== undefined && { sabotage }),
    }, tell)));
  }
  process.exitCode = conclude();
}

await main();
