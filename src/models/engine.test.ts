import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { speechToText, tensorModel, type Tensor } from '@aima/sdk';
import { type Engine, openEngine } from './engine.ts';
import type { ModelEntry } from './model-entry.ts';
import { sha256 } from './package-files.ts';
import { createOnnxGraph } from './tfjs/onnx-graph.ts';

let folder = '';
let engine: Engine | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-engine-'));
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A network that adds two tensors. */
function adder(): Uint8Array {
  const graph = createOnnxGraph('test');
  const [a, b] = [graph.input('a', 'float32', ['n']), graph.input('b', 'float32', ['n'])];
  graph.output('sum', graph.node('Add', [a, b]));
  return graph.encode();
}

async function entryFor(bytes: Uint8Array, hash = sha256(bytes)): Promise<ModelEntry> {
  await writeFile(path.join(folder, 'adder.onnx'), bytes);
  return {
    id: 'adder', task: 'addition', tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: 1, licence: 'MIT', origin: 'made here',
    files: { model: { path: 'adder.onnx', sha256: hash, sizeBytes: bytes.length } }, inputs: [], outputs: [], labels: ['one', 'two'],
  };
}

const floats = (...data: number[]): Tensor => ({ type: 'float32', dims: [data.length], data: Float32Array.from(data) });
const open = (entry: ModelEntry, signal?: AbortSignal): Engine =>
  (engine = openEngine({ modelsFolder: folder, threads: 1, entries: [entry], ...(signal === undefined ? {} : { signal }) }));

test('runs a network and says what ran', async () => {
  const entry = await entryFor(adder());
  const { model, facts } = await open(entry).get(tensorModel('adder'));
  expect(await model.run({ a: floats(1, 2), b: floats(10, 20) })).toEqual({ sum: floats(11, 22) });
  expect(model.labels).toEqual(['one', 'two']);
  expect(facts).toEqual([{ id: 'adder', sha256: entry.files['model']?.sha256, licence: 'MIT' }]);
  expect(engine?.busySeconds()).toBeGreaterThan(0);
});

test('callers keep their tensors, also views of a larger buffer', async () => {
  const { model } = await open(await entryFor(adder())).get(tensorModel('adder'));
  const buffer = Float32Array.of(9, 1, 2, 9);
  const view: Tensor = { type: 'float32', dims: [2], data: buffer.subarray(1, 3) };
  expect(await model.run({ a: view, b: view })).toEqual({ sum: floats(2, 4) });
  expect([...buffer]).toEqual([9, 1, 2, 9]);
});

test('a file that is not the known one is refused, and taken once it is repaired', async () => {
  const good = adder();
  const entry = await entryFor(Uint8Array.of(...good, 0), sha256(good));
  const { get } = open(entry);
  await expect(get(tensorModel('adder'))).rejects.toMatchObject({ code: 'MODEL_CORRUPT', message: expect.stringContaining('adder.onnx') as string });
  await writeFile(path.join(folder, 'adder.onnx'), good);
  await expect(get(tensorModel('adder'))).resolves.toHaveProperty('model');
});

test('a file that is known but no network is refused on load', async () => {
  await expect(open(await entryFor(Uint8Array.of(1, 2, 3))).get(tensorModel('adder'))).rejects.toMatchObject({ code: 'MODEL_CORRUPT', details: { model: 'adder' } });
});

test('a missing file, an unknown model and a wrong kind are told apart', async () => {
  const entry = await entryFor(adder());
  await rm(path.join(folder, 'adder.onnx'));
  const { get } = open(entry);
  await expect(get(tensorModel('adder'))).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  await expect(get(tensorModel('nothing'))).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  await expect(get(speechToText('adder'))).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
});

test('a call that does not fit the network fails by name and leaves it usable', async () => {
  const { model } = await open(await entryFor(adder())).get(tensorModel('adder'));
  await expect(model.run({ a: floats(1, 2), b: floats(1, 2, 3) })).rejects.toMatchObject({ code: 'MODEL_FAILED', details: { model: 'adder' } });
  await expect(model.run({ a: floats(1) })).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  expect(await model.run({ a: floats(1), b: floats(2) })).toEqual({ sum: floats(3) });
});

test('once closed or aborted nothing runs', async () => {
  const abort = new AbortController();
  const { get, close } = open(await entryFor(adder()), abort.signal);
  const { model } = await get(tensorModel('adder'));
  abort.abort();
  await expect(model.run({ a: floats(1), b: floats(2) })).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(get(tensorModel('adder'))).rejects.toMatchObject({ code: 'CANCELLED' });
  await close();
});
