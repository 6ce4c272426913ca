import { expect, test } from 'vitest';
import { jsonbText } from './jsonb.ts';

test('what jsonb cannot hold is replaced, everything else is kept', () => {
  const back = (text: string): unknown => JSON.parse(jsonbText(text));
  expect(back('a\u0000b')).toBe('a\ufffdb');
  expect(back('half \ud83d pair, \udc00')).toBe('half \ufffd pair, \ufffd');
  expect(back('whole 😀 pair')).toBe('whole 😀 pair');
  expect(back('the words \\u0000 and \\ud800')).toBe('the words \\u0000 and \\ud800');
  expect(back('tab\t quote" newline\n control\u0001')).toBe('tab\t quote" newline\n control\u0001');
});
