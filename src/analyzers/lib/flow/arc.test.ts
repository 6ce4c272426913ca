import { expect, test } from 'vitest';
import { chanceOfOrder, findArc } from './arc.ts';
import { smoothed } from './pace-curve.ts';

const made = (count: number, at: (share: number, i: number) => number): number[] => Array.from({ length: count }, (_, i) => at(i / (count - 1), i));
const arc = (values: readonly number[]) => findArc(values, smoothed(values));
const hill = (share: number, top: number, width: number): number => Math.exp(-((share - top) ** 2) / (2 * width * width));
/** Not periodic, always the same. */
const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43_758.5453) % 1;

test.each([12, 30, 48])('one hill of %i parts is an arc, with its phases in order', (count) => {
  const found = arc(made(count, (share, i) => 0.2 + 0.5 * hill(share, 0.65, 0.12) + 0.03 * noise(i)));
  expect(found.form).toBe('arc');
  const { buildUp, climax, resolution } = found;
  expect(buildUp?.first).toBe(0);
  expect(climax?.first).toBe((buildUp?.last ?? 0) + 1);
  expect(resolution?.first).toBe((climax?.last ?? 0) + 1);
  expect(resolution?.last).toBe(count - 1);
  expect(((climax?.first ?? 0) + (climax?.last ?? 0)) / 2 / (count - 1)).toBeCloseTo(0.65, 0.5);
});

test.each([
  ['even', made(40, (_, i) => 0.4 + 0.05 * noise(i))],
  ['waves', made(40, (share) => 0.2 + 0.4 * hill(share, 0.25, 0.06) + 0.38 * hill(share, 0.75, 0.06))],
  ['rising', made(40, (share) => 0.15 + 0.5 * hill(share, 1, 0.12))],
  ['falling', made(40, (share) => 0.15 + 0.5 * hill(share, 0, 0.12))],
  ['unordered', made(40, (_, i) => noise(i))],
  ['too_short', made(6, (share) => hill(share, 0.5, 0.2))],
] as const)('%s', (form, values) => {
  const found = arc(values);
  expect(found.form).toBe(form);
  if (form !== 'rising' && form !== 'falling') expect([found.buildUp, found.climax, found.resolution]).toEqual([undefined, undefined, undefined]);
});

test('half of the film at one height is no high point', () => {
  expect(arc(made(40, (share) => (share > 0.2 && share < 0.85 ? 0.6 : 0.2))).form).toBe('waves');
});

test('how often chance makes such an order; the same values always get the same answer', () => {
  const ordered = made(40, (share) => hill(share, 0.5, 0.15));
  expect(chanceOfOrder(ordered)).toBe(0);
  expect(chanceOfOrder(made(40, (_, i) => noise(i)))).toBeGreaterThan(0.1);
  expect(chanceOfOrder(made(40, (_, i) => noise(i + 7)))).toBe(chanceOfOrder(made(40, (_, i) => noise(i + 7))));
});
