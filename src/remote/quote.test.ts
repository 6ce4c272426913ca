import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quote } from './quote.ts';

const WORDS = ['plain', '', ' ', "it's", '$(id)', '`id`', '"; rm -rf /', "'; id; '", '\\', '\\\\n', 'a\nb', '*', '~', '-n', 'ü€', '!x', '${PATH}', "''", '&& id', '#no'];

test('whatever stands in a word, a shell gives it back', () => {
  for (const word of WORDS) expect(execFileSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' })).toBe(word);
});

test('also within a quoted command', () => {
  for (const word of WORDS) expect(execFileSync('sh', ['-c', `sh -c ${quote(`printf %s ${quote(word)}`)}`], { encoding: 'utf8' })).toBe(word);
});

test('a NUL is refused instead of cut', () => {
  expect(() => quote('a\0b')).toThrow('NUL');
});
