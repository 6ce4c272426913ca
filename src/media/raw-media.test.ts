import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probe } from './probe.ts';
import { pngOf, wavOf } from './raw-media.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-raw-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([[3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7, 1, 2, 3, 4, 5, 6]], [1, [0, 50, 100, 150, 200, 255]]] as const)('pixels of %i channels come out of the PNG as they went in', async (channels, values) => {
  const png = await pngOf({ width: 3, height: 2, channels, pixels: Uint8Array.from(values) });
  const back = await sharp(png).removeAlpha().toColourspace('srgb').raw().toBuffer();
  expect([...back]).toEqual(channels === 3 ? [...values] : values.flatMap((level) => [level, level, level]));
});

test.each([['int16', Int16Array.from([0, 32_767, -32_768, 5]), 'pcm_s16le'], ['float', Float32Array.from([0, 1, -1, 0.25]), 'pcm_f32le']] as const)('a WAV of %s samples is read by everybody else', async (name, samples, codec) => {
  const file = path.join(folder, `${name}.wav`);
  const bytes = Buffer.from(wavOf({ sampleRateHz: 8000, channels: 2, samples }));
  await writeFile(file, bytes);
  const { facts } = await probe(file, { signal: new AbortController().signal });
  expect(facts).toMatchObject({ kind: 'audio', sampleRateHz: 8000, audioChannels: 2, audioCodec: codec });
  const back = samples instanceof Int16Array ? [...samples].map((_, i) => bytes.readInt16LE(44 + 2 * i)) : [...samples].map((_, i) => bytes.readFloatLE(44 + 4 * i));
  expect(back).toEqual([...samples]);
});
