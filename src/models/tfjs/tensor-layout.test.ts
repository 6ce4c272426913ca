import { expect, test } from 'vitest';
import { DEPTHWISE_OIHW, OIHW, permute } from './tensor-layout.ts';

const counting = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => i);

test('permuting two axes transposes', () => {
  expect([...permute(counting(6), [2, 3], [1, 0])]).toEqual([0, 3, 1, 4, 2, 5]);
});

test('kernels find their place by every axis', () => {
  const [height, width, channelsIn, channelsOut] = [2, 3, 4, 5];
  const from = counting(height * width * channelsIn * channelsOut);
  const to = permute(from, [height, width, channelsIn, channelsOut], OIHW);
  const source = (h: number, w: number, i: number, o: number): number => ((h * width + w) * channelsIn + i) * channelsOut + o;
  const target = (h: number, w: number, i: number, o: number): number => ((o * channelsIn + i) * height + h) * width + w;
  expect(to[target(1, 2, 3, 4)]).toBe(source(1, 2, 3, 4));
  expect(to[target(0, 1, 2, 3)]).toBe(source(0, 1, 2, 3));
  expect([...permute(counting(8), [1, 2, 2, 2], DEPTHWISE_OIHW)]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
});
