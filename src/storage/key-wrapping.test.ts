import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { keyFromBytes, keyId, needsRewrap, newKey, rewrapKey, unwrapKey, wrapKey, type KeyRing } from './key-wrapping.ts';

const ringOf = (): KeyRing => ({ current: newKey(), earlier: [] });
const FILE = { kind: 'file', workspaceId: 'w-1', fileId: 'f-1' } as const;
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'no error';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

test('a wrapped key comes back, and wrapping twice gives two texts', () => {
  const ring = ringOf();
  const key = newKey();
  const wrapped = wrapKey(ring, key, FILE);
  expect(unwrapKey(ring, wrapped, FILE).equals(key)).toBe(true);
  expect(wrapKey(ring, key, FILE)).not.toBe(wrapped);
  expect(wrapped).not.toContain(key.export().toString('base64url'));
});

test('a wrapped key opens for its own purpose only', () => {
  const ring = ringOf();
  const wrapped = wrapKey(ring, newKey(), FILE);
  for (const purpose of [{ ...FILE, fileId: 'f-2' }, { ...FILE, workspaceId: 'w-2' }, { kind: 'workspace', workspaceId: 'w-1' }] as const) expect(codeOf(() => unwrapKey(ring, wrapped, purpose))).toBe('KEY_UNAVAILABLE');
});

test('any changed character and any other text is refused', () => {
  const ring = ringOf();
  const wrapped = wrapKey(ring, newKey(), FILE);
  const body = wrapped.lastIndexOf('.') + 1;
  for (let at = 0; at < wrapped.length; at++) {
    const changed = wrapped.slice(0, at) + (wrapped[at] === 'A' ? 'B' : 'A') + wrapped.slice(at + 1);
    expect(codeOf(() => unwrapKey(ring, changed, FILE)), `character ${at} (body from ${body})`).toBe('KEY_UNAVAILABLE');
  }
  for (const text of ['', '.', 'k1..', `${wrapped}.x`, wrapped.slice(0, -4)]) expect(codeOf(() => unwrapKey(ring, text, FILE))).toBe('KEY_UNAVAILABLE');
});

test('a rotation keeps the key and needs the earlier wrapping key only until it is done', () => {
  const first = ringOf();
  const key = newKey();
  const wrapped = wrapKey(first, key, FILE);
  const rotated: KeyRing = { current: newKey(), earlier: [first.current] };
  expect(needsRewrap(rotated, wrapped)).toBe(true);
  const again = rewrapKey(rotated, wrapped, FILE);
  expect(needsRewrap(rotated, again)).toBe(false);
  const alone: KeyRing = { current: rotated.current, earlier: [] };
  expect(unwrapKey(alone, again, FILE).equals(key)).toBe(true);
  expect(codeOf(() => unwrapKey(alone, wrapped, FILE))).toBe('KEY_UNAVAILABLE');
});

test('a key wrapped by version 1 stays readable', () => {
  const ring: KeyRing = { current: keyFromBytes(Buffer.alloc(32, 1)), earlier: [] };
  expect(keyId(ring.current)).toBe('beb717fbbd2734db');
  expect(unwrapKey(ring, 'k1.beb717fbbd2734db.hZADG9wyDCdh8ZNQwb4eGMhZLkRuPsac6za7519Rfx3q_eC-U1kVHBpu0FeL5uGXNXeyiDu4fMBjSayi', FILE).export().toString('hex')).toBe('02'.repeat(32));
});
