import { expect, test } from 'vitest';
import { isUsual, layoutOf, movedTo, USUAL, WIDGETS, withShown } from './layout.ts';

test('a layout of another version is understood as far as it goes', () => {
  expect(layoutOf({ order: ['costs', 'gone', 'queue', 'costs'], hidden: ['media', 'gone'] })).toEqual({ order: ['costs', 'queue', 'media', 'results', 'storage'], hidden: ['media'] });
  for (const odd of [undefined, { order: [], hidden: [] }]) expect(layoutOf(odd)).toEqual(USUAL);
});

test('a widget takes the place where it is put, and stops at the ends', () => {
  expect(movedTo(USUAL, 'costs', 0).order).toEqual(['costs', 'queue', 'media', 'results', 'storage']);
  expect(movedTo(USUAL, 'queue', 2).order).toEqual(['media', 'results', 'queue', 'storage', 'costs']);
  expect(movedTo(USUAL, 'queue', 99).order.at(-1)).toBe('queue');
  expect(movedTo(USUAL, 'queue', -1).order).toEqual(WIDGETS);
});

test('hidden and shown again it is the usual layout', () => {
  const hidden = withShown(withShown(USUAL, 'media', false), 'media', false);
  expect(hidden.hidden).toEqual(['media']);
  expect(isUsual(hidden)).toBe(false);
  expect(isUsual(withShown(hidden, 'media', true))).toBe(true);
});
