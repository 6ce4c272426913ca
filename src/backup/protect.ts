/**
 * Backups under a passphrase: a preface of 32 bytes, then the format of stored files. The preface says how the key follows
 * from the passphrase by scrypt (RFC 7914):
 *
 *   "AIMABKUP" 8 · version u8 (1) · log2 of N u8 · r u8 · p u8 · 4 zero bytes · salt 16
 */
import { randomBytes, scrypt } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../kernel/app-error.ts';
import { encryptStream, keyFromBytes, openEncrypted, type ByteRange } from '../storage/index.ts';

const MAGIC = Buffer.from('AIMABKUP');
const PREFACE_BYTES = 32;
/** 128 MiB and some tenths of a second for each guess, as OWASP asks for at least. */
const COST = { log2N: 17, r: 8, p: 1 };
/** A preface of somebody else must not make us take all memory. */
const MOST = { log2N: 20, r: 16, p: 4 };
const CONTEXT = { workspaceId: 'installation', fileId: 'backup' };
const READ_BYTES = 2 ** 18;

type Cost = typeof COST;

const keyOf = (passphrase: string, salt: Uint8Array, { log2N, r, p }: Cost): Promise<ReturnType<typeof keyFromBytes>> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: 2 ** log2N, r, p, maxmem: 128 * r * 2 ** log2N * p + 2 ** 26 }, (error, bytes) => {
      if (error) reject(error);
      else resolve(keyFromBytes(bytes));
    });
  });

export async function* protect(plaintext: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(16);
  yield Buffer.concat([MAGIC, Uint8Array.of(1, COST.log2N, COST.r, COST.p, 0, 0, 0, 0), salt]);
  yield* encryptStream(plaintext, await keyOf(passphrase, salt, COST), CONTEXT);
}

async function* readFrom(handle: FileHandle, from: number, until: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < until;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(READ_BYTES, until - at)), 0, undefined, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function* unprotect(handle: FileHandle, preface: Buffer, sizeBytes: number, passphrase: string | undefined): AsyncGenerator<Uint8Array> {
  if (passphrase === undefined) throw new AppError('KEY_UNAVAILABLE', 'This backup is encrypted: its passphrase is needed.');
  const [version = 0, log2N = 0, r = 0, p = 0] = preface.subarray(MAGIC.length);
  if (version !== 1 || log2N > MOST.log2N || r > MOST.r || p > MOST.p || log2N * r * p === 0) throw new AppError('STORED_FILE_DAMAGED', 'The preface of this backup is damaged, or of a newer AIMA.');
  const key = await keyOf(passphrase, preface.subarray(16), { log2N, r, p });
  const source = {
    sizeBytes: sizeBytes - PREFACE_BYTES,
    read: ({ start, end }: ByteRange) => readFrom(handle, PREFACE_BYTES + start, PREFACE_BYTES + end),
  };
  const file = await openEncrypted(source, key, CONTEXT).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'KEY_UNAVAILABLE') throw new AppError('KEY_UNAVAILABLE', 'This is not the passphrase of this backup.', {}, error);
    throw error;
  });
  yield* file.read();
}

/**
 * The backup's bytes, decrypted where it is encrypted.
 *
 * @throws AppError MEDIA_MISSING (no such file), KEY_UNAVAILABLE (no or another passphrase), STORED_FILE_DAMAGED
 */
export async function* openBackupFile(name: string, passphrase: string | undefined): AsyncGenerator<Uint8Array> {
  await using handle = await open(name, 'r');
  const { size } = await handle.stat();
  const { buffer: preface, bytesRead } = await handle.read(Buffer.alloc(PREFACE_BYTES), 0, PREFACE_BYTES, 0);
  if (bytesRead === PREFACE_BYTES && preface.subarray(0, MAGIC.length).equals(MAGIC)) yield* unprotect(handle, preface, size, passphrase);
  else yield* readFrom(handle, 0, size);
}
