import { expect, test } from 'vitest';
import { actionOf, KEY_HELP, type Pressed } from './key-map.ts';

const press = (key: string, more: Partial<Pressed> = {}): ReturnType<typeof actionOf> => actionOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('arrows skip by ten seconds, five with Shift, a minute with Ctrl', () => {
  expect([press('ArrowRight'), press('ArrowLeft'), press('ArrowRight', { shiftKey: true }), press('ArrowLeft', { ctrlKey: true })]).toEqual([{ do: 'skip', ms: 10_000 }, { do: 'skip', ms: -10_000 }, { do: 'skip', ms: 5_000 }, { do: 'skip', ms: -60_000 }]);
});

test('digits go to tenths, letters work with caps lock, too', () => {
  expect([press('3'), press('9'), press('K'), press('n'), press('N', { shiftKey: true })]).toEqual([{ do: 'part', share: 0.3 }, { do: 'part', share: 0.9 }, { do: 'toggle' }, { do: 'finding', by: 1 }, { do: 'instance', by: 1 }]);
});

test('on a German keyboard slash and question mark need Shift', () => {
  expect([press('/', { shiftKey: true }), press('/'), press('?', { shiftKey: true })]).toEqual([{ do: 'search' }, { do: 'search' }, { do: 'help' }]);
});

test('what belongs to the browser stays with it', () => {
  expect([press('f', { ctrlKey: true }), press('l', { metaKey: true }), press('ArrowLeft', { altKey: true }), press('c', { ctrlKey: true }), press('Tab'), press('Enter'), press('Escape'), press('ü')]).toEqual(Array.from({ length: 8 }, () => undefined));
});

test('names that every object has are no keys', () => {
  expect([press('constructor'), press('toString', { shiftKey: true })]).toEqual([undefined, undefined]);
});

test('the help names each key once', () => {
  const keys = KEY_HELP.flatMap(([, each]) => [...each]);
  expect(new Set(keys).size).toBe(keys.length);
});
