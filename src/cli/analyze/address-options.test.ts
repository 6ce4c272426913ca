import { expect, test } from 'vitest';
import { addressOptions, durationOf } from './address-options.ts';

test.each([['90', 90_000], ['90s', 90_000], ['10m', 600_000], ['10min', 600_000], ['1h30m', 5_400_000], ['1.5h', 5_400_000]])('--for %s', (text, ms) => {
  expect(durationOf(text)).toBe(ms);
});

test.each(['', 'soon', '10x', '0s', '-5m', '10m!', 'm'])('--for %j is refused', (text) => {
  expect(() => durationOf(text)).toThrow(/--for/);
});

test('defaults and limits', () => {
  expect(addressOptions({})).toEqual({ words: { enabled: false, right: false }, maxBytes: 20 * 2 ** 30, live: false, segmentSeconds: 10, forMs: undefined });
  expect(addressOptions({ 'enable-urls': true, 'i-have-the-right': true, 'max-gib': '0.5', live: true, segment: '4', for: '2m' })).toEqual({ words: { enabled: true, right: true }, maxBytes: 2 ** 29, live: true, segmentSeconds: 4, forMs: 120_000 });
  for (const bad of [{ segment: '1' }, { segment: 'x' }, { 'max-gib': '0' }, { segment: '601' }]) expect(() => addressOptions(bad)).toThrow(/is a number/);
});
