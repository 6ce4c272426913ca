import { expect, test } from 'vitest';
import { base64, compactEmbedding, COMPACT_DIMENSIONS, cosine } from './compact-embedding.ts';

const wave = (frequency: number, length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * frequency) + 0.3);
const exact = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test('cosines survive the projection', () => {
  for (const [a, b] of [[0.1, 0.1], [0.1, 0.11], [0.1, 0.7], [0.3, 2.1]] as const) {
    const [one, two] = [wave(a, 1792), wave(b, 1792)];
    expect(Math.abs(cosine(compactEmbedding(one), compactEmbedding(two)) - exact(one, two))).toBeLessThan(0.15);
  }
  expect(compactEmbedding(wave(0.1, 1792))).toHaveLength(COMPACT_DIMENSIONS);
});

test('the same vector gives the same numbers for ever, whatever its length', () => {
  expect([...compactEmbedding(wave(0.5, 300)).slice(0, 6)]).toEqual([...compactEmbedding(wave(0.5, 300).map((value) => value * 40)).slice(0, 6)]);
  expect([...compactEmbedding(Float32Array.of(1, -2, 0.5))]).toEqual([64, -127, 32]);
  expect([...compactEmbedding(new Float32Array(4))]).toEqual([0, 0, 0, 0]);
});

test('base64 is that of everybody else', () => {
  for (const length of [0, 1, 2, 3, 4, 256]) {
    const values = Int8Array.from({ length }, (_, i) => i * 37 - 90);
    expect(base64(values)).toBe(Buffer.from(values.buffer).toString('base64'));
  }
});
