import { expect, test } from 'vitest';
import { connectedComponents } from './connected-components.ts';
import { linesOfMap, meanInside } from './db-postprocess.ts';
import { uprightBox } from './rotated-box.ts';

const options = { pixelThreshold: 0.3, boxThreshold: 0.5, unclipRatio: 1.6 };

function mapWith(width: number, height: number, blocks: readonly { left: number; top: number; right: number; bottom: number; value: number }[]): { data: Float32Array; width: number; height: number } {
  const data = new Float32Array(width * height);
  for (const { left, top, right, bottom, value } of blocks) {
    for (let y = top; y < bottom; y++) data.fill(value, y * width + left, y * width + right);
  }
  return { data, width, height };
}

test('pixels that touch at a corner are one component', () => {
  const { data } = mapWith(8, 4, [{ left: 0, top: 0, right: 2, bottom: 2, value: 1 }, { left: 2, top: 2, right: 4, bottom: 4, value: 1 }, { left: 6, top: 0, right: 8, bottom: 1, value: 1 }]);
  expect(connectedComponents(data, 8, 4, 0.5).map((component) => component.pixelCount)).toEqual([8, 2]);
  const leftwards = mapWith(8, 4, [{ left: 4, top: 0, right: 6, bottom: 2, value: 1 }, { left: 2, top: 2, right: 4, bottom: 4, value: 1 }]);
  expect(connectedComponents(leftwards.data, 8, 4, 0.5).map((component) => component.pixelCount)).toEqual([8]);
});

test('a component that bends keeps the outermost pixels of each row', () => {
  const { data } = mapWith(6, 3, [{ left: 0, top: 0, right: 6, bottom: 1, value: 1 }, { left: 0, top: 1, right: 1, bottom: 3, value: 1 }]);
  const [component] = connectedComponents(data, 6, 3, 0.5);
  expect(component?.outline).toEqual(expect.arrayContaining([{ x: 6, y: 0 }, { x: 6, y: 1 }, { x: 1, y: 3 }, { x: 0, y: 3 }]));
});

test('a region becomes a grown box with its mean as score', () => {
  const [line, ...others] = linesOfMap(mapWith(100, 40, [{ left: 20, top: 10, right: 70, bottom: 20, value: 0.875 }]), options);
  const distance = (50 * 10 * 1.6) / 120;
  expect(others).toEqual([]);
  expect(line?.score).toBe(0.875);
  expect(line?.box).toEqual({ centerX: 45, centerY: 15, width: 50 + 2 * distance, height: 10 + 2 * distance, angle: 0 });
});

test('weak regions and specks are no lines', () => {
  const map = mapWith(100, 40, [{ left: 2, top: 2, right: 50, bottom: 12, value: 0.4 }, { left: 60, top: 5, right: 90, bottom: 7, value: 1 }, { left: 60, top: 20, right: 62, bottom: 30, value: 1 }]);
  expect(linesOfMap(map, options)).toEqual([]);
});

test('the score of a turned box counts only pixels inside it', () => {
  const map = mapWith(40, 40, [{ left: 0, top: 0, right: 40, bottom: 40, value: 0.2 }, { left: 18, top: 18, right: 22, bottom: 22, value: 1 }]);
  expect(meanInside(map, { centerX: 20, centerY: 20, width: 4, height: 4, angle: 0 })).toBe(1);
  expect(meanInside(map, { centerX: 20, centerY: 20, width: 30, height: 2, angle: Math.PI / 4 })).toBeLessThan(0.45);
  expect(meanInside(map, uprightBox({ left: -20, top: 0, right: -10, bottom: 5 }))).toBe(0);
});
