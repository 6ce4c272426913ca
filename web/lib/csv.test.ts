import { expect, test } from 'vitest';
import { csvCell, csvTable } from './csv.ts';

test('a text that a table would calculate is kept from it', () => {
  for (const text of ['=1+1', '+1', '-1', '@x', ' =1', '\t=1', '\r=1', '\n1', '\u200e=1', '＝1']) expect(csvCell(text).replaceAll('"', ''), JSON.stringify(text)).toMatch(/^'/);
  expect(['a=1', 'plain', '5-1'].map(csvCell)).toEqual(['a=1', 'plain', '5-1']);
  // A number is one, whatever its sign.
  expect(csvCell(-5)).toBe('-5');
});

test('separators, quotes and line ends stay inside their cell', () => {
  expect(csvCell('a,b')).toBe('"a,b"');
  expect(csvCell('say "x"')).toBe('"say ""x"""');
  expect(csvCell('two\r\nlines')).toBe('"two\r\nlines"');
  expect(csvCell(undefined)).toBe('');
});

test('one line for the titles, one for each row', () => {
  expect(csvTable<{ a: string; n: number }>([['name', ({ a }) => a], ['count', ({ n }) => n]], [{ a: '=x', n: -1 }, { a: 'ü', n: 2 }])).toBe(`\ufeffname,count\r\n"'=x",-1\r\nü,2\r\n`);
});
