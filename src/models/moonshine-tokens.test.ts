import { expect, test } from 'vitest';
import { greedy } from './moonshine.ts';
import { moonshineTokens, tokenTexts } from './moonshine-tokens.ts';

const tokens = moonshineTokens();
const id = (token: string): number => tokens.indexOf(token);

test('there is a name for every output of the decoder', () => {
  expect(tokens).toHaveLength(32_768);
  expect(tokens[32_000]).toBe('<<ST_0>>');
  expect(tokens[32_767]).toBe('<<ST_767>>');
});

test('words begin with a space, control tokens are empty', () => {
  expect(tokenTexts([1, id('▁so'), id(','), 32_005, 2], tokens)).toEqual(['', ' so', ',', '', '']);
});

test('a character spelled in bytes comes with its last byte', () => {
  expect(tokenTexts([id('<0xE2>'), id('<0x82>'), id('<0xAC>'), id('▁so')], tokens)).toEqual(['', '', '€', ' so']);
});

test('the likeliest token carries the logarithm of its probability', () => {
  expect(greedy(Float32Array.of(0, Math.log(3), 0))).toEqual({ id: 1, logProb: expect.closeTo(Math.log(0.6), 6) as number });
  // Large logits must not overflow.
  expect(greedy(Float32Array.of(1000, 0))).toEqual({ id: 0, logProb: expect.closeTo(0, 6) as number });
});
