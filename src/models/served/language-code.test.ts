import { expect, test } from 'vitest';
import { languageCode } from './language-code.ts';
import { wavOf } from './wav.ts';

test.each([['german', 'de'], ['German', 'de'], ['de', 'de'], ['de-AT', 'de'], ['english', 'en'], ['chinese', 'zh'], ['klingon', undefined], ['', undefined], ['xx', undefined]])('%s is %s', (told, code) => {
  expect(languageCode(told)).toBe(code);
});

test('samples become 16 bits, clipped', () => {
  const wav = Buffer.from(wavOf(Float32Array.of(0, 1, -2), 16_000));
  expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(24), wav.length]).toEqual(['RIFF', 16_000, 50]);
  expect([44, 46, 48].map((at) => wav.readInt16LE(at))).toEqual([0, 32_767, -32_767]);
});
