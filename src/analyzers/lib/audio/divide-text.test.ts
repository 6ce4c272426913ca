import { expect, test } from 'vitest';
import { divideText } from './divide-text.ts';

test('words go where they were heard, spelled as the whole spells them', () => {
  expect(divideText('And so, my fellow Americans: ask not what your country can do. If you like this, follow me.', ['and so my fellow Americans', 'Ask not what you country can do', 'If you like this follow me']))
    .toEqual(['And so, my fellow Americans:', 'ask not what your country can do.', 'If you like this, follow me.']);
});

test('a word that only the whole has stays with those before it; one that only a phrase has is left out', () => {
  expect(divideText('one two three four five six', ['one two', 'four five um six'])).toEqual(['one two three', 'four five six']);
});

test('readings that differ too much, or a phrase that would stay empty, give nothing', () => {
  expect(divideText('one two three four', ['five six', 'seven eight nine'])).toBeUndefined();
  expect(divideText('one two three four', ['one two three four', ''])).toBeUndefined();
  expect(divideText('', ['a', 'b'])).toBeUndefined();
});
