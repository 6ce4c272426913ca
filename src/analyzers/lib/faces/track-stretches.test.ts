import { expect, test } from 'vitest';
import { labelOf, stretchesOf } from './track-stretches.ts';

const samples = (labels: string, stepMs = 500): { atMs: number; label: string }[] => [...labels].map((label, i) => ({ atMs: i * stepMs, label }));
const cut = (labels: string): string[] => stretchesOf(samples(labels), 1200).map((stretch) => stretch.map(({ label }) => label).join(''));

test('stretches end where the label changes', () => {
  expect(cut('aaabb')).toEqual(['aaa', 'bb']);
  expect(cut('a')).toEqual(['a']);
  expect(cut('')).toEqual([]);
});

test('a single odd sample does not cut, two do', () => {
  expect(cut('aabaa')).toEqual(['aabaa']);
  expect(cut('aabbaa')).toEqual(['aa', 'bb', 'aa']);
  expect(labelOf(samples('aabaa'))).toBe('a');
});

test('a gap cuts', () => {
  expect(stretchesOf(samples('aa', 2000), 1200)).toHaveLength(2);
});
