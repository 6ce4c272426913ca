import { expect, test } from 'vitest';
import { createStretchJoiner, type LevelStretch } from './stretches.ts';

/** Letters: what each sample shows, one a second. */
function stretchesOf(samples: readonly string[]): LevelStretch<'a' | 'b'>[] {
  const joiner = createStretchJoiner(['a', 'b']);
  const found = samples.flatMap((shown, i) => joiner.push(i * 1000, { ...(shown.includes('a') && { a: 0.5 }), ...(shown.includes('b') && { b: 1 }) }));
  return [...found, ...joiner.end(samples.length * 1000)];
}

const brief = (found: readonly LevelStretch<'a' | 'b'>[]): string[] => found.map(({ kind, startMs, endMs, level, samples }) => `${kind} ${startMs}-${endMs} ${level} x${samples}`);

test('a stretch ends with the first sample that does not show it', () => {
  expect(brief(stretchesOf(['', 'a', 'a', '', '', '']))).toEqual(['a 1000-3000 0.5 x2']);
});

test('one missing sample is bridged, two are not', () => {
  expect(brief(stretchesOf(['a', '', 'a', '', '', 'a']))).toEqual(['a 0-3000 0.5 x2', 'a 5000-6000 0.5 x1']);
});

test('what is open at the end ends there, or where it was last missed; kinds do not mix', () => {
  expect(brief(stretchesOf(['ab', 'b', '', 'a']))).toEqual(['a 0-1000 0.5 x1', 'b 0-2000 1 x2', 'a 3000-4000 0.5 x1']);
});
