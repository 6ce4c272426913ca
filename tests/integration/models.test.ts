import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { speechToText, tensorModel, voiceActivity } from '@aima/sdk';
import { type Engine, type ModelEntry, openEngine } from '../../src/models/index.ts';
import { needsMedia, needsModels } from '../support/media.ts';
import { wordErrorRate } from '../support/word-error-rate.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-models-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** Samples of a 16-bit mono WAV file, -1..1. */
async function readWav(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  const data = bytes.indexOf('data', 12, 'latin1');
  const length = bytes.readUInt32LE(data + 4);
  return Float32Array.from({ length: length / 2 }, (_, i) => bytes.readInt16LE(data + 8 + i * 2) / 32_768);
}

const JFK = 'And so, my fellow Americans: ask not what your country can do for you, ask what you can do for your country.';

test('speech to text hears the sentence, token by token', async (context) => {
  const file = needsMedia(context, 'speech-jfk.wav');
  const { model, facts } = await engine.get(speechToText('moonshine-tiny-en'));
  const { text, tokens } = await model.transcribe(await readWav(file));
  expect(wordErrorRate(JFK, text)).toBeLessThanOrEqual(0.1);
  expect(tokens.map((token) => token.text).join('').trim()).toBe(text);
  expect(tokens.every(({ logProb }) => logProb <= 0 && logProb > -3)).toBe(true);
  expect(facts.map(({ id }) => id)).toEqual(['moonshine-tiny-en/encoder', 'moonshine-tiny-en/decoder', 'moonshine-tiny-en/tokens']);
});

test('the event loop goes on while a network computes', async () => {
  const { model } = await engine.get(speechToText('moonshine-tiny-en'));
  let ticks = 0;
  let running = true;
  const heard = model.transcribe(new Float32Array(80_000)).finally(() => (running = false));
  while (running) {
    ticks++;
    await new Promise(setImmediate);
  }
  await heard;
  // A binding that computes on the event loop lets it turn once a decoder step, not more.
  expect(ticks).toBeGreaterThan(200);
});

test('speech to text stops when it is told, and hears nothing in nothing', async () => {
  const { model } = await engine.get(speechToText('moonshine-tiny-en'));
  await expect(model.transcribe(new Float32Array(16_000), AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await model.transcribe(new Float32Array(100))).toEqual({ text: '', tokens: [] });
});

test('voice activity agrees with the reference, however the samples are cut', async (context) => {
  const [file, truth] = [needsMedia(context, 'two-speakers.wav'), needsMedia(context, 'two-speakers.rttm')];
  const samples = await readWav(file);
  const { model } = await engine.get(voiceActivity('silero-vad'));
  const whole = await model.probabilities(samples);
  expect(whole.length).toBe(Math.floor(samples.length / model.windowSamples));

  const spoken = (await readFile(truth, 'utf8')).trim().split('\n').map((line) => line.split(/\s+/)).map(([, , , start, length]) => [Number(start), Number(start) + Number(length)] as const);
  const right = whole.filter((probability, k) => {
    const at = (k + 0.5) * 0.032;
    return probability > 0.5 === spoken.some(([from, to]) => at >= from && at < to);
  });
  expect(right.length / whole.length).toBeGreaterThan(0.95);
  // Without the samples before each window it is right nearly as often, but less sure.
  expect(whole.filter((probability) => probability > 0.9 || probability < 0.1).length / whole.length).toBeGreaterThan(0.945);

  const { model: second } = await engine.get(voiceActivity('silero-vad'));
  const pieces: number[] = [];
  for (let from = 0; from < samples.length; from += 700) pieces.push(...await second.probabilities(samples.subarray(from, from + 700)));
  expect(pieces).toEqual([...whole]);
  second.reset();
  expect([...await second.probabilities(samples.subarray(0, 5120))]).toEqual([...whole.subarray(0, 10)]);
});

test('a damaged network is refused with its name and what to do', async (context) => {
  const file = needsModels(context, 'corrupt/model.int8.onnx');
  const models = path.resolve(file, '../..');
  const bytes = await readFile(file);
  const entry = (sha256: string): ModelEntry => ({
    id: 'corrupt', task: 'nothing', tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: 1, licence: 'unknown', origin: 'a damaged file',
    files: { model: { path: 'corrupt/model.int8.onnx', sha256, sizeBytes: bytes.length } }, inputs: [], outputs: [],
  });
  for (const hash of [createHash('sha256').update(bytes).digest('hex'), '0'.repeat(64)]) {
    const other = openEngine({ modelsFolder: models, threads: 1, entries: [entry(hash)] });
    const error = await other.get(tensorModel('corrupt')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'MODEL_CORRUPT', message: expect.stringContaining('corrupt') as string });
    await other.close();
  }
});
