import { expect, test } from 'vitest';
import { syllablesOf } from './syllables.ts';

test.for([
  ['country', 2], ['Americans', 4], ['like', 1], ['video', 3], ['making', 2], ['wanted', 2], ['loved', 1], ['boxes', 2], ['table', 2], ['people', 2], ['the', 1], ['being', 2], ["don't", 1], ['channel', 2], ['50', 3], ['welcome', 2], ['measure', 2],
] as const)('English %s has %i', ([word, count]) => {
  expect(syllablesOf([word], 'en')).toBe(count);
});

test.for([['Häuser', 2], ['schreibt', 1], ['Kommentare', 4], ['abonnieren', 4], ['zwei', 1], ['heute', 2], ['Freude', 2], ['Boot', 1], ['über', 2], ['E-Mail', 2]] as const)('German %s has %i', ([word, count]) => {
  expect(syllablesOf([word], 'de')).toBe(count);
});

test('of other languages nothing is known', () => {
  expect(syllablesOf(['bonjour'], 'fr')).toBeUndefined();
});
