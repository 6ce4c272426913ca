import { expect, test } from 'vitest';
import { undoStacks, type LogEntry } from './correction-log.ts';

/** `a`: a correction; `-a` takes it back, `+a` brings it back. */
const log = (words: string): LogEntry[] => words.split(' ').filter((word) => word !== '').map((word, i) =>
  (word.startsWith('-') ? { id: String(i), kind: 'undo', of: word.slice(1) } : word.startsWith('+') ? { id: String(i), kind: 'redo', of: word.slice(1) } : { id: word, kind: 'edit' }));

test.each([
  ['', [], []],
  ['a b', ['a', 'b'], []],
  ['a b -b', ['a'], ['b']],
  ['a b -b -a', [], ['b', 'a']],
  ['a b -b -a +a', ['a'], ['b']],
  ['a b -b -a +a +b', ['a', 'b'], []],
  ['a b -b c', ['a', 'c'], []],
  ['a b -b c -c', ['a'], ['c']],
  ['a -x', ['a'], []],
] as const)('%s', (words, undo, redo) => {
  expect(undoStacks(log(words))).toEqual({ undo, redo });
});
