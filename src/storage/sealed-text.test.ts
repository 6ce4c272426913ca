import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KeyRing } from './key-wrapping.ts';
import { openText, sealText } from './sealed-text.ts';

const ring = (first: number, ...earlier: number[]): KeyRing => ({ current: createSecretKey(Buffer.alloc(32, first)), earlier: earlier.map((each) => createSecretKey(Buffer.alloc(32, each))) });
const SECRET = 'rpa_ÄÖ-1234567890';

test('a text comes back under its purpose, and under an earlier master key', () => {
  const sealed = sealText(ring(1), SECRET, 'key of runpod');
  expect(openText(ring(1), sealed, 'key of runpod')).toBe(SECRET);
  expect(openText(ring(2, 1), sealed, 'key of runpod')).toBe(SECRET);
  expect(sealText(ring(1), SECRET, 'key of runpod')).not.toBe(sealed);
});

test('nothing of it can be read, moved or changed', () => {
  const sealed = sealText(ring(1), SECRET, 'key of runpod');
  expect(sealed).not.toContain(SECRET);
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('rpa_');
  for (const [keys, text, purpose] of [[ring(2), sealed, 'key of runpod'], [ring(1), sealed, 'key of vastai'], [ring(1), `${sealed.slice(0, -2)}AA`, 'key of runpod'], [ring(1), 'k1.a.b', 'key of runpod']] as const) {
    expect(() => openText(keys, text, purpose)).toThrow(expect.objectContaining({ code: 'KEY_UNAVAILABLE' }));
    expect(() => openText(keys, text, purpose)).not.toThrow(SECRET);
  }
});
