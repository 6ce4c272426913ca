import { expect, test } from 'vitest';
import { paceCurve, smoothed } from './pace-curve.ts';

test('every length has parts of a second, but no more than 48 and no less than six', () => {
  const count = (seconds: number): number => paceCurve({ durationMs: seconds * 1000 }).parts.length;
  expect([2, 10, 30, 600, 7200].map(count)).toEqual([6, 10, 30, 48, 48]);
  const { parts } = paceCurve({ durationMs: 7_200_000 });
  expect([parts[0]?.startMs, parts.at(-1)?.endMs]).toEqual([0, 7_200_000]);
});

test('each channel in its unit; what nobody looked for is left out, not nought', () => {
  const [, second] = paceCurve({
    durationMs: 10_000, loudness: [{ startMs: 1000, endMs: 2000, value: -20 }], speech: [{ startMs: 1500, endMs: 4000 }], camera: [{ startMs: 1000, endMs: 1500, value: 0.2 }], things: [{ startMs: 1000, endMs: 2000, value: 0.1 }],
  }).parts;
  expect(second).toMatchObject({ loudnessLufs: -20, speechShare: 0.5, motion: 0.2 });
  expect(second).not.toHaveProperty('cutsPerMinute');
  expect(second).not.toHaveProperty('faceShare');
});

test('several things at once move as fast as they do on average', () => {
  const things = [0.2, 0.1].map((value) => ({ startMs: 1000, endMs: 2000, value }));
  expect(paceCurve({ durationMs: 10_000, things }).parts[1]?.motion).toBeCloseTo(0.15);
});

test('more of anything is livelier, by the same measure in every medium', () => {
  const intensity = (more: Partial<Parameters<typeof paceCurve>[0]>): number => paceCurve({ durationMs: 10_000, cutsAtMs: [], ...more }).parts[1]?.intensity ?? 0;
  const loud = (value: number) => ({ loudness: [{ startMs: 0, endMs: 10_000, value }] });
  expect(intensity({})).toBe(0);
  expect(intensity({ cutsAtMs: [1500] })).toBeGreaterThan(0);
  expect(intensity(loud(-12))).toBeGreaterThan(intensity(loud(-30)));
  expect(intensity({ ...loud(-30), facesAtMs: [1000, 1500] })).toBeGreaterThan(intensity({ ...loud(-30), facesAtMs: [] }));
});

test('the rate of cuts is one around the part: as many cuts as there are', () => {
  const { parts } = paceCurve({ durationMs: 30_000, cutsAtMs: [10_500, 15_500, 20_500] });
  expect(parts.reduce((sum, { cutsPerMinute = 0 }) => sum + cutsPerMinute, 0) / 60).toBeCloseTo(3);
  expect(Math.max(...parts.map(({ cutsPerMinute = 0 }) => cutsPerMinute))).toBeLessThan(30);
});

test('smoothing keeps what is level and spreads what is not', () => {
  expect(smoothed([2, 2, 2, 2])).toEqual([2, 2, 2, 2]);
  const spread = smoothed([0, 0, 0, 9, 0, 0, 0]);
  expect(spread.indexOf(Math.max(...spread))).toBe(3);
  expect(spread[2]).toBeGreaterThan(0);
});
