import { createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { encryptStream } from './encrypt-stream.ts';
import { openEncrypted, type ReadableFile, type SealedSource } from './encrypted-file.ts';
import { BLOCK_BYTES, HEADER_BYTES, SEALED_BLOCK_BYTES, sealedBytes } from './file-format.ts';
import { openUploads } from './uploads.ts';
import { FILE_OF_VERSION_1 } from './version-1.cases.ts';
import { numberedBytes, seededNumbers } from '../../tests/support/seeded-bytes.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';

const CONTEXT = { workspaceId: 'w-1', fileId: 'f-1' };
const KEY = createSecretKey(Buffer.alloc(32, 7));

const gather = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => Buffer.concat(await Array.fromAsync(chunks));

/** Ciphertext in memory that counts what is fetched and hands it out in odd pieces. */
const inMemory = (bytes: Buffer, fetched = { bytes: 0 }, chunkBytes = 100_003): SealedSource => ({
  sizeBytes: bytes.length,
  async *read({ start, end }) {
    for (let at = start; at < Math.min(end, bytes.length); at += chunkBytes) {
      const chunk = bytes.subarray(at, Math.min(at + chunkBytes, end));
      fetched.bytes += chunk.length;
      yield chunk;
    }
  },
});

const encrypted = (plain: Buffer, key = KEY, context = CONTEXT): Promise<Buffer> => gather(encryptStream([plain], key, context));
const opened = async (plain: Buffer): Promise<ReadableFile> => openEncrypted(inMemory(await encrypted(plain)), KEY, CONTEXT);
const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'no error', (error: unknown) => (error instanceof AppError ? error.code : String(error)));
const readAll = async (bytes: Buffer, key = KEY, context = CONTEXT): Promise<Buffer> => gather((await openEncrypted(inMemory(bytes), key, context)).read());

const SIZES = [0, 1, 15, 16, 17, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES - 1, 2 * BLOCK_BYTES, 2 * BLOCK_BYTES + 1, 5 * BLOCK_BYTES + 1234];

test.each(SIZES)('a file of %i bytes comes back, whole and in any part', async (size) => {
  const plain = numberedBytes(size, size);
  const file = await opened(plain);
  expect(file.sizeBytes).toBe(size);
  expect((await gather(file.read())).equals(plain)).toBe(true);
  const next = seededNumbers(size + 1);
  for (let i = 0; i < 25; i++) {
    const start = Math.floor(next() * (size + 1));
    const end = start + Math.floor(next() * (size + 1 - start));
    expect((await gather(file.read({ start, end }))).equals(plain.subarray(start, end)), `${start}..${end}`).toBe(true);
  }
  for (const range of [{ start: -1, end: 0 }, { start: 0, end: size + 1 }, { start: 1, end: 0 }, { start: 0.5, end: 1 }]) expect(await codeOf(gather(file.read(range)))).toBe('INVALID_MESSAGE');
});

test('the same plaintext in any chunking is one and the same plaintext', async () => {
  const plain = numberedBytes(3 * BLOCK_BYTES + 77, 3);
  const next = seededNumbers(4);
  for (let round = 0; round < 10; round++) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < plain.length;) {
      const length = Math.floor(next() ** 4 * 3 * BLOCK_BYTES);
      chunks.push(plain.subarray(at, at + length));
      at += length;
    }
    expect((await readAll(await gather(encryptStream(chunks, KEY, CONTEXT)))).equals(plain)).toBe(true);
  }
});

test('a range fetches the blocks that hold it and no others', async () => {
  const fetched = { bytes: 0 };
  const file = await openEncrypted(inMemory(await encrypted(numberedBytes(20 * BLOCK_BYTES, 1)), fetched), KEY, CONTEXT);
  fetched.bytes = 0;
  await gather(file.read({ start: 7 * BLOCK_BYTES + 5, end: 7 * BLOCK_BYTES + 6 }));
  expect(fetched.bytes).toBe(SEALED_BLOCK_BYTES);
  fetched.bytes = 0;
  await gather(file.read({ start: 3 * BLOCK_BYTES - 1, end: 3 * BLOCK_BYTES + 1 }));
  expect(fetched.bytes).toBe(2 * SEALED_BLOCK_BYTES);
});

test('two encryptions of one plaintext share nothing but the header', async () => {
  const plain = Buffer.alloc(BLOCK_BYTES * 2);
  const [first, second] = [await encrypted(plain), await encrypted(plain)];
  expect(first.subarray(0, HEADER_BYTES).equals(second.subarray(0, HEADER_BYTES))).toBe(true);
  for (let at = HEADER_BYTES; at < first.length - 20; at += 16) expect(first.subarray(at, at + 16).equals(second.subarray(at, at + 16))).toBe(false);
});

test('one flipped bit anywhere is an error, never other content', async () => {
  const plain = numberedBytes(2 * BLOCK_BYTES + 300, 9);
  const bytes = await encrypted(plain);
  const next = seededNumbers(10);
  const regions = [...Array.from({ length: HEADER_BYTES }, (_, i) => i), ...Array.from({ length: 110 }, (_, i) => bytes.length - 1 - i),
    ...[0, 1, 2].flatMap((block) => [0, 1, 100, SEALED_BLOCK_BYTES - 17, SEALED_BLOCK_BYTES - 16, SEALED_BLOCK_BYTES - 1].map((at) => HEADER_BYTES + block * SEALED_BLOCK_BYTES + at)),
    ...Array.from({ length: 60 }, () => Math.floor(next() * bytes.length))].filter((at) => at < bytes.length);
  for (const at of regions) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    expect(await codeOf(readAll(changed)), `byte ${at}`).toMatch(/^(STORED_FILE_DAMAGED|KEY_UNAVAILABLE)$/);
  }
});

test('what is handed out before a damaged block is right, and the damaged block is not handed out', async () => {
  const plain = numberedBytes(3 * BLOCK_BYTES, 5);
  const bytes = await encrypted(plain);
  bytes[HEADER_BYTES + SEALED_BLOCK_BYTES + 1] = (bytes[HEADER_BYTES + SEALED_BLOCK_BYTES + 1] ?? 0) ^ 1;
  const file = await openEncrypted(inMemory(bytes), KEY, CONTEXT);
  const got: Uint8Array[] = [];
  const failed = await codeOf((async () => { for await (const chunk of file.read()) got.push(chunk); })());
  expect(failed).toBe('STORED_FILE_DAMAGED');
  expect(Buffer.concat(got).equals(plain.subarray(0, BLOCK_BYTES))).toBe(true);
  expect((await gather(file.read({ start: 2 * BLOCK_BYTES, end: 3 * BLOCK_BYTES }))).equals(plain.subarray(2 * BLOCK_BYTES))).toBe(true);
});

test('a file cut off anywhere, or with something behind it, is refused', async () => {
  const bytes = await encrypted(numberedBytes(2 * BLOCK_BYTES + 300, 9));
  const next = seededNumbers(11);
  const ends = [0, 1, 7, 8, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 8, HEADER_BYTES + SEALED_BLOCK_BYTES, HEADER_BYTES + 2 * SEALED_BLOCK_BYTES, bytes.length - 8, bytes.length - 1, ...Array.from({ length: 40 }, () => Math.floor(next() * bytes.length))];
  for (const end of ends) expect(await codeOf(readAll(bytes.subarray(0, end))), `first ${end} bytes`).toBe('STORED_FILE_DAMAGED');
  expect(await codeOf(readAll(Buffer.concat([bytes, Buffer.alloc(1)])))).toBe('STORED_FILE_DAMAGED');
  const behindBlocks = sealedBytes(2 * BLOCK_BYTES + 300);
  expect(await codeOf(readAll(Buffer.concat([bytes.subarray(0, behindBlocks), Buffer.alloc(1), bytes.subarray(behindBlocks)])))).toBe('STORED_FILE_DAMAGED');
  const block = bytes.subarray(HEADER_BYTES, HEADER_BYTES + SEALED_BLOCK_BYTES);
  expect(await codeOf(readAll(Buffer.concat([bytes.subarray(0, HEADER_BYTES), block, bytes.subarray(HEADER_BYTES)])))).toBe('STORED_FILE_DAMAGED');
});

test('blocks in another order, of another file, or of an older writing of the same file are refused', async () => {
  const plain = numberedBytes(3 * BLOCK_BYTES, 2);
  const swap = (from: Buffer, block: number, into: Buffer, place: number): Buffer => {
    const changed = Buffer.from(into);
    from.copy(changed, HEADER_BYTES + place * SEALED_BLOCK_BYTES, HEADER_BYTES + block * SEALED_BLOCK_BYTES, HEADER_BYTES + (block + 1) * SEALED_BLOCK_BYTES);
    return changed;
  };
  const bytes = await encrypted(plain);
  for (const [block, place] of [[0, 1], [1, 0], [2, 1], [1, 2]] as const) expect(await codeOf(readAll(swap(bytes, block, bytes, place)))).toBe('STORED_FILE_DAMAGED');
  expect(await codeOf(readAll(swap(await encrypted(plain), 1, bytes, 1)))).toBe('STORED_FILE_DAMAGED');
  expect(await codeOf(readAll(swap(await encrypted(plain, KEY, { ...CONTEXT, fileId: 'f-2' }), 1, bytes, 1)))).toBe('STORED_FILE_DAMAGED');
});

test('another key, file or workspace is told apart', async () => {
  const bytes = await encrypted(numberedBytes(1000, 1));
  expect(await codeOf(readAll(bytes, createSecretKey(randomBytes(32))))).toBe('KEY_UNAVAILABLE');
  expect(await codeOf(readAll(bytes, KEY, { ...CONTEXT, fileId: 'f-2' }))).toBe('STORED_FILE_DAMAGED');
  expect(await codeOf(readAll(bytes, KEY, { ...CONTEXT, workspaceId: 'w-2' }))).toBe('STORED_FILE_DAMAGED');
  expect(await codeOf(readAll(bytes, KEY, { workspaceId: 'w-', fileId: '1f-1' }))).toBe('STORED_FILE_DAMAGED');
});

test('no plaintext is found in the ciphertext', async () => {
  const marker = Buffer.from('PLAINTEXT-MARKER-');
  const bytes = await encrypted(Buffer.concat(Array.from({ length: 20_000 }, () => marker)));
  expect(bytes.includes(marker.subarray(0, 8))).toBe(false);
});

/** Written from the description of the format alone, without any of this room's code: it pins every layout and derivation. */
function readByDescription(bytes: Buffer, fileKey: Buffer): Buffer {
  const header = bytes.subarray(0, 80);
  const context = header.subarray(16, 48);
  const hkdf = (salt: Buffer, info: string, length: number): Buffer => Buffer.from(hkdfSync('sha256', fileKey, salt, Buffer.concat([Buffer.from(info), context]), length));
  const decrypt = (key: Buffer, nonce: Buffer, sealed: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(header).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  };
  const trailerBytes = bytes.readUInt32BE(bytes.length - 8);
  const trailer = bytes.subarray(bytes.length - 8 - trailerBytes, bytes.length - 8);
  const table = decrypt(hkdf(trailer.subarray(0, 16), 'aima file 1 trailer 32 ', 32), Buffer.alloc(12), trailer.subarray(16));
  const segments = Array.from({ length: table.readUInt32BE(8) }, (_, i) => ({ first: table.readUInt32BE(12 + 20 * i), salt: table.subarray(16 + 20 * i, 32 + 20 * i) }));
  const size = Number(table.readBigUInt64BE());
  const count = Math.max(1, Math.ceil(size / 65_536));
  return Buffer.concat(Array.from({ length: count }, (_, i) => {
    const derived = hkdf(segments.findLast(({ first }) => first <= i)?.salt ?? Buffer.alloc(0), 'aima file 1 blocks 39 ', 39);
    const number = Buffer.alloc(4);
    number.writeUInt32BE(i);
    const nonce = Buffer.concat([derived.subarray(32), number, Buffer.from([i === count - 1 ? 1 : 0])]);
    return decrypt(derived.subarray(0, 32), nonce, bytes.subarray(80 + i * 65_552, Math.min(80 + (i + 1) * 65_552, bytes.length - 8 - trailerBytes)));
  }));
}

test('a file of several blocks and stretches is what the description says', async () => {
  const plain = numberedBytes(4 * BLOCK_BYTES + 99, 6);
  expect(readByDescription(await encrypted(plain), Buffer.alloc(32, 7)).equals(plain)).toBe(true);
  const folder = tempFolder();
  const upload = { uploadId: 'u1', fileKey: KEY, context: CONTEXT };
  const uploads = await openUploads(folder);
  await uploads.create(upload);
  async function* part(start: number, end: number): AsyncGenerator<Uint8Array> {
    yield plain.subarray(start, end);
  }
  await uploads.append(upload, part(0, 100_000), { offset: 0 });
  await uploads.append(upload, part(100_000, plain.length), { offset: 100_000 });
  await uploads.seal(upload);
  expect(readByDescription(readFileSync(path.join(folder, 'u1', 'sealed')), Buffer.alloc(32, 7)).equals(plain)).toBe(true);
});

/** Written by version 1 on the day it was made. Later versions must read it; never make it anew. */
test('a file written by version 1 stays readable', async () => {
  const plain = await readAll(Buffer.from(FILE_OF_VERSION_1.encrypted, 'base64'), createSecretKey(Buffer.from(FILE_OF_VERSION_1.fileKey, 'hex')), FILE_OF_VERSION_1.context);
  expect(plain.toString()).toBe(FILE_OF_VERSION_1.plaintext);
});
