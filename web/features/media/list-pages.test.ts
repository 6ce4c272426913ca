import { expect, test } from 'vitest';
import { withChanged, withNew } from './list-pages.ts';

const PAGES = [{ items: [{ id: 'a', n: 1 }, { id: 'b', n: 1 }], next: 'x' }, { items: [{ id: 'c', n: 1 }] }];

test('a change replaces, a deletion takes out, other pages stay what they are', () => {
  const [first, second] = withChanged(PAGES, new Map([['a', { id: 'a', n: 2 }], ['b', null]]));
  expect(first).toEqual({ items: [{ id: 'a', n: 2 }], next: 'x' });
  expect(second).toBe(PAGES[1]);
});

test('what is new stands in front, once', () => {
  expect(withNew(PAGES, [{ id: 'd', n: 1 }, { id: 'c', n: 9 }]).map(({ items }) => items.map(({ id }) => id).join(''))).toEqual(['dab', 'c']);
  expect(withNew([], [{ id: 'd', n: 1 }])).toEqual([]);
});
