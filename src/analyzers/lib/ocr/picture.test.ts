import { expect, test } from 'vitest';
import { cropLine, LINE_HEIGHT, MIN_LINE_WIDTH, turned } from './crop-line.ts';
import { detectorSize } from './find-lines.ts';
import { lumaOf, type Picture, resample } from './picture.ts';
import { uprightBox } from './rotated-box.ts';

function made(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): Picture {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.set(colour(x, y), (y * width + x) * 3);
  return { width, height, pixels };
}

function resampled(picture: Picture, width: number, height: number): number[] {
  const values: number[] = [];
  resample(picture, width, height, (y, row) => {
    expect(values.length).toBe(y * width * 3);
    values.push(...row);
  });
  return values;
}

test('halving averages four pixels, keeping colours apart', () => {
  const picture = made(4, 2, (x) => (x % 2 === 0 ? [0, 100, 0] : [200, 100, 40]));
  expect(resampled(picture, 2, 1)).toEqual([100, 100, 20, 100, 100, 20]);
});

test('an uneven reduction keeps the mean brightness', () => {
  const picture = made(30, 30, (x, y) => { const v = (x * 7 + y * 13) % 256; return [v, v, v]; });
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  expect(mean(resampled(picture, 11, 17))).toBeCloseTo(mean(picture.pixels), 3);
});

test('enlarging is linear and stays inside the range', () => {
  const values = resampled(made(2, 1, (x) => [x * 100, x * 100, x * 100]), 4, 1);
  expect([values[0], values[3], values[6], values[9]]).toEqual([0, 25, 75, 100]);
});

test('luma weighs green most', () => {
  const { values } = lumaOf(made(4, 1, (x) => [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]][x] as [number, number, number]));
  expect([...values]).toEqual([76, 149, 28, 255]);
  const again = lumaOf(made(4, 1, () => [255, 255, 255]), values);
  expect(again.values).toBe(values);
  expect([...values]).toEqual([255, 255, 255, 255]);
});

test('the detector sees multiples of 32, at most twice the picture', () => {
  expect(detectorSize({ width: 720, height: 1280 }, 640)).toEqual({ width: 352, height: 640 });
  expect(detectorSize({ width: 231, height: 300 }, 960)).toEqual({ width: 448, height: 608 });
  expect(detectorSize({ width: 1000, height: 10 }, 640)).toEqual({ width: 640, height: 32 });
});

test('a crop has the line height, planes blue green red, and padding of 0', () => {
  const picture = made(60, 30, (x) => (x < 30 ? [255, 0, 0] : [0, 0, 255]));
  const { input, width } = cropLine(picture, uprightBox({ left: 0, top: 3, right: 60, bottom: 27 }));
  expect(width).toBe(120);
  expect(input.dims).toEqual([1, 3, LINE_HEIGHT, MIN_LINE_WIDTH]);
  const at = (plane: number, x: number): number => Number(input.data[(plane * LINE_HEIGHT + 20) * MIN_LINE_WIDTH + x]);
  expect([at(0, 10), at(2, 10)]).toEqual([-1, 1]);
  expect([at(0, 110), at(2, 110)]).toEqual([1, -1]);
  expect([at(0, 130), at(1, 130), at(2, 130)]).toEqual([0, 0, 0]);
});

test('a turned line is laid straight', () => {
  // Brightness grows along a direction of 30 degrees, so in the crop it grows to the right only.
  const angle = Math.PI / 6;
  const picture = made(200, 200, (x, y) => { const v = Math.round(60 + 0.6 * (x * Math.cos(angle) + y * Math.sin(angle))); return [v, v, v]; });
  const { input, width } = cropLine(picture, { centerX: 100, centerY: 100, width: 100, height: 24, angle });
  const padded = input.dims[3] ?? 0;
  const at = (x: number, y: number): number => (Number(input.data[y * padded + x]) + 1) * 127.5;
  expect(width).toBe(200);
  expect(at(150, 24) - at(50, 24)).toBeCloseTo(0.6 * 50, 0);
  expect(Math.abs(at(100, 4) - at(100, 44))).toBeLessThan(1.5);
});

test('a quarter turn reads a column from top to bottom', () => {
  const picture = made(20, 100, (_x, y) => [y * 2, y * 2, y * 2]);
  const column = uprightBox({ left: 0, top: 0, right: 20, bottom: 100 });
  const down = cropLine(picture, turned(column, 1));
  const up = cropLine(picture, turned(column, -1));
  const at = ({ input }: typeof down, x: number): number => Number(input.data[24 * (input.dims[3] ?? 0) + x]);
  expect(at(down, 20)).toBeLessThan(at(down, 200));
  expect(at(up, 20)).toBeGreaterThan(at(up, 200));
});
