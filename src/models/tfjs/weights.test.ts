import { expect, test } from 'vitest';
import { float16, readWeights, type WeightsManifest } from './weights.ts';

const manifest = (...weights: WeightsManifest[number]['weights']): WeightsManifest => [{ paths: ['w.bin'], weights }];

test.for([
  [0x3c00, 1], [0xc000, -2], [0x7bff, 65_504], [0x0001, 2 ** -24], [0x0400, 2 ** -14], [0x8000, -0], [0x3555, 0.333251953125], [0xfc00, -Infinity],
] as const)('half precision %i is %f', ([bits, value]) => {
  expect(float16(bits)).toBe(value);
});

test('a half that is no number stays none', () => {
  expect(float16(0x7e00)).toBeNaN();
});

test('reads every way of storing, one weight after another', () => {
  const bytes = new Uint8Array(4 + 2 + 4 + 4 + 4 + 1);
  const view = new DataView(bytes.buffer);
  view.setFloat32(0, 0.5, true);
  bytes.set([0, 255], 4);
  view.setUint16(6, 0, true);
  view.setUint16(8, 65_535, true);
  view.setUint16(10, 0x3c00, true);
  view.setUint16(12, 0xc000, true);
  view.setInt32(14, -7, true);
  bytes[18] = 1;
  const weights = readWeights(manifest(
    { name: 'plain', shape: [], dtype: 'float32' },
    { name: 'byte', shape: [2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
    { name: 'word', shape: [1, 2], dtype: 'float32', quantization: { dtype: 'uint16', scale: 2, min: 10 } },
    { name: 'half', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
    { name: 'integer', shape: [1], dtype: 'int32' },
    { name: 'truth', shape: [1], dtype: 'bool' },
  ), bytes);
  expect([...weights].map(([name, { data, shape, type }]) => [name, type, shape, [...data]])).toEqual([
    ['plain', 'float32', [], [0.5]],
    ['byte', 'float32', [2], [-1, 126.5]],
    ['word', 'float32', [1, 2], [10, 131_080]],
    ['half', 'float32', [2], [1, -2]],
    ['integer', 'int32', [1], [-7]],
    ['truth', 'int32', [1], [1]],
  ]);
});

test('weights shorter or longer than their manifest are refused', () => {
  const one = manifest({ name: 'w', shape: [2], dtype: 'float32' });
  expect(() => readWeights(one, new Uint8Array(7))).toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
  expect(() => readWeights(one, new Uint8Array(9))).toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
});
