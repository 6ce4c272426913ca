/**
 * How many inference processes, with how many threads: `npm run bench -- --inference` prints the table for
 * docs/BENCHMARKS.md. Every layout serves the same callers: one for each network of the lite tier, side by side,
 * each with one call after the other. The processes are those of the product; threads exist only here.
 * `npm run bench -- --batch`: whether calls that were joined into batches cost a CPU less than single ones.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Tensor } from '@aima/sdk';
import { toAppError } from '../../src/kernel/app-error.ts';
import { treeUsage } from '../../src/kernel/process-tree.ts';
import { batchOf } from '../../src/models/inference-batch.ts';
import { createBatchSizes } from '../../src/models/inference-batch-size.ts';
import { startInferenceHost, type InferenceHost } from '../../src/models/inference-host.ts';
import { createInferencePool } from '../../src/models/inference-pool.ts';
import type { InferenceReply, Tensors } from '../../src/models/inference-protocol.ts';
import type { PoolModel } from '../../src/models/inference-slot.ts';
import type { ModelEntry, TensorLayout } from '../../src/models/model-entry.ts';
import { modelEntries } from '../../src/models/registry.ts';
import { measure, median } from './measure.ts';

/** Sizes that stand for the varying ones: one picture a call, text lines of a usual width. */
const VARYING: Readonly<Record<string, number>> = { n: 1, height: 320, width: 320 };
const CALLS_EACH = 12;
const BATCHES = [1, 4, 16];
const LIMITS = { callLimitMs: 120_000, loadLimitMs: 300_000 };

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
  const pool = createInferencePool({ size: hosts, startHost: layout === 'threads' ? startThreadHost : () => startInferenceHost(LIMITS) });
  const models = networks().map((entry): PoolModel<'tensor'> => ({ id: entry.id, kind: 'tensor', load: { entry, modelsFolder, device: 'cpu', threads: threads(availableParallelism()) } }));
  const call = (model: PoolModel<'tensor'>): Promise<unknown> => pool.call(model, inputsOf(model));
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

const inputsOf = ({ load: { entry } }: PoolModel<'tensor'>): Tensors => Object.fromEntries(entry.inputs.map((input) => [input.name, inputOf(input)]));

/** One process on one core; each network gets as many calls at once as the largest batch holds. Prints its CPU seconds by network. */
async function serveBatches(batch: number, modelsFolder: string): Promise<void> {
  const pool = createInferencePool({ size: 1, batchSizes: createBatchSizes(batch), startHost: () => startInferenceHost(LIMITS) });
  const used: Record<string, number> = {};
  for (const entry of networks()) {
    const model: PoolModel<'tensor'> = { id: entry.id, kind: 'tensor', load: { entry, modelsFolder, device: 'cpu', threads: 1 } };
    if (batchOf(entry, inputsOf(model)) === undefined) continue;
    await pool.call(model, inputsOf(model));
    const pid = pool.processes()[0]?.pid;
    const before = await treeUsage(pid);
    await Promise.all(Array.from({ length: Math.max(...BATCHES) }, () => pool.call(model, inputsOf(model))));
    used[entry.id] = (await treeUsage(pid)).cpuSeconds - before.cpuSeconds;
  }
  await pool.close();
  process.stdout.write(`${JSON.stringify(used)}\n`);
}

/** The table of batch sizes for docs/BENCHMARKS.md. */
export async function benchBatch(runs: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-models-'));
  try {
    const rounds: { used: Record<string, number>; peak: number }[][] = [];
    // The first round only converts.
    for (let i = 0; i <= runs; i++) {
      const round: (typeof rounds)[number] = [];
      for (const batch of i === 0 ? [1] : BATCHES) {
        const done = await measure([process.execPath, import.meta.filename, `batch-${batch}`, folder]);
        round.push({ used: JSON.parse(done.stdout) as Record<string, number>, peak: done.peakMemoryBytes }); // printed by serveBatches() above
      }
      if (i > 0) rounds.push(round);
    }
    const names = Object.keys(rounds[0]?.[0]?.used ?? {});
    const ratios = (at: number, name: string): number[] => rounds.map((round) => (round[at]?.used[name] ?? Number.NaN) / (round[0]?.used[name] ?? Number.NaN));
    const sum = (used: Readonly<Record<string, number>> = {}): number => Object.values(used).reduce((total, seconds) => total + seconds, 0);
    process.stdout.write([
      `Measured ${new Date().toISOString().slice(0, 10)} on one core (${cpus()[0]?.model ?? 'unknown'}, shared): ${names.length} networks with a batch axis, ${Math.max(...BATCHES)} calls each, ${runs} rounds; medians of the rounds.`, '',
      '| calls joined up to | CPU of all calls, single = 1 | of one network, least to most | peak memory of all processes |', '|--:|--:|--:|--:|',
      ...BATCHES.map((batch, at) => {
        const each = names.map((name) => median(ratios(at, name))).toSorted((a, b) => a - b);
        return `| ${batch} | ${median(rounds.map((round) => sum(round[at]?.used) / sum(round[0]?.used))).toFixed(2)} | ${(each[0] ?? Number.NaN).toFixed(2)} – ${(each.at(-1) ?? Number.NaN).toFixed(2)} | ${Math.round(median(rounds.map((round) => round[at]?.peak ?? Number.NaN)) / 1024 ** 2)} MiB |`;
      }), '',
    ].join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
  const [, batch] = /^batch-(\d+)$/.exec(what ?? '') ?? [];
  if (batch !== undefined) await serveBatches(Number(batch), folder);
  else if (what === 'below') await serveBelow(folder);
  else await serve(what === 'wide' || what === 'threads' ? what : 'narrow', folder);
}
