import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { tensorModel, type Tensor } from '@aima/sdk';
import { type Engine, findModel, type ModelEntry, modelEntries, openEngine } from '../../src/models/index.ts';
import { needsMedia } from '../support/media.ts';
import { file, filesOf, prepared } from './tfjs-entry.ts';
import { type Oracle, type Pixels, startOracle } from './tfjs-oracle.ts';

/** Largest difference that is rounding, as a part of the range of an output. */
const TOLERANCE = 1e-3;
const PHOTOS = ['faces/single-1.jpg', 'faces/group-1.jpg'];

let folder = '';
let engine: Engine;
let oracle: Oracle;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-models-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
  oracle = await startOracle();
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Two photos at the size that the network wants, or one where it takes one only. */
async function photos(context: Pick<TestContext, 'skip'>, entry: ModelEntry): Promise<Pixels> {
  const [batch, height, width] = entry.inputs[0]?.dims ?? [];
  if (typeof height !== 'number' || typeof width !== 'number') throw new Error(`${entry.id} has no fixed size`);
  const files = PHOTOS.slice(0, batch === 1 ? 1 : 2).map((name) => needsMedia(context, name));
  const planes = await Promise.all(files.map((file) => sharp(file).resize(width, height, { fit: 'contain' }).removeAlpha().raw().toBuffer()));
  return { dims: [planes.length, height, width, 3], data: new Uint8Array(Buffer.concat(planes)) };
}

async function ours(entry: ModelEntry, { dims, data }: Pixels): Promise<Readonly<Record<string, Tensor>>> {
  const { model } = await engine.get(tensorModel(entry.id));
  return model.run({ input: { type: 'uint8', dims, data } });
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('no float output');
  return tensor.data;
}

/** Largest absolute difference over the range of the expected values. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  let [low, high, worst] = [Infinity, -Infinity, 0];
  expected.forEach((value, i) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
    worst = Math.max(worst, Math.abs(value - (actual[i] ?? NaN)));
  });
  return worst / Math.max(high - low, 1e-3);
}

const graphEntries = modelEntries.filter(({ conversion }) => conversion?.format === 'tfjs-graph' && conversion.tail === undefined);

test.for(graphEntries)('$id agrees with TensorFlow.js', async (entry, context) => {
  const pixels = await photos(context, entry);
  if (entry.conversion?.format !== 'tfjs-graph') throw new Error(`${entry.id} is no graph model`);
  const { graph, weights, outputs } = entry.conversion;
  const names = Object.keys(outputs);
  const expected = await oracle.graph(filesOf(entry, graph, weights), pixels, prepared(oracle.tf, entry), Object.values(outputs));
  const actual = await ours(entry, pixels);
  for (const [i, name] of names.entries()) expect(relativeError(floats(actual[name]), expected[i] ?? new Float32Array(0)), name).toBeLessThan(TOLERANCE);
});

test('nsfw-inception agrees with its layers in TensorFlow.js', async (context) => {
  const entry = findModel('nsfw-inception');
  const pixels = await photos(context, entry);
  if (entry.conversion?.format !== 'tfjs-layers') throw new Error('it is no layers model');
  const { layers, weights } = entry.conversion;
  const expected = await oracle.layers(filesOf(entry, layers, weights), pixels, (image) => oracle.tf.div(image, 255));
  expect(relativeError(floats((await ours(entry, pixels))['probabilities']), expected)).toBeLessThan(TOLERANCE);
  // Something is recognised: five equal numbers would agree too.
  expect(Math.max(...expected)).toBeGreaterThan(0.5);
});

test('centernet-coco gives the detections of its own graph, for several images at once', async (context) => {
  const entry = findModel('centernet-coco');
  const pixels = await photos(context, entry);
  const [expected = new Float32Array(0)] = await oracle.graph(filesOf(entry, 'graph', 'weights'), pixels, (image) => image, ['tower_0/detections']);
  const actual = floats((await ours(entry, pixels))['detections']);
  const column = (rows: Float32Array, at: number): Float32Array => rows.filter((_, i) => i % 6 === at);
  expect(relativeError(column(actual, 4), column(expected, 4))).toBeLessThan(TOLERANCE);
  expect(Math.max(...column(expected, 4))).toBeGreaterThan(0.3);
  // Rows whose scores differ by less than rounding may change places; those that stand clear may not.
  const scores = column(expected, 4);
  const clear = [...scores.keys()].filter((i) => [i - 1, i + 1].every((j) => Math.abs((scores[i] ?? 0) - (scores[j] ?? 0)) > 1e-4));
  expect(clear.length).toBeGreaterThan(50);
  const rows = (all: Float32Array): Float32Array => Float32Array.from(clear.flatMap((i) => [...all.subarray(i * 6, i * 6 + 6)]));
  expect(relativeError(rows(actual), rows(expected))).toBeLessThan(TOLERANCE);
});

test('face-ssd gives the boxes and scores of face-api, for several images at once', async (context) => {
  const entry = findModel('face-ssd');
  const pixels = await photos(context, entry);
  const expected = await oracle.faceSsd({ manifest: file(entry, 'manifest'), weights: file(entry, 'weights') }, pixels);
  const actual = await ours(entry, pixels);
  // face-api's order is top, left, bottom, right.
  const order = [1, 0, 3, 2];
  const boxes = expected.boxes.map((_, i) => expected.boxes[i - (i % 4) + (order[i % 4] ?? 0)] ?? NaN);
  expect(relativeError(floats(actual['boxes']), boxes)).toBeLessThan(TOLERANCE);
  expect(relativeError(floats(actual['scores']), expected.scores)).toBeLessThan(TOLERANCE);
  expect(Math.max(...expected.scores)).toBeGreaterThan(0.5);
});

test('face-descriptor gives the descriptors of face-api', async (context) => {
  const entry = findModel('face-descriptor');
  const pixels = await photos(context, entry);
  const expected = await oracle.faceDescriptor({ manifest: file(entry, 'manifest'), weights: file(entry, 'weights') }, pixels);
  expect(relativeError(floats((await ours(entry, pixels))['descriptor']), expected)).toBeLessThan(TOLERANCE);
});

test('face-age gives the years of face-api', async (context) => {
  const entry = findModel('face-age');
  const pixels = await photos(context, entry);
  const expected = await oracle.faceYears({ manifest: file(entry, 'manifest'), weights: file(entry, 'weights') }, pixels);
  expect(expected).toHaveLength(2);
  // One number a picture: its range is what ages differ by.
  floats((await ours(entry, pixels))['years']).forEach((years, i) => { expect(Math.abs(years - (expected[i] ?? NaN))).toBeLessThan(TOLERANCE * 50); });
});

test('face-expression gives the probabilities of face-api', async (context) => {
  const entry = findModel('face-expression');
  const pixels = await photos(context, entry);
  const expected = await oracle.faceExpressions({ manifest: file(entry, 'manifest'), weights: file(entry, 'weights') }, pixels);
  expect(relativeError(floats((await ours(entry, pixels))['probabilities']), expected)).toBeLessThan(TOLERANCE);
});
