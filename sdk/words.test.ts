import { expect, test } from 'vitest';
import { certaintyWords, clockTime } from './words.ts';

test.each([[0, '0:00.0'], [999, '0:00.9'], [61_250, '1:01.2'], [3_600_000 + 23 * 60_000 + 4_500, '1:23:04.5']])('%d ms is %s', (atMs, text) => {
  expect(clockTime(atMs)).toBe(text);
});

test('certainty grows with confidence, in both languages', () => {
  expect([0, 0.3, 0.6, 0.85, 1].map((confidence) => certaintyWords(confidence, 'en'))).toEqual(['hardly certain', 'uncertain', 'likely', 'very likely', 'very likely']);
  expect(new Set([0, 0.3, 0.6, 0.85].map((confidence) => certaintyWords(confidence, 'de'))).size).toBe(4);
});
