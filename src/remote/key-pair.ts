/**
 * Ed25519 key pairs in OpenSSH's own format (PROTOCOL.key of OpenSSH, RFC 8709). ssh2's generator drops leading zeros, so that one
 * of its keys in 256 is unreadable.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const KIND = 'ssh-ed25519';
const BLOCK_BYTES = 8;
const LINE = 70;

export interface KeyPair {
  /** One line as in authorized_keys. */
  publicKey: string;
  /** PEM of OpenSSH, without a passphrase. */
  privateKey: string;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Length, then bytes (RFC 4251, section 5). */
const field = (content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
};

/** @param comment printable, in one line */
export function makeKeyPair(comment: string): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(jwk.d ?? '', 'base64url');
  const point = Buffer.from(jwk.x ?? '', 'base64url');
  const publicBlob = Buffer.concat([field(KIND), field(point)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, field(KIND), field(point), field(Buffer.concat([seed, point])), field(comment)]);
  const padding = Buffer.from(Array.from({ length: (BLOCK_BYTES - secret.length % BLOCK_BYTES) % BLOCK_BYTES }, (_, i) => i + 1));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field(''), uint32(1), field(publicBlob), field(Buffer.concat([secret, padding])),
  ]).toString('base64');
  const lines = file.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return {
    publicKey: `${KIND} ${publicBlob.toString('base64')} ${comment}`,
    privateKey: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
  };
}
