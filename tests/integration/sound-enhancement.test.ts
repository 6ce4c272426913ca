/** Noise reduction with the real network, in its own process: on real speech with noise added. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { speechEnhancement, tensorModel } from '@aima/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dtlnEnhancement } from '../../src/analyzers/lib/audio/dtln.ts';
import { type Engine, openEngine } from '../../src/models/engine.ts';
import { findModel } from '../../src/models/registry.ts';
import { decodedSound } from '../support/decoded-sound.ts';
import { missing, needsMedia, testModels } from '../support/media.ts';
import { signalToDistortion, withNoise } from '../support/signal-to-distortion.ts';

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: path.join(import.meta.dirname, 'no-models-are-downloaded'), threads: 1, processes: 1 }); });
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

test('DTLN of the full tier does so too, with its real weights', async (context) => {
  const weights = testModels('dtln');
  if (!existsSync(weights)) missing(context, 'dtln is not there (AIMA_TEST_MODELS)');
  // The registry's own entries, with the files taken from a folder in place of the address.
  const entries = ['dtln-mask', 'dtln-signal'].map((id) => {
    const entry = findModel(id);
    const { path: name = '', sha256 = '', sizeBytes = 0 } = entry.files.model ?? {};
    return { ...entry, files: { model: { path: name, sha256, sizeBytes } } };
  });
  const full = openEngine({ modelsFolder: weights, threads: 1, processes: 1, entries });
  try {
    const [mask, signal] = await Promise.all([full.get(tensorModel('dtln-mask')), full.get(tensorModel('dtln-signal'))]);
    const speech = (await samplesOf('-i', needsMedia(context, 'speech-jfk.wav'))).slice(0, 5 * 16_000);
    const noisy = withNoise(speech, await samplesOf('-f', 'lavfi', '-i', 'anoisesrc=c=pink:a=0.5:d=6:r=16000:s=7'), 0);
    const cleaned = await dtlnEnhancement(mask.model, signal.model).enhance(noisy);
    expect(signalToDistortion(speech, cleaned)).toBeGreaterThan(7);
  } finally {
    await full.close();
  }
});
