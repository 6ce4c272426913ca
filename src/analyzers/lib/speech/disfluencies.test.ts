import { expect, test } from 'vitest';
import { disfluenciesOf } from './disfluencies.ts';

const found = (text: string, language: string): string[] => disfluenciesOf(text, language).map(({ kind, words }) => `${kind}: ${words}`);

test.for([
  ['en', 'So, um, this is, uh, the kitchen.', ['filler: um', 'filler: uh']],
  ['de', 'Das ist, ähm, die Küche und äh der Flur.', ['filler: ähm', 'filler: äh']],
  ['en', 'It was, you know, the only way.', ['discourse_marker: you know']],
  ['de', 'Das war, sozusagen, der Anfang.', ['discourse_marker: sozusagen']],
  ['en', 'I want the the red one.', ['repetition: the the']],
  ['en', 'I was, um, I was late.', ['filler: um', 'repetition: I was I was']],
  ['de', 'Ich habe ich habe es vergessen.', ['repetition: Ich habe ich habe']],
  ['en', 'We should g- go home.', ['restart: g-']],
] as const)('%s: %s', ([language, text, expected]) => {
  expect(found(text, language)).toEqual(expected);
});

test.for([
  ['de', 'Es geht um die Frage, ob er kommt.'], ['en', 'You know the answer and I like it.'], ['en', 'It is very very good, no no no.'], ['de', 'Das ist sehr, sehr schön.'], ['de', 'Die, die das wissen, gehen.'],
  ['en', 'Call 5 5 5 1 1 2.'], ['en', 'He left. He left early.'], ['en', 'A well-known so-called expert.'], ['en', 'He said that that was all he had had.'], ['fr', 'euh euh le le'],
] as const)('%s: nothing in %s', ([language, text]) => {
  expect(found(text, language)).toEqual([]);
});
