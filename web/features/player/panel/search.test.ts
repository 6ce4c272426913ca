import { expect, test } from 'vitest';
import type { Observation } from '../model/observation-index.ts';
import { hitsIn, placesIn, steppedHit, termsOf } from './search.ts';

const observation = (id: string, more: Partial<Observation>): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer: 'a', startMs: 0, endMs: 0, confidence: 1, sentence: '', source: 'model', ...more });
const marked = (text: string, query: string): string => placesIn(text, termsOf(query)).toReversed().reduce((shown, { from, to }) => `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`, text);

test('speech, text, labels, sentences and names are found; all words must be there', () => {
  const rows = [
    observation('text', { text: 'NEW SALE' }), observation('label', { label: 'pan_left' }), observation('sentence', { sentence: 'A sale is new.' }),
    observation('name', { attributes: { speakerName: 'Zoë Straße' } }), observation('none', { sentence: 'sale' }),
  ];
  const find = (query: string): readonly string[] => hitsIn(rows, termsOf(query));
  expect(find('new sale')).toEqual(['text', 'sentence']);
  expect(find('"new sale"')).toEqual(['text']);
  expect(find('pan left')).toEqual(['label']);
  expect(find('zoe STRASSE')).toEqual(['name']);
  expect([find(''), find('  '), find('"'), find('""')]).toEqual([[], [], [], []]);
  expect(find('.*')).toEqual([]);
});

test('what is found is marked where it stands, with its accents', () => {
  expect(marked('Café au café', 'cafe')).toBe('[Café] au [café]');
  expect(marked('Cafe\u0301 noir', 'cafe')).toBe('[Cafe\u0301] noir');
  expect(marked('die Straße', 'strasse')).toBe('die [Straße]');
  expect(marked('two  words', '"two words"')).toBe('[two  words]');
  expect(marked('👋 שלום עולם', 'שלום')).toBe('👋 [שלום] עולם');
  expect(marked('abcabc', 'ab bc')).toBe('[abcabc]');
  expect(marked('nothing', 'x')).toBe('nothing');
});

test('next and previous go round', () => {
  expect([steppedHit(['a', 'b'], undefined, 1), steppedHit(['a', 'b'], 'b', 1), steppedHit(['a', 'b'], 'a', -1), steppedHit(['a', 'b'], 'gone', -1), steppedHit([], 'a', 1)]).toEqual(['a', 'a', 'b', 'b', undefined]);
});
