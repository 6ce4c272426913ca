/** Noise reduction with the real network, in its own process: on real speech with noise added. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { speechEnhancement, speechEnhancer } from '@aima/sdk';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { type Engine, openEngine } from '../../src/models/engine.ts';
import type { ModelEntry } from '../../src/models/model-entry.ts';
import { findModel } from '../../src/models/registry.ts';
import { withGtcrnMetadata } from '../../src/models/sherpa-denoiser.ts';
import { decodedSound } from '../support/decoded-sound.ts';
import { missing, needsMedia, testModels } from '../support/media.ts';
import { signalToDistortion, withNoise } from '../support/signal-to-distortion.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testNetworks } from '../support/test-models.ts';
import { testModelsFolder } from '../support/models-folder.ts';

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 1, processes: 1 }); });
afterAll(() => engine.close());

const samplesOf = async (...input: string[]): Promise<Float32Array> =>
  Float32Array.from((await decodedSound(input, { sampleRateHz: 16_000, channels: 1 })).flatMap(({ channels }) => [...channels[0]]));

test('RNNoise takes noise from real speech, at the same times', async (context) => {
  const speech = await samplesOf('-i', needsMedia(context, 'speech-jfk.wav'));
  const noise = await samplesOf('-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.5:d=12:r=16000:s=7');
  const { model, facts } = await engine.get(speechEnhancement('rnnoise'));
  expect(facts.map(({ id, licence }) => [id, licence])).toEqual([['rnnoise', 'Apache-2.0']]);
  const noisy = withNoise(speech, noise, 0);
  const cleaned = await model.enhance(noisy);
  expect(cleaned).toHaveLength(speech.length);
  expect(signalToDistortion(speech, noisy)).toBeCloseTo(0, 0);
  expect(signalToDistortion(speech, cleaned)).toBeGreaterThan(7);
});

test('calls remember nothing of each other, and may be empty', async () => {
  const { model } = await engine.get(speechEnhancement('rnnoise'));
  const sound = await samplesOf('-f', 'lavfi', '-i', 'anoisesrc=c=white:a=0.3:d=1:r=16000:s=3');
  const first = await model.enhance(sound);
  expect(await model.enhance(sound)).toEqual(first);
  expect(await model.enhance(new Float32Array(0))).toHaveLength(0);
});

/** The registry's own entry, with the files taken from a folder of the test weights in place of the address. */
function fromFolder(id: string): ModelEntry {
  const entry = findModel(id);
  return { ...entry, files: Object.fromEntries(Object.entries(entry.files).map(([role, { path, sha256, sizeBytes }]) => [role, { path, sha256, sizeBytes }])) };
}

async function gainOf(context: TestContext, entry: ModelEntry, folder: string): Promise<number> {
  const full = openEngine({ modelsFolder: folder, threads: 1, processes: 1, entries: [entry] });
  try {
    const { model } = await full.get(speechEnhancer());
    const speech = (await samplesOf('-i', needsMedia(context, 'speech-jfk.wav'))).slice(0, 5 * 16_000);
    const noisy = withNoise(speech, await samplesOf('-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.5:d=6:r=16000:s=7'), 0);
    const cleaned = await model.enhance(noisy);
    expect(cleaned).toHaveLength(speech.length);
    expect(await model.enhance(new Float32Array(0))).toHaveLength(0);
    expect(await model.enhance(noisy)).toEqual(cleaned);
    return signalToDistortion(speech, cleaned) - signalToDistortion(speech, noisy);
  } finally {
    await full.close();
  }
}

test('DTLN of the full tier does so too, with its real weights', async (context) => {
  const weights = testModels('dtln');
  if (!existsSync(weights)) missing(context, 'dtln is not there (AIMA_TEST_MODELS)');
  expect(await gainOf(context, fromFolder('dtln'), weights)).toBeGreaterThan(7);
});

test('GTCRN does so in sherpa-onnx, from the authors\' file as from one that carries the metadata', async (context) => {
  const weights = testModels('gtcrn');
  if (!existsSync(weights)) missing(context, 'gtcrn is not there (AIMA_TEST_MODELS)');
  const described = findModel('test-gtcrn', testNetworks).files['model'];
  const { sizeBytes = 0 } = findModel('gtcrn').files['model'] ?? {};
  if (!described) throw new Error('no file');
  // The file with metadata is the authors' own with something behind it: the registry's hash says whether that is so.
  const folder = tempFolder();
  const bytes = await readFile(path.join(weights, described.path));
  await writeFile(path.join(folder, 'gtcrn_simple.onnx'), bytes.subarray(0, sizeBytes));
  expect(Buffer.from(withGtcrnMetadata(bytes.subarray(0, sizeBytes))).equals(bytes)).toBe(true);
  expect(await gainOf(context, fromFolder('gtcrn'), folder)).toBeGreaterThan(7);
  const own = { ...findModel('test-gtcrn', testNetworks), files: { model: { path: described.path, sha256: described.sha256, sizeBytes: described.sizeBytes } } };
  expect(await gainOf(context, own, weights)).toBeGreaterThan(7);
});

test('what is no GTCRN is refused', async () => {
  const folder = tempFolder();
  await writeFile(path.join(folder, 'x.onnx'), 'model_type, and nothing else');
  const sha256 = createHash('sha256').update('model_type, and nothing else').digest('hex');
  const wrong: ModelEntry = { ...findModel('gtcrn'), id: 'wrong', files: { model: { path: 'x.onnx', sha256, sizeBytes: 28 } } };
  const full = openEngine({ modelsFolder: folder, threads: 1, processes: 1, entries: [wrong] });
  try {
    const { model } = await full.get(speechEnhancer());
    await expect(model.enhance(new Float32Array(16_000))).rejects.toMatchObject({ code: expect.stringMatching(/^MODEL_/) as string });
  } finally {
    await full.close();
  }
});
