import type { Frame } from '@aima/sdk';
import { expect, test } from 'vitest';
import { watchView } from './sudden-change.ts';

const SIZE = { width: 320, height: 180 };

/** Blobs of brightness and colour that depend on the seed: what neighbouring pixels share, as in real pictures. */
function scene(seed: number, shift = 0, light = 1): (atMs: number) => Frame {
  const value = (x: number, y: number, c: number): number => {
    const wave = Math.sin((x + shift) * (0.021 + seed * 0.013) + seed * 2) + Math.sin(y * (0.034 + seed * 0.008) + c) + Math.sin((x + shift + y) * 0.05 * seed);
    return Math.max(0, Math.min(255, (128 + wave * 40) * light));
  };
  const pixels = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => value(Math.floor(i / 3) % SIZE.width, Math.floor(i / 3 / SIZE.width), i % 3));
  return (atMs) => ({ atMs, pixels, toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });
}

const changes = (...scenes: ((atMs: number) => Frame)[]): boolean[] => {
  const watch = watchView();
  return scenes.map((at, i) => watch(at(i * 500), SIZE).sudden);
};

test('the first frame and another picture are sudden, the same picture is not', () => {
  expect(changes(scene(1), scene(1), scene(2), scene(2), scene(3))).toEqual([true, false, true, false, true]);
});

test('a picture that moves, or gets darker, goes on', () => {
  expect(changes(scene(2), scene(2, 20), scene(2, 34), scene(2, 34, 0.4))).toEqual([true, false, false, false]);
});

test('how much the strongest cell changed', () => {
  const watch = watchView();
  expect(watch(scene(1)(0), SIZE).strongestCell).toBe(Infinity);
  expect(watch(scene(1)(500), SIZE).strongestCell).toBe(0);
  expect(watch(scene(2)(1000), SIZE).strongestCell).toBeGreaterThan(40);
});

test('two analyzers share the work', () => {
  const [first, second] = [scene(1)(0), scene(2)(500)];
  const [a, b] = [watchView(), watchView()];
  a(first, SIZE);
  b(first, SIZE);
  expect(a(second, SIZE)).toBe(b(second, SIZE));
});
