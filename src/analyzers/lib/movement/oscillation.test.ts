import { expect, test } from 'vitest';
import { oscillations } from './oscillation.ts';

const LIMITS = { minSwing: 0.1, minSwings: 4, minHz: 0.7, maxHz: 4 };
const times = Array.from({ length: 150 }, (_, i) => i * 40);
const within = (fromMs: number, toMs: number, wave: (seconds: number) => number): number[] => times.map((atMs) => (atMs >= fromMs && atMs <= toMs ? wave((atMs - fromMs) / 1000) : 0));
const sine = (hz: number, way: number) => (seconds: number): number => (way / 2) * Math.sin(2 * Math.PI * hz * seconds);

test.each([1, 2, 3.5])('%f Hz is found with its time, way and frequency', (hz) => {
  const [found, ...others] = oscillations(times, within(1000, 4000, sine(hz, 0.4)), LIMITS);
  expect(others).toEqual([]);
  expect(found?.hz).toBeCloseTo(hz, 0);
  expect(Math.abs((found?.startMs ?? 0) - 1000)).toBeLessThan(500 / hz);
  expect(Math.abs((found?.endMs ?? 0) - 4000)).toBeLessThan(500 / hz);
  expect(found?.swing).toBeGreaterThan(0.3);
  expect(found?.regularity).toBeGreaterThan(0.8);
});

test('too small, too few, too slow, too fast and one way only are none', () => {
  const none = (values: number[]) => { expect(oscillations(times, values, LIMITS)).toEqual([]); };
  none(within(1000, 4000, sine(2, 0.08)));
  none(within(1000, 1700, sine(2, 0.4)));
  none(within(0, 6000, sine(0.3, 0.4)));
  none(within(1000, 4000, sine(8, 0.4)));
  none(times.map((atMs) => atMs / 1000));
});

test('a pause parts two movements', () => {
  const [a, b] = [within(0, 1500, sine(2, 0.4)), within(3500, 5000, sine(2, 0.4))];
  expect(oscillations(times, a.map((value, i) => value + (b[i] ?? 0)), LIMITS)).toHaveLength(2);
});
