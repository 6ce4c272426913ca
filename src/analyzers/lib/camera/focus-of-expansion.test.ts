import { expect, test } from 'vitest';
import { dice, times } from '../drawn-frames.cases.ts';
import { rateSpread, type BlockPath } from './focus-of-expansion.ts';

const noise = 0.1;
/** A grid of blocks that leave (12, -5) at the rate given for each, with noise. */
function grid(rateOf: (x: number, y: number) => number, seed: number): BlockPath[] {
  const roll = dice(seed);
  const error = (): number => (roll() + roll() + roll() - 1.5) * 2 * noise;
  return times(40, (i) => {
    const [x, y] = [(i % 8) * 20 - 70, Math.floor(i / 8) * 18 - 36];
    const rate = rateOf(x, y);
    return { x, y, dx: rate * (x - 12) + error(), dy: rate * (y + 5) + error() };
  });
}

test('blocks at one rate differ by their noise alone, wherever the focus is', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const spread = rateSpread(grid(() => 0.08, seed));
    expect(spread?.blocks).toBeGreaterThan(30);
    expect(Math.sqrt(spread?.all.variance ?? 1)).toBeLessThan(0.04);
  }
});

test('two rates show as their deviation from the mean, far beyond the error', () => {
  const spread = rateSpread(grid((x) => (Math.abs(x) < 40 ? 0.1 : 0.05), 1));
  // The outer blocks, which count more, have the lower rate: mean 0.06, deviation a third to a half of it.
  expect(Math.sqrt(spread?.all.variance ?? 0)).toBeGreaterThan(0.25);
  expect(Math.sqrt(spread?.all.variance ?? 1)).toBeLessThan(0.55);
  expect(spread?.all.error).toBeLessThan((spread?.all.variance ?? 0) / 2);
});

test('a few blocks that go their own way stay out of the trimmed figure', () => {
  const paths = grid(() => 0.08, 2).map((path, i) => (i < 4 ? { ...path, dx: path.dx + 3 } : path));
  expect(Math.sqrt(rateSpread(paths)?.most.variance ?? 1)).toBeLessThan(0.04);
});

test('too few blocks, none that move and a confusion of directions tell nothing', () => {
  expect(rateSpread(grid(() => 0.08, 1).slice(0, 7))).toBeUndefined();
  expect(rateSpread(grid(() => 0.08, 1).map((path) => ({ ...path, dx: 0, dy: 0 })))).toBeUndefined();
  const roll = dice(9);
  expect(rateSpread(grid(() => 0, 1).map((path) => ({ ...path, dx: roll() * 20 - 10, dy: roll() * 20 - 10 })))).toBeUndefined();
});
