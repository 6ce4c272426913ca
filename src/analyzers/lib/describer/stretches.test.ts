import type { KeptPicture, PictureVerdict } from '@aima/sdk';
import { expect, test } from 'vitest';
import type { ShotPart } from './shot-pictures.ts';
import { freeStretches, isDecided, joinParts, picturesOf, stretchOf, trimmed, type Stretch } from './stretches.ts';

const part = (startMs: number, endMs: number, times: readonly number[], sharpness: (atMs: number) => number = () => 1): ShotPart =>
  ({ startMs, endMs, candidates: times.map((atMs) => ({ picture: { atMs, width: 1, height: 1 }, sharpness: sharpness(atMs) })) });
const spans = (stretches: readonly (Stretch | undefined)[]) => stretches.map((stretch) => stretch && [stretch.startMs, stretch.endMs]);
const shown = (stretch: Stretch, most: number): number[] => picturesOf(stretch, most).map(({ atMs }) => atMs);
const verdictBy = (held: readonly number[], undecided: readonly number[] = []) => ({ atMs }: KeptPicture): PictureVerdict => (held.includes(atMs) ? 'held' : undecided.includes(atMs) ? 'undecided' : 'free');

const shots = [part(0, 999, [0, 500]), part(1000, 1999, [1000, 1500]), part(2000, 9999, [2000, 4000, 6000, 8000]), part(10_000, 10_499, [10_000])];

test.each([
  ['each by itself', { upToMs: 0, leastMs: 0 }, [[0, 999], [1000, 1999], [2000, 9999], [10_000, 10_499]]],
  ['together up to three seconds', { upToMs: 3000, leastMs: 0 }, [[0, 1999], [2000, 9999], [10_000, 10_499]]],
  ['none shorter than a second and a half', { upToMs: 0, leastMs: 1500 }, [[0, 1999], [2000, 9999], [10_000, 10_499]]],
])('shots go %s', (_, joining, expected) => {
  const join = joinParts(joining);
  expect(spans([...shots.map(join.add), join.end()].filter((stretch) => stretch !== undefined))).toEqual(expected);
});

test('each shot is shown, a longer one more often; of too many some, evenly', () => {
  const all = stretchOf(shots);
  expect(shown(all, 4)).toEqual([500, 1500, 6000, 10_000]);
  expect(shown(all, 6)).toEqual([500, 1500, 4000, 6000, 8000, 10_000]);
  expect(shown(all, 2)).toHaveLength(2);
  expect(shown(all, 99)).toHaveLength(9);
});

test('the sharpest near the middle', () => {
  const blurred = stretchOf([part(0, 3999, [0, 500, 1000, 1500, 2000, 2500, 3000, 3500], (atMs) => (atMs === 2500 ? 3 : 1))]);
  expect(shown(blurred, 1)).toEqual([2500]);
  expect(shown(stretchOf([part(0, 3999, [0, 500, 1000, 1500, 2000, 2500, 3000, 3500])]), 1)).toEqual([2000]);
});

test('only what the gate freed is shown, divided where something held lies between', () => {
  const all = stretchOf(shots);
  expect(isDecided(all, verdictBy([]))).toBe(true);
  expect(isDecided(all, verdictBy([], [8000]))).toBe(false);
  expect(spans(freeStretches(all, verdictBy([])))).toEqual([[0, 10_499]]);
  expect(spans(freeStretches(all, verdictBy([1000, 1500])))).toEqual([[0, 999], [2000, 10_499]]);
  expect(spans(freeStretches(all, verdictBy([0, 500, 2000, 4000, 6000, 8000])))).toEqual([[1000, 1999], [10_000, 10_499]]);
  expect(spans(freeStretches(all, verdictBy([], [2000, 4000, 6000, 8000])))).toEqual([[0, 1999], [10_000, 10_499]]);
  // The first picture after a held shot may be held by a rounded millisecond: its shot is told without it.
  const [after] = freeStretches(all, verdictBy([1000, 1500, 2000])).slice(1);
  expect(after && [after.startMs, shown(after, 99)]).toEqual([2000, [4000, 6000, 8000, 10_000]]);
  // A shot that nobody saw: told of with what was freed before and after it, but never behind something held, or at an end.
  const unseen = part(2000, 2100, []);
  expect(spans(freeStretches(stretchOf([part(0, 999, [0]), unseen, part(2101, 3000, [2500])]), verdictBy([])))).toEqual([[0, 3000]]);
  expect(spans(freeStretches(stretchOf([part(0, 999, [0]), unseen, part(2101, 3000, [2500])]), verdictBy([0])))).toEqual([[2101, 3000]]);
  expect(spans(freeStretches(stretchOf([part(0, 999, [0]), unseen]), verdictBy([])))).toEqual([[0, 999]]);
});

test('what waits keeps no more pictures than are shown, and one of each shot', () => {
  const slim = trimmed(stretchOf(shots), 2);
  expect(slim.parts.map(({ candidates }) => candidates.length)).toEqual([1, 1, 1, 1]);
  expect(trimmed(stretchOf([part(0, 9000, [0, 1000, 2000, 3000, 4000, 5000])]), 2).parts[0]?.candidates).toHaveLength(2);
});
