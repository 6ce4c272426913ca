import { runAnalyzer } from '@aima/sdk/testing';
import type { Tensor, TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { imageEmbedding } from './image-embedding.ts';

/** Three tints on a pattern; a network whose features are the means of the channels. */
const picture = (red: number, green: number, blue: number, atMs: number) => ({
  atMs, pixels: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.min(255, ([red, green, blue][i % 3] ?? 0) + (Math.floor(i / 3) % 8) * 4)),
});
const means = ({ data }: Tensor): Float32Array => {
  const sums = new Float32Array(3);
  data.forEach((value: number | bigint, i: number) => { sums[i % 3] = (sums[i % 3] ?? 0) + Number(value); });
  return sums;
};
const features: TensorModel = { run: async ({ input }) => ({ features: { type: 'float32', dims: [1, 3], data: input ? means(input) : new Float32Array(3) } }) };

const film = (...pictures: ReturnType<typeof picture>[]) => ({ medium: { kind: 'video' as const, durationMs: 20_000 }, frames: { width: 64, height: 64, frames: pictures }, models: { features } });
const many = (from: number, to: number, ...tint: [number, number, number]) => Array.from({ length: (to - from) / 500 }, (_, i) => picture(...tint, from + i * 500));

test('one look is one finding, another look is the next', async () => {
  const { findings } = await runAnalyzer(imageEmbedding, film(...many(0, 8000, 200, 10, 10), ...many(8000, 16_000, 10, 10, 200)));
  expect(findings.map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 7500], [8000, 15_500]]);
  const [first, second] = findings.map(({ attributes }) => attributes);
  expect(first).toMatchObject({ dimensions: 3, space: 'mobilenet-v2-features-256', searchableByWords: false });
  expect(first?.['embedding']).not.toBe(second?.['embedding']);
  expect(findings[0]?.sentence).toContain('not searchable by words');
});

test('a photo is one finding at 0', async () => {
  const { findings } = await runAnalyzer(imageEmbedding, { medium: { kind: 'image' }, frames: { width: 64, height: 64, frames: [picture(1, 2, 3, 0)] }, models: { features } });
  expect(findings.map(({ known }) => [known.startMs, known.endMs, known.confidence])).toEqual([[0, 0, 1]]);
});

test('the full tier encodes in the size and coding of its model, and says that words can find it', async () => {
  const asked: Tensor[] = [];
  const encoder: TensorModel = {
    inputs: [{ name: 'pixel_values', type: 'float32', dims: [1, 3, 32, 32], pixels: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] } }],
    run: async ({ pixel_values: pixels }) => {
      if (pixels) asked.push(pixels);
      return { image_embeds: { type: 'float32', dims: [1, 4], data: Float32Array.of(0.5, -0.5, 0.25, 0) } };
    },
  };
  if (!imageEmbedding.full) throw new Error('it has a full tier');
  const { findings } = await runAnalyzer(imageEmbedding.full, { medium: { kind: 'image' }, frames: { width: 64, height: 64, frames: [picture(255, 0, 0, 0)] }, models: { encoder } });
  expect(asked[0]?.dims).toEqual([1, 3, 32, 32]);
  expect(Number(asked[0]?.data[0])).toBeGreaterThan(0.9);
  expect(findings[0]).toMatchObject({ attributes: { dimensions: 4, searchableByWords: true }, sentence: expect.stringContaining('searchable by words') as string });
});
