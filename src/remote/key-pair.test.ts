import { randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { makeKeyPair } from './key-pair.ts';

const parsed = (text: string): ssh2.ParsedKey => {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error || Array.isArray(key)) throw new Error('no key');
  return key;
};

// One key in 256 begins with a zero, in its public or in its private part.
test('every pair is readable, and its halves belong together', () => {
  for (let i = 0; i < 1200; i++) {
    const { publicKey, privateKey } = makeKeyPair('aima test');
    const text = randomBytes(20);
    expect(parsed(publicKey).verify(text, parsed(privateKey).sign(text))).toBe(true);
  }
});

test('the comment stands behind the public key and in the private one', () => {
  const { publicKey, privateKey } = makeKeyPair('aima job-1');
  expect(publicKey).toMatch(/^ssh-ed25519 AAAA\S+ aima job-1$/);
  expect(parsed(privateKey).comment).toBe('aima job-1');
});
