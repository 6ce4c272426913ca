import { expect, test } from 'vitest';
import type { Bar } from '../lanes/bars.ts';
import { instancesOf, stepFrom } from './finding-steps.ts';

const bar = (id: string, startMs: number, analyzer = 'a', group = 'dog'): Bar => ({ id, startMs, endMs: startMs + 5, analyzer, text: '', isWord: true, count: 1, group });
const BARS = [bar('1', 0), bar('2', 100), bar('3', 100, 'b'), bar('4', 300, 'a', 'cat'), bar('5', 400)];

test('without a chosen finding it goes on from the time', () => {
  expect([stepFrom(BARS, 1, 50, undefined)?.id, stepFrom(BARS, -1, 350, undefined)?.id, stepFrom(BARS, 1, 400, undefined)]).toEqual(['2', '4', undefined]);
});

test('two that begin together are both come by', () => {
  expect([stepFrom(BARS, 1, 100, '2')?.id, stepFrom(BARS, -1, 100, '3')?.id, stepFrom(BARS, -1, 0, '1')]).toEqual(['3', '2', undefined]);
});

test('a finding that is not among them does not hold it up', () => {
  expect(stepFrom(BARS, 1, 150, 'gone')?.id).toBe('4');
});

test('instances are of one analyzer and one kind', () => {
  expect(instancesOf(BARS, { analyzer: 'a', group: 'dog' }).map(({ id }) => id)).toEqual(['1', '2', '5']);
});
