import type { AudioWindow } from '@aima/sdk';
import { expect, test } from 'vitest';
import { sharedByWindow } from './shared-by-window.ts';

const windows = [0, 1000, 2000].map((atMs): AudioWindow => ({ atMs, sampleRateHz: 16_000, channels: [new Float32Array(1)] }));

/** Counts its calls: an answer tells who gave it and how much that one had seen. */
const counter = (name: string): ((window: AudioWindow) => string) => {
  let seen = 0;
  return () => `${name}${++seen}`;
};

test('the work is done once, by whoever comes first, and its memory passes on', () => {
  const share = sharedByWindow<string>();
  const [one, other] = [share(counter('a')), share(counter('b'))];
  const [first, second, third] = windows;
  if (!first || !second || !third) throw new Error('three windows were made');
  expect([one(first), other(first)]).toEqual(['a1', 'a1']);
  expect([other(second), one(second)]).toEqual(['a2', 'a2']);
  // The first one has ended; the other goes on with what it had learnt.
  expect(other(third)).toBe('a3');
});

test('other windows are other work', () => {
  const share = sharedByWindow<string>();
  const [one, other] = [share(counter('a')), share(counter('b'))];
  expect(windows.map(one)).toEqual(['a1', 'a2', 'a3']);
  expect(windows.map((window) => other({ ...window }))).toEqual(['b1', 'b2', 'b3']);
});
