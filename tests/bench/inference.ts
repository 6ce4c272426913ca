/**
 * How many inference processes, with how many threads: `npm run bench -- --inference` prints the table for
 * docs/BENCHMARKS.md. Every layout serves the same callers: one for each network of the lite tier, side by side,
 * each with one call after the other. The processes are those of the product; threads exist only here.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Tensor } from '@aima/sdk';
import { toAppError } from '../../src/kernel/app-error.ts';
import { startInferenceHost, type InferenceHost } from '../../src/models/inference-host.ts';
import { createInferencePool } from '../../src/models/inference-pool.ts';
import type { InferenceReply } from '../../src/models/inference-protocol.ts';
import type { PoolModel } from '../../src/models/inference-slot.ts';
import type { ModelEntry, TensorLayout } from '../../src/models/model-entry.ts';
import { modelEntries } from '../../src/models/registry.ts';
import { measure, median } from './measure.ts';

/** Sizes that stand for the varying ones: one picture a call, text lines of a usual width. */
const VARYING: Readonly<Record<string, number>> = { n: 1, height: 320, width: 320 };
const CALLS_EACH = 12;

type Layout = 'wide' | 'threads' | 'narrow';
const LAYOUTS: Readonly<Record<Layout, { title: string; hosts: number; threads: (cores: number) => number }>> = {
  wide: { title: 'one process, all threads in each call', hosts: 1, threads: (cores) => cores },
  threads: { title: 'one process, a JavaScript thread for each core, each call on one', hosts: availableParallelism(), threads: () => 1 },
  narrow: { title: 'a process for each core, each call on one', hosts: availableParallelism(), threads: () => 1 },
};

function inputOf({ type, dims: layout }: TensorLayout): Tensor {
  const dims = layout.map((size) => (typeof size === 'number' ? size : VARYING[size] ?? 1));
  const length = dims.reduce((product, size) => product * size, 1);
  switch (type) {
    case 'float32': return { type, dims, data: Float32Array.from({ length }, (_, i) => (i % 97) / 97) };
    case 'uint8': return { type, dims, data: Uint8Array.from({ length }, (_, i) => i * 31) };
    case 'int32': return { type, dims, data: new Int32Array(length) };
    case 'int64': return { type, dims, data: new BigInt64Array(length) };
  }
}

function startThreadHost(): InferenceHost {
  const worker = new Worker(new URL('./inference-thread.ts', import.meta.url));
  return {
    pid: process.pid,
    alive: () => true,
    ask: (request) => new Promise((resolve, reject) => {
      worker.once('message', (reply: InferenceReply) => {
        if ('value' in reply) resolve(reply.value);
        else reject(toAppError(new Error(reply.message)));
      });
      worker.postMessage(request);
    }),
    end: async () => void await worker.terminate(),
  };
}

const networks = (): ModelEntry[] => modelEntries.filter(({ kind, tier }) => kind === 'tensor' && tier === 'lite');

/** The part of a worker that asks; prints how long the calls took together, loading left out. */
async function serve(layout: Layout, modelsFolder: string): Promise<void> {
  const { hosts, threads } = LAYOUTS[layout];
  const limits = { callLimitMs: 120_000, loadLimitMs: 300_000 };
  const pool = createInferencePool({ size: hosts, startHost: layout === 'threads' ? startThreadHost : () => startInferenceHost(limits) });
  const models = networks().map((entry): PoolModel<'tensor'> => ({ id: entry.id, kind: 'tensor', load: { entry, modelsFolder, device: 'cpu', threads: threads(availableParallelism()) } }));
  const call = (model: PoolModel<'tensor'>): Promise<unknown> => pool.call(model, Object.fromEntries(model.load.entry.inputs.map((input) => [input.name, inputOf(input)])));
  await Promise.all(models.map(call));
  const from = performance.now();
  await Promise.all(models.map(async (model) => {
    for (let i = 0; i < CALLS_EACH; i++) await call(model);
  }));
  const seconds = (performance.now() - from) / 1000;
  const copies = pool.processes().reduce((sum, each) => sum + each.models.length, 0);
  await pool.close();
  process.stdout.write(`${JSON.stringify({ seconds, copies })}\n`);
}

/** Threads of one process: that process is then a child of its worker, as the others are. */
const serveBelow = (modelsFolder: string): Promise<void> => new Promise((resolve) => {
  fork(import.meta.filename, ['threads', modelsFolder]).once('close', () => { resolve(); });
});

export async function benchInference(runs: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-models-'));
  try {
    const rows = new Map<Layout, { perSecond: number; cpuSeconds: number; peak: number; copies: number }[]>();
    // The first round only converts.
    for (let i = 0; i <= runs; i++) {
      for (const layout of Object.keys(LAYOUTS) as Layout[]) { // the keys of LAYOUTS, which is a literal
        if (i === 0 && layout !== 'wide') continue;
        const done = await measure([process.execPath, import.meta.filename, layout === 'threads' ? 'below' : layout, folder]);
        const { seconds, copies } = JSON.parse(done.stdout) as { seconds: number; copies: number }; // printed by serve() above
        process.stderr.write(`${layout}: ${seconds.toFixed(1)} s, ${Math.round(done.peakMemoryBytes / 1024 ** 2)} MiB\n`);
        if (i > 0) rows.set(layout, [...(rows.get(layout) ?? []), { perSecond: networks().length * CALLS_EACH / seconds, cpuSeconds: done.cpuSeconds, peak: done.peakMemoryBytes, copies }]);
      }
    }
    process.stdout.write([
      `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared): ${networks().length} networks, ${CALLS_EACH} calls each, ${runs} rounds. On a shared machine the fastest round says most about speed; all else are medians.`, '',
      '| layout | calls a second, fastest round | speed in the same round, first layout = 1 | CPU seconds, loading included | peak memory of all processes | copies of models |', '|---|--:|--:|--:|--:|--:|',
      ...[...rows].map(([layout, list]) => `| ${LAYOUTS[layout].title} | ${Math.max(...list.map((row) => row.perSecond)).toFixed(1)} | ${median(list.map((row, i) => row.perSecond / (rows.get('wide')?.[i]?.perSecond ?? Number.NaN))).toFixed(2)} | ${median(list.map((row) => row.cpuSeconds)).toFixed(1)} | ${Math.round(median(list.map((row) => row.peak)) / 1024 ** 2)} MiB | ${median(list.map((row) => row.copies))} |`), '',
    ].join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, program, what, folder] = process.argv;
if (program === import.meta.filename && folder !== undefined) {
  if (what === 'below') await serveBelow(folder);
  else await serve(what === 'wide' || what === 'threads' ? what : 'narrow', folder);
}
