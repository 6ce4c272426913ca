import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BASE_COLOURS, coloursOf, weakPairs } from './theme-colours.ts';

const css = readFileSync(path.resolve(import.meta.dirname, '../../../app/page.css'), 'utf8');
const blockOf = (selector: string): Map<string, string> => {
  const body = css.slice(css.indexOf(`${selector} {`)).split('}', 1)[0] ?? '';
  return new Map([...body.matchAll(/--aima-([\w-]+):\s*(#\w+);/g)].map(([, name = '', colour = '']) => [name, colour]));
};

test('the colours here are those of the style sheet', () => {
  const light = blockOf('\n:root');
  const dark = new Map([...light, ...blockOf(":root[data-theme='dark']")]);
  for (const [base, known] of [['light', light], ['dark', dark]] as const) expect(Object.fromEntries([...known].filter(([name]) => name in BASE_COLOURS[base]))).toEqual(BASE_COLOURS[base]);
});

test('both themes as they come can be read', () => {
  expect(weakPairs('light', {})).toEqual([]);
  expect(weakPairs('dark', {})).toEqual([]);
});

test('a weak pair is named with what it has and what it needs', () => {
  const [worst, ...others] = weakPairs('light', { muted: '#c0c4cc' });
  expect(worst).toMatchObject({ front: 'muted', ground: 'canvas', least: 4.5 });
  expect(worst?.ratio).toBeCloseTo(1.58, 1);
  expect(others.map(({ ground }) => ground)).toEqual(['surface', 'raised']);
});

test('4.5 : 1 is enough, and nothing less', () => {
  expect(weakPairs('light', { canvas: '#ffffff', muted: '#767676' })).toEqual([]);
  expect(weakPairs('light', { canvas: '#ffffff', muted: '#777777' }).map(({ front }) => front)).toEqual(['muted', 'muted', 'muted']);
});

test('a ground of one’s own is checked against the colours that stay', () => {
  expect(weakPairs('light', { surface: '#1f2937' }).map(({ front }) => front)).toContain('danger-ink');
});

test('what is no colour changes nothing', () => {
  expect(coloursOf('light', { ink: 'url(//evil.example)' })).toEqual(BASE_COLOURS.light);
});
