/**
 * AES-256-GCM over numbered blocks after the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015): nonce = prefix 7 · block number u32 · kind u8.
 * The file's header is associated data of every block.
 */
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { damaged, derive, packTrailer, SALT_BYTES, TAG_BYTES, unpackTrailer, type Trailer } from './file-format.ts';

/** `waiting`: the incomplete block at the end of a broken-off upload, kept beside the file until more arrives. */
const KINDS = { full: 0, last: 1, waiting: 2 } as const;
export type BlockKind = keyof typeof KINDS;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const PREFIX_BYTES = 7;
const NONCE_BYTES = 12;
/** Where the context hash stands in the header. */
const CONTEXT = [16, 48] as const;

function nonceOf(prefix: Uint8Array, index: number, kind: BlockKind): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.set(prefix);
  nonce.writeUInt32BE(index, PREFIX_BYTES);
  nonce[NONCE_BYTES - 1] = KINDS[kind];
  return nonce;
}

function seal(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, plain: Uint8Array): Buffer[] {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(header);
  const body = cipher.update(plain);
  cipher.final();
  return [body, cipher.getAuthTag()];
}

/** Nothing of the plaintext is handed out before the tag was checked. */
function unseal(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, sealed: Uint8Array, what: string): Buffer {
  if (sealed.length < TAG_BYTES) throw damaged(`${what} is cut off`);
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(header).setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch (error) {
    throw damaged(`${what} is not what was written`, error);
  }
  return plain;
}

const keysOf = (fileKey: KeyObject, header: Uint8Array, salt: Uint8Array): { key: Buffer; prefix: Buffer } => {
  const bytes = derive(fileKey, salt, 'blocks', header.subarray(...CONTEXT), KEY_BYTES + PREFIX_BYTES);
  return { key: bytes.subarray(0, KEY_BYTES), prefix: bytes.subarray(KEY_BYTES) };
};

export interface BlockSealer {
  readonly salt: Buffer;
  /** Ciphertext and tag. Each number once, rising; nothing follows a block that is not `full`. */
  seal(index: number, kind: BlockKind, plain: Uint8Array): Buffer[];
}

/**
 * A key of its own for one uninterrupted stretch of writing. The salt is made here and cannot be given, so what was written
 * before (even if it was lost, torn, or lies in an old copy of the disk) never shared a nonce with what is written now.
 */
export function startSealing(fileKey: KeyObject, header: Uint8Array): BlockSealer {
  const salt = randomBytes(SALT_BYTES);
  const { key, prefix } = keysOf(fileKey, header, salt);
  let next = 0;
  return {
    salt,
    seal(index, kind, plain) {
      if (index < next || index >= 2 ** 32) throw new Error(`block ${index} may not be sealed here after ${next - 1}`);
      next = kind === 'full' ? index + 1 : Number.POSITIVE_INFINITY;
      return seal(key, nonceOf(prefix, index, kind), header, plain);
    },
  };
}

/** @returns a function that gives a block's plaintext or throws STORED_FILE_DAMAGED */
export function openBlocks(fileKey: KeyObject, header: Uint8Array, salt: Uint8Array): (index: number, kind: BlockKind, sealed: Uint8Array) => Buffer {
  const { key, prefix } = keysOf(fileKey, header, salt);
  return (index, kind, sealed) => unseal(key, nonceOf(prefix, index, kind), header, sealed, `block ${index}`);
}

/** Salt, ciphertext and tag: the authenticated account of how long the file is and which stretches it consists of. */
export function sealTrailer(fileKey: KeyObject, header: Uint8Array, trailer: Trailer): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const key = derive(fileKey, salt, 'trailer', header.subarray(...CONTEXT), KEY_BYTES);
  return Buffer.concat([salt, ...seal(key, Buffer.alloc(NONCE_BYTES), header, packTrailer(trailer))]);
}

export function openTrailer(fileKey: KeyObject, header: Uint8Array, sealed: Uint8Array): Trailer {
  const salt = sealed.subarray(0, SALT_BYTES);
  const key = derive(fileKey, salt, 'trailer', header.subarray(...CONTEXT), KEY_BYTES);
  return unpackTrailer(unseal(key, Buffer.alloc(NONCE_BYTES), header, sealed.subarray(SALT_BYTES), 'its table'));
}
