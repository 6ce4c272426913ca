import { expect, test } from 'vitest';
import { base64, compactFromBase64, roundedEmbedding } from './compact-embedding.ts';
import { searchLooks } from './search-looks.ts';

const look = (name: string, ...numbers: number[]) => ({ name, embedding: base64(roundedEmbedding(Float32Array.from(numbers))) });

test('what is written as base64 is read again', () => {
  for (let length = 0; length < 9; length++) {
    const values = Int8Array.from({ length }, (_, i) => i * 31 - 127);
    expect(compactFromBase64(base64(values))).toEqual(values);
  }
});

test('the nearest direction comes first, whatever the lengths; other sizes are left out', () => {
  const looks = [look('across', -1, 1, 0), look('near', 10, 1, 0), look('other model', 1, 0), look('same', 0.1, 0, 0), look('opposite', -2, 0, 0)];
  const found = searchLooks(Float32Array.of(3, 0, 0), looks);
  expect(found.map(({ look: { name } }) => name)).toEqual(['same', 'near', 'across', 'opposite']);
  expect(found[0]?.likeness).toBeCloseTo(1, 6);
  expect(found[2]?.likeness).toBeCloseTo(-Math.SQRT1_2, 2);
  expect(found[3]?.likeness).toBeCloseTo(-1, 6);
  expect(searchLooks(Float32Array.of(3, 0, 0), looks, 2)).toHaveLength(2);
});
