import { expect, test } from 'vitest';
import { openingOrder } from './opening-order.ts';

const runs = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
const names = (stages?: string[][]) => openingOrder(runs, stages).map((list) => list.map(({ name }) => name));

test('without stages all are opened at once', () => {
  expect(names()).toEqual([['a', 'b', 'c', 'd']]);
});

test('stages follow each other, strangers are passed over, who is in none comes last', () => {
  expect(names([['d', 'stranger'], [], ['a', 'c']])).toEqual([['d'], ['a', 'c'], ['b']]);
});
