import { expect, test } from 'vitest';
import { isPlausible, looksGerman, scriptOf } from './plausible-text.ts';
import { editDistance, textSimilarity } from './text-similarity.ts';
import { vote } from './text-vote.ts';

test('short readings need more confidence, punctuation is never enough', () => {
  expect(isPlausible('LINK', 0.72, 0.7)).toBe(true);
  expect(isPlausible('l', 0.85, 0.7)).toBe(false);
  expect(isPlausible('50', 0.95, 0.7)).toBe(true);
  expect(isPlausible('ABC', 0.75, 0.7)).toBe(false);
  expect(isPlausible('-—.', 1, 0.7)).toBe(false);
});

test('rows of one stroke are no text, round numbers are', () => {
  expect(isPlausible('llll', 0.95, 0.7)).toBe(false);
  expect(isPlausible('一一一', 0.99, 0.7)).toBe(false);
  expect(isPlausible('1111', 0.95, 0.7)).toBe(true);
});

test('names the script of most letters', () => {
  expect(scriptOf('SALE 50 %')).toBe('latin');
  expect(scriptOf('新年快乐 OK')).toBe('cjk');
  expect(scriptOf('12:30')).toBe('digits');
  expect(scriptOf('Привет')).toBe('other');
});

test('knows German by its small words and letters', () => {
  expect(looksGerman('GroBe und Ubermut')).toBe(true);
  expect(looksGerman('Frühling')).toBe(true);
  expect(looksGerman('Thunder and lightning')).toBe(false);
});

test('similarity leaves out case, spaces and punctuation', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(textSimilarity('Link in bio!', 'LINKINBIO')).toBe(1);
  expect(textSimilarity('MISFITS', 'MISFINS')).toBeCloseTo(6 / 7, 9);
  expect(textSimilarity('abc', 'xyz')).toBe(0);
});

test('the median of misreadings wins, though each was read once', () => {
  const readings = ['MISFTS', 'MISFINS', 'MISFITS', 'MISSITS', 'MISIITS'].map((text) => ({ text, confidence: 0.8 }));
  const voted = vote(readings);
  expect(voted?.reading.text).toBe('MISFITS');
  expect(voted?.agreement).toBeLessThan(0.8);
  expect(voted?.agreement).toBeGreaterThan(0.65);
});

test('equal letters: the spelling with its spaces; and a whole beats its parts', () => {
  expect(vote([{ text: 'LINKIN BIO', confidence: 0.99 }, { text: 'LINK IN BIO', confidence: 0.9 }])?.reading.text).toBe('LINK IN BIO');
  expect(vote([{ text: 'BREA', confidence: 0.95 }, { text: 'BREA', confidence: 0.95 }, { text: 'BREAKFAST', confidence: 0.95 }])?.reading.text).toBe('BREAKFAST');
  expect(vote([])).toBeUndefined();
});
