import { expect, test } from 'vitest';
import { extend, NOTHING, toggle, within } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: { ids: ReadonlySet<string> }): string => [...ids].toSorted().join('');

test('a second time takes it out again', () => {
  const one = toggle(NOTHING, 'b');
  expect(chosen(one)).toBe('b');
  expect(chosen(toggle(one, 'b'))).toBe('');
});

test('a range goes both ways from the last one, and keeps what was chosen before', () => {
  const one = toggle(toggle(NOTHING, 'a'), 'd');
  expect(chosen(extend(one, 'b', ORDER))).toBe('abcd');
  expect(chosen(extend(one, 'e', ORDER))).toBe('ade');
  expect(chosen(extend(NOTHING, 'c', ORDER))).toBe('c');
});

test('what left the page is not chosen any more', () => {
  const both = toggle(toggle(NOTHING, 'a'), 'b');
  expect(chosen(within(both, new Set(['b'])))).toBe('b');
  expect(within(both, new Set(ORDER))).toBe(both);
});
