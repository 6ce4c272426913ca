import { expect, test } from 'vitest';
import { atSpeed, disagreement, type Evidence, evidenceOf, isPlausible, needsSecondHearing, PRIOR } from './english-plausibility.ts';

const tokens = (count: number, probability: number): { text: string; logProb: number }[] =>
  Array.from({ length: count }, () => ({ text: 'x', logProb: Math.log(probability) }));

const evidence = (count: number, probability: number, text = 'these are all words of their own here'): Evidence => evidenceOf({ text, tokens: tokens(count, probability) });

test('certain tokens are English at once', () => {
  const heard = evidence(30, 0.9);
  expect(isPlausible(heard, PRIOR.unknown)).toBe(true);
  expect(needsSecondHearing(heard)).toBe(false);
});

test('guesses are not, and no second hearing could change that', () => {
  const invented = evidence(30, 0.35);
  expect(isPlausible(invented, PRIOR.unknown)).toBe(false);
  expect(needsSecondHearing(invented)).toBe(false);
});

test('between them the second hearing decides', () => {
  const doubtful = evidence(30, 0.6);
  expect(needsSecondHearing(doubtful)).toBe(true);
  expect(isPlausible({ ...doubtful, disagreement: 0.1 }, PRIOR.unknown)).toBe(true);
  expect(isPlausible({ ...doubtful, disagreement: 0.9 }, PRIOR.unknown)).toBe(false);
});

test('a text in circles needs a second hearing however certain it is', () => {
  const loop = evidence(60, 0.75, Array.from({ length: 10 }, () => 'to make a decision').join(' '));
  expect(loop.repetition).toBeGreaterThan(0.8);
  expect(needsSecondHearing(loop)).toBe(true);
  expect(isPlausible({ ...loop, disagreement: 0.5 }, PRIOR.unknown)).toBe(false);
});

test('one doubtful word alone proves nothing; among English it may stand', () => {
  const word = { ...evidence(1, 0.6, 'Bye.'), disagreement: 0 };
  expect(isPlausible(word, PRIOR.unknown)).toBe(false);
  expect(isPlausible(word, PRIOR.english)).toBe(true);
});

test('no text is never plausible', () => {
  expect(isPlausible(evidenceOf({ text: '', tokens: [] }), PRIOR.english)).toBe(false);
});

test.each([
  ['The cat sat.', 'the cat sat', 0],
  ['the cat sat', 'the dog sat', 1 / 3],
  ['the cat', 'the cat sat on it', 3 / 5],
  ['one two', 'three four', 1],
  ['', '', 0],
  ['', 'word', 1],
])('%s and %s differ by %d', (one, other, share) => {
  expect(disagreement(one, other)).toBeCloseTo(share, 6);
});

test('slower sound is longer and keeps its wave', () => {
  const sound = Float32Array.from({ length: 1600 }, (_, i) => Math.sin(i / 50));
  const slower = atSpeed(sound, 0.8);
  expect(slower).toHaveLength(2000);
  expect(slower[1000]).toBeCloseTo(Math.sin(800 / 50), 3);
});
