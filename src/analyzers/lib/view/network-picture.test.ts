import { expect, test } from 'vitest';
import { networkPicture, pictureSize } from './network-picture.ts';

/** Two pixels side by side. */
const picture = { pixels: Uint8Array.of(10, 20, 30, 40, 50, 60), width: 2, height: 1 };
const input = (dims: (number | string)[], order: 'rgb' | 'bgr' = 'rgb') => ({ name: 'x', type: 'float32' as const, dims, pixels: { order, mean: [0, 0, 0] as const, std: [1, 1, 1] as const } });

test('planes or pixels, in either order of the channels', () => {
  expect(networkPicture(picture, input([1, 3, 'h', 'w']))).toEqual({ type: 'float32', dims: [1, 3, 1, 2], data: Float32Array.of(10, 40, 20, 50, 30, 60) });
  expect(networkPicture(picture, input([1, 3, 'h', 'w'], 'bgr')).data).toEqual(Float32Array.of(30, 60, 20, 50, 10, 40));
  expect(networkPicture(picture, input([1, 1, 2, 3], 'bgr'))).toEqual({ type: 'float32', dims: [1, 1, 2, 3], data: Float32Array.of(30, 20, 10, 60, 50, 40) });
});

test('mean and std are those of the channel in the order of the input', () => {
  const coded = { ...input([1, 3, 1, 2], 'bgr'), pixels: { order: 'bgr' as const, mean: [30, 0, 0] as const, std: [10, 1, 2] as const } };
  expect(networkPicture(picture, coded).data).toEqual(Float32Array.of(0, 3, 20, 50, 5, 20));
});

test('outside the picture is padding, coded like all else', () => {
  expect(networkPicture({ ...picture, filledWidth: 1 }, input([1, 3, 1, 2]), 114).data).toEqual(Float32Array.of(10, 114, 20, 114, 30, 114));
});

test('sizes are read from the dims', () => {
  expect(pictureSize(input([1, 3, 416, 640]))).toEqual({ height: 416, width: 640, planes: true });
  expect(pictureSize(input([1, 256, 128, 3]))).toEqual({ height: 256, width: 128, planes: false });
  expect(pictureSize(input([1, 3, 'height', 'width']))).toEqual({ height: undefined, width: undefined, planes: true });
});
