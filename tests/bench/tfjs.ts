/**
 * The converted models on ONNX Runtime beside TensorFlow.js' WASM backend (SIMD), which they come from: the same photos,
 * one a call, in the same run. `npm run bench -- --tfjs` prints the table and writes it into docs/BENCHMARKS.md.
 * Ours goes the way of the product: an inference process with two threads, tensors carried there and back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { tensorModel } from '@aima/sdk';
import { openEngine, modelEntries, type Engine, type ModelEntry } from '../../src/models/index.ts';
import { runEntry } from '../integration/tfjs-entry.ts';
import { startOracle, type Oracle, type Pixels } from '../integration/tfjs-oracle.ts';
import { testMedia } from '../support/media.ts';
import { writeBetween } from './page.ts';
import { median } from './measure.ts';

const PHOTOS = ['faces/single-1.jpg', 'faces/group-1.jpg', 'faces/single-2.jpg'];
const THREADS = 2;
const GOAL = 4;

/** Of one model's calls. */
interface Times {
  /** What else the machine does only ever slows, so this is the speed. */
  fastestMs: number;
  medianMs: number;
}

interface Row {
  id: string;
  tfjs: Times;
  onnx: Times;
}

const timesOf = (ms: readonly number[]): Times => ({ fastestMs: Math.min(...ms), medianMs: median(ms) });

/** All photos at the size that the network wants; the first one is only for warming up. */
async function photosFor(entry: ModelEntry): Promise<Pixels> {
  const [, height, width] = entry.inputs[0]?.dims ?? [];
  if (typeof height !== 'number' || typeof width !== 'number') throw new Error(`${entry.id} has no fixed size`);
  const files = [PHOTOS[0] ?? '', ...PHOTOS].map(testMedia);
  const planes = await Promise.all(files.map((file) => sharp(file).resize(width, height, { fit: 'contain' }).removeAlpha().raw().toBuffer()));
  return { dims: [planes.length, height, width, 3], data: new Uint8Array(Buffer.concat(planes)) };
}

async function onnxMs(engine: Engine, entry: ModelEntry, { dims: [count, height, width], data }: Pixels): Promise<number[]> {
  const { model } = await engine.get(tensorModel(entry.id));
  const size = height * width * 3;
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = performance.now();
    await model.run({ input: { type: 'uint8', dims: [1, height, width, 3], data: data.subarray(i * size, (i + 1) * size) } });
    times.push(performance.now() - from);
  }
  return times;
}

async function compare(engine: Engine, oracle: Oracle, entry: ModelEntry, rounds: number): Promise<Row> {
  const pixels = await photosFor(entry);
  const [theirs, ours]: [number[], number[]] = [[], []];
  // In turn, so that what else the machine does meets both.
  for (let i = 0; i < rounds; i++) {
    await runEntry(oracle, entry, pixels);
    theirs.push(...oracle.imageMs().slice(1));
    ours.push(...(await onnxMs(engine, entry, pixels)).slice(1));
  }
  return { id: entry.id, tfjs: timesOf(theirs), onnx: timesOf(ours) };
}

const figure = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

function table(rows: readonly Row[], rounds: number): string {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const all = { id: '', tfjs: { fastestMs: sum(({ tfjs }) => tfjs.fastestMs), medianMs: sum(({ tfjs }) => tfjs.medianMs) }, onnx: { fastestMs: sum(({ onnx }) => onnx.fastestMs), medianMs: sum(({ onnx }) => onnx.medianMs) } };
  const line = (name: string, { tfjs, onnx }: Row): string =>
    `| ${name} | ${figure(tfjs.fastestMs)} (${figure(tfjs.medianMs)}) | ${figure(onnx.fastestMs)} (${figure(onnx.medianMs)}) | ${(tfjs.fastestMs / onnx.fastestMs).toFixed(1)} (${(tfjs.medianMs / onnx.medianMs).toFixed(1)}) |`;
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared, load ${loadavg()[0]?.toFixed(1) ?? '?'}): ${PHOTOS.length} photos, one a call, ${rounds} rounds, in turn, after one call for warming up. Fastest call, in brackets the median: other work on the machine only ever slows. Ours includes carrying the pixels to the inference process and the result back.`,
    '', '| model | TensorFlow.js WASM (SIMD), ms | ONNX Runtime, 2 threads, ms | ratio |', '|---|--:|--:|--:|',
    ...rows.toSorted((a, b) => b.tfjs.fastestMs - a.tfjs.fastestMs).map((row) => line(`\`${row.id}\``, row)),
    line(`**all ${rows.length} together**`, all),
    '', `Together **${(all.tfjs.fastestMs / all.onnx.fastestMs).toFixed(1)} ×** as fast (medians: ${(all.tfjs.medianMs / all.onnx.medianMs).toFixed(1)} ×); the goal is ${GOAL} ×.`,
  ].join('\n');
}

export async function benchTfjs(rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-models-'));
  const engine = openEngine({ modelsFolder: folder, threads: THREADS, processes: 1 });
  try {
    const oracle = await startOracle();
    const rows: Row[] = [];
    for (const entry of modelEntries.filter(({ conversion }) => conversion !== undefined)) {
      const row = await compare(engine, oracle, entry, rounds);
      process.stderr.write(`${row.id}: ${figure(row.tfjs.fastestMs)} and ${figure(row.onnx.fastestMs)} ms\n`);
      rows.push(row);
    }
    const text = table(rows, rounds);
    process.stdout.write(`${text}\n`);
    writeBetween('bench-tfjs', text);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
