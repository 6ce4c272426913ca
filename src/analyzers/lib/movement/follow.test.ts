import { expect, test } from 'vitest';
import { look, SIZE, textured } from '../drawn-frames.cases.ts';
import { armFollower, type ArmsSample } from './follow-arms.ts';
import { headFollower, type HeadSample } from './follow-heads.ts';
import type { LumaPlane } from './luma-plane.ts';
import { planeWindow } from './plane-window.ts';

const { width, height } = SIZE;
/** A patch of another texture over a background that stays, its middle at `x`, `y`. */
const [ground, patch] = [textured(4), textured(11)];
const lumaOf = (world: typeof ground, x: number, y: number): number => Math.round(world(x, y)[0]);
function plane(atMs: number, x: number, y: number, side: number): LumaPlane {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [px, py] = [i % width, Math.floor(i / width)];
    return Math.abs(px - x) < side / 2 && Math.abs(py - y) < side / 2 ? lumaOf(patch, px - x, py - y) : lumaOf(ground, px, py);
  });
  return { atMs, width, height, data };
}
const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

test('work waits until both streams have passed, and gets the pictures of its interval', () => {
  const window = planeWindow();
  const got: number[][] = [];
  const flat = look(() => [0, 0, 0]);
  const at = (atMs: number): LumaPlane => ({ atMs, width, height, data: flat });
  for (const atMs of [0, 40, 80, 120]) window.plane(at(atMs));
  window.between(40, 160, (planes) => { got.push(planes.map(({ atMs }) => atMs)); });
  window.seen(160);
  expect(got).toEqual([]);
  window.plane(at(160));
  expect(got).toEqual([[40, 80, 120, 160]]);
  window.between(100, 900, (planes) => { got.push(planes.map(({ atMs }) => atMs)); });
  window.finish();
  expect(got[1]).toEqual([120, 160]);
});

test('a head is followed between two samples that show it at one place', () => {
  const follower = headFollower();
  const sample = (atMs: number): HeadSample => ({ atMs, x: 0.5, y: 0.4, height: 0.3, mouthX: 0.5, mouthY: 0.48, opening: 0 });
  const way = (atMs: number): number => 3 * Math.sin((2 * Math.PI * 2 * atMs) / 1000);
  for (let atMs = 0; atMs <= 2000; atMs += 40) {
    follower.plane(plane(atMs, width / 2, 0.4 * height + way(atMs), 34));
    if (atMs % 500 === 0) follower.see(atMs, [{ trackId: 'face-1', sample: sample(atMs) }]);
  }
  const [series, ...others] = follower.finish();
  expect(others).toEqual([]);
  expect(series).toMatchObject({ trackId: 'face-1', facePixels: 27 });
  expect([series?.times[0], series?.times.at(-1)]).toEqual([0, 2000]);
  // Six pixels up and down, of a face of 27.
  expect(range(series?.head.y ?? [])).toBeCloseTo(6 / 27, 1);
  expect(range(series?.head.x ?? [])).toBeLessThan(0.02);
  expect(range(series?.beside.y ?? [])).toBeLessThan(0.02);
  expect(series?.mouth).toHaveLength(series?.times.length ?? -1);
});

test('a gap, and a face that is too small, are not bridged', () => {
  const follower = headFollower();
  const sample = (atMs: number, tall: number): HeadSample => ({ atMs, x: 0.5, y: 0.4, height: tall, mouthX: 0.5, mouthY: 0.48, opening: 0 });
  for (let atMs = 0; atMs <= 5000; atMs += 40) {
    follower.plane(plane(atMs, width / 2, 0.4 * height, 34));
    if ([0, 520, 1000, 3000, 3520].includes(atMs)) follower.see(atMs, [{ trackId: 'a', sample: sample(atMs, 0.3) }, { trackId: 'b', sample: sample(atMs, 0.08) }]);
  }
  expect(follower.finish().map(({ trackId, times }) => [trackId, times[0], times.at(-1)])).toEqual([['a', 0, 1000], ['a', 3000, 3520]]);
});

test('a raised hand that goes from side to side is followed, a hanging one is not looked at', () => {
  const follower = armFollower();
  const sample = (atMs: number): ArmsSample => ({
    atMs, shoulders: [{ x: 0.6, y: 0.5 }, { x: 0.4, y: 0.5 }],
    left: { wrist: { x: 0.7, y: 0.3 }, elbow: { x: 0.7, y: 0.5 } }, right: { wrist: { x: 0.35, y: 0.9 }, elbow: { x: 0.35, y: 0.7 } },
  });
  for (let atMs = 0; atMs <= 2000; atMs += 40) {
    follower.plane(plane(atMs, 0.7 * width + 4 * Math.sin((2 * Math.PI * 2 * atMs) / 1000), 0.24 * height, 12));
    if (atMs % 500 === 0) follower.see(atMs, [{ trackId: 'object-1', sample: sample(atMs) }]);
  }
  const [series, ...others] = follower.finish();
  expect(others).toEqual([]);
  expect(series).toMatchObject({ personTrackId: 'object-1', place: 'left', shoulderPixels: 32 });
  expect(range(series?.x ?? [])).toBeGreaterThan(0.1);
  expect(range(series?.x ?? [])).toBeGreaterThan(3 * range(series?.y ?? []));
});
