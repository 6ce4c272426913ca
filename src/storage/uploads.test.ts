import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { numberedBytes, seededNumbers } from '../../tests/support/seeded-bytes.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { openEncrypted } from './encrypted-file.ts';
import { BLOCK_BYTES, blockOffset, SEALED_BLOCK_BYTES } from './file-format.ts';
import { newKey } from './key-wrapping.ts';
import { openLocalDriver } from './local-driver.ts';
import { holdBack, journalFiles, recoverUpload } from './upload-journal.ts';
import { openUploads, type UploadKey } from './uploads.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const uploadOf = (): UploadKey => ({ uploadId: 'u1', fileKey: newKey(), context: { workspaceId: 'w-1', fileId: 'f-1' } });

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Arrives in pieces and breaks off behind the last of them. */
async function* broken(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes, 50_000);
  throw new Error('the line was cut');
}

const allBytesBelow = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(path.join(entry.parentPath, entry.name))));

async function readStored(folder: string, upload: UploadKey, key: string): Promise<Buffer> {
  const driver = await openLocalDriver(folder);
  const found = await driver.stat(key);
  const file = await openEncrypted({ sizeBytes: found?.sizeBytes ?? 0, read: (range, signal) => driver.read(key, range, signal) }, upload.fileKey, upload.context);
  return Buffer.concat(await Array.fromAsync(file.read()));
}

const SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES, 3 * BLOCK_BYTES + 5];

test.each(SIZES)('%i bytes in one go are sealed, stored and read again', async (size) => {
  const folder = tempFolder();
  const uploads = await openUploads(path.join(folder, 'uploads'));
  const upload = uploadOf();
  const plain = numberedBytes(size, size);
  await uploads.create(upload);
  expect(await uploads.append(upload, chunksOf(plain, 7001), { offset: 0 })).toBe(size);
  const sealed = await uploads.seal(upload);
  expect(sealed).toMatchObject({ sizeBytes: size, sha256: sha256(plain) });
  expect(await uploads.seal(upload)).toEqual(sealed);
  const driver = await openLocalDriver(path.join(folder, 'media'));
  await uploads.store(upload, driver, 'media/w-1/f-1');
  expect((await driver.stat('media/w-1/f-1'))?.sizeBytes).toBe(sealed.storedBytes);
  await uploads.store(upload, driver, 'media/w-1/f-1');
  expect((await readStored(path.join(folder, 'media'), upload, 'media/w-1/f-1')).equals(plain)).toBe(true);
  expect(await uploads.list()).toEqual([]);
});

test('an upload broken off at any byte goes on exactly there, in this process and in another', async () => {
  const next = seededNumbers(20260101);
  for (let round = 0; round < 12; round++) {
    const folder = tempFolder();
    const upload = uploadOf();
    const plain = numberedBytes(Math.floor(next() * 6 * BLOCK_BYTES), round);
    let uploads = await openUploads(folder);
    await uploads.create(upload);
    for (let offset = 0; offset < plain.length;) {
      const until = Math.min(plain.length, next() < 0.3 ? Math.ceil((offset + 1) / BLOCK_BYTES) * BLOCK_BYTES : offset + Math.ceil(next() ** 3 * 3 * BLOCK_BYTES));
      await expect(uploads.append(upload, broken(plain.subarray(offset, until)), { offset })).rejects.toThrow('the line was cut');
      if (next() < 0.5) uploads = await openUploads(folder);
      offset = await uploads.offset(upload);
      expect(offset).toBe(until);
    }
    expect(await uploads.seal(upload)).toMatchObject({ sizeBytes: plain.length, sha256: sha256(plain) });
  }
});

test('what a crash tore or lost is cut off, and the rest goes on', async () => {
  const next = seededNumbers(7);
  const plain = numberedBytes(5 * BLOCK_BYTES + 100, 7);
  for (let round = 0; round < 15; round++) {
    const folder = tempFolder();
    const upload = uploadOf();
    const before = await openUploads(folder);
    await before.create(upload);
    await before.append(upload, chunksOf(plain.subarray(0, 2 * BLOCK_BYTES + 10), 9000), { offset: 0 });
    await before.append(upload, chunksOf(plain.subarray(2 * BLOCK_BYTES + 10, 5 * BLOCK_BYTES), 70_000), { offset: 2 * BLOCK_BYTES + 10 });
    const data = path.join(folder, 'u1', 'data');
    const cut = blockOffset(2) + Math.floor(next() * (statSync(data).size - blockOffset(2)));
    truncateSync(data, cut);
    // A disk that promised a block and holds something else.
    if (round % 3 === 0) writeFileSync(data, numberedBytes(Math.floor(next() * 3000), round), { flag: 'a' });
    if (round % 4 === 1) rmSync(path.join(folder, 'u1', 'tail'));
    if (round % 4 === 2) writeFileSync(path.join(folder, 'u1', 'tail'), numberedBytes(500, round));
    const after = await openUploads(folder);
    const offset = await after.offset(upload);
    expect(offset).toBeLessThanOrEqual(5 * BLOCK_BYTES);
    expect(offset).toBeGreaterThanOrEqual(Math.floor((cut - blockOffset(0)) / SEALED_BLOCK_BYTES) * BLOCK_BYTES);
    await after.append(upload, chunksOf(plain.subarray(offset), 60_000), { offset });
    expect(await after.seal(upload)).toMatchObject({ sizeBytes: plain.length, sha256: sha256(plain) });
  }
});

test('an upload that lost blocks may end there or go on, whatever lies behind them', async () => {
  for (const goesOn of [false, true]) {
    const folder = tempFolder();
    const upload = uploadOf();
    const plain = numberedBytes(6 * BLOCK_BYTES, 8);
    const uploads = await openUploads(folder);
    await uploads.create(upload);
    for (let at = 0; at < 6; at += 2) await uploads.append(upload, chunksOf(plain.subarray(at * BLOCK_BYTES, (at + 2) * BLOCK_BYTES), 50_000), { offset: at * BLOCK_BYTES });
    // Three stretches; the disk then loses everything behind the first block but not its length.
    const data = path.join(folder, 'u1', 'data');
    const size = statSync(data).size;
    truncateSync(data, blockOffset(1));
    truncateSync(data, size);
    expect(await (await openUploads(folder)).offset(upload)).toBe(BLOCK_BYTES);
    let length = BLOCK_BYTES;
    if (goesOn) length = await (await openUploads(folder)).append(upload, chunksOf(plain.subarray(BLOCK_BYTES, 4 * BLOCK_BYTES + 9), 50_000), { offset: BLOCK_BYTES });
    // A crash after the last block was held back, before it was sealed as the last.
    const files = journalFiles(path.join(folder, 'u1'));
    const heldBack = await holdBack(files, upload.fileKey, await recoverUpload(files, upload.fileKey, upload.context));
    expect(heldBack.held.length).toBeGreaterThan(0);
    const after = await openUploads(folder);
    expect(await after.offset(upload)).toBe(length);
    expect(await after.seal(upload)).toMatchObject({ sizeBytes: length, sha256: sha256(plain.subarray(0, length)) });
  }
});

test('sealing that a crash interrupted is repeated', async () => {
  for (const size of [100, 2 * BLOCK_BYTES, 2 * BLOCK_BYTES + 1]) {
    const folder = tempFolder();
    const upload = uploadOf();
    const plain = numberedBytes(size, size);
    const uploads = await openUploads(folder);
    await uploads.create(upload);
    await uploads.append(upload, chunksOf(plain, 10_000), { offset: 0 });
    await uploads.seal(upload);
    // Everything was written but the file has its first name still; and a stretch was announced that never came.
    renameSync(path.join(folder, 'u1', 'sealed'), path.join(folder, 'u1', 'data'));
    writeFileSync(path.join(folder, 'u1', 'segments'), Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.alloc(16, 1), Buffer.alloc(3)]), { flag: 'a' });
    const after = await openUploads(folder);
    expect(await after.offset(upload)).toBe(size);
    expect(await after.seal(upload)).toMatchObject({ sizeBytes: size, sha256: sha256(plain) });
  }
});

test('two processes that take turns do not disturb each other', async () => {
  const folder = tempFolder();
  const upload = uploadOf();
  const plain = numberedBytes(4 * BLOCK_BYTES, 3);
  const [one, other] = [await openUploads(folder), await openUploads(folder)];
  await one.create(upload);
  let offset = 0;
  for (const [i, until] of [10, 2 * BLOCK_BYTES + 3, 2 * BLOCK_BYTES + 9, 3 * BLOCK_BYTES, plain.length].entries()) {
    offset = await (i % 2 === 0 ? one : other).append(upload, chunksOf(plain.subarray(offset, until), 1000), { offset });
  }
  expect(await other.seal(upload)).toMatchObject({ sha256: sha256(plain) });
  expect(await one.seal(upload)).toMatchObject({ sha256: sha256(plain) });
});

test('other content at the same place never meets the same key stream', async () => {
  const folder = tempFolder();
  const upload = uploadOf();
  const [first, second] = [numberedBytes(2 * BLOCK_BYTES, 1), numberedBytes(2 * BLOCK_BYTES, 2)];
  const uploads = await openUploads(folder);
  await uploads.create(upload);
  cpSync(path.join(folder, 'u1'), path.join(folder, 'at-the-beginning'), { recursive: true });
  const data = path.join(folder, 'u1', 'data');
  const tail = path.join(folder, 'u1', 'tail');
  await uploads.append(upload, chunksOf(first, 30_000), { offset: 0 });
  const seen = { data: readFileSync(data), tail: readFileSync(tail) };
  // The disk goes back in time, as after a restored snapshot; the client then sends something else.
  rmSync(path.join(folder, 'u1'), { recursive: true });
  cpSync(path.join(folder, 'at-the-beginning'), path.join(folder, 'u1'), { recursive: true });
  const again = await openUploads(folder);
  await again.append(upload, chunksOf(second, 30_000), { offset: 0 });
  const keyStream = (sealed: Buffer, at: number, plain: Buffer): string => Buffer.from(plain.subarray(0, 64).map((byte, i) => byte ^ (sealed[at + i] ?? 0))).toString('hex');
  expect(keyStream(readFileSync(data), blockOffset(0), second)).not.toBe(keyStream(seen.data, blockOffset(0), first));
  expect(keyStream(readFileSync(tail), 20, second.subarray(BLOCK_BYTES))).not.toBe(keyStream(seen.tail, 20, first.subarray(BLOCK_BYTES)));
  // Nor does the block that was waiting share it with the finished one.
  await again.seal(upload);
  expect(keyStream(readFileSync(path.join(folder, 'u1', 'sealed')), blockOffset(1), second.subarray(BLOCK_BYTES))).not.toBe(keyStream(readFileSync(tail), 20, second.subarray(BLOCK_BYTES)));
});

test('no plaintext is on the disk during, between and after broken uploads, and nobody else may read the files', async () => {
  const folder = tempFolder();
  const marker = Buffer.from('PLAINTEXT-MARKER');
  const plain = Buffer.concat(Array.from({ length: 20_000 }, () => marker));
  const upload = uploadOf();
  const uploads = await openUploads(path.join(folder, 'uploads'));
  await uploads.create(upload);
  const looks: boolean[] = [];
  const look = (): void => { looks.push(allBytesBelow(folder).includes(marker.subarray(0, 8))); };
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(plain.subarray(0, 200_001), 20_000)) {
      look();
      yield chunk;
    }
    throw new Error('the line was cut');
  }
  await expect(uploads.append(upload, watched(), { offset: 0 })).rejects.toThrow('cut');
  look();
  await uploads.append(upload, chunksOf(plain.subarray(200_001), 9000), { offset: 200_001 });
  look();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) expect(statSync(path.join(entry.parentPath, entry.name)).mode & 0o077, entry.name).toBe(0);
  await uploads.seal(upload);
  look();
  await uploads.store(upload, await openLocalDriver(path.join(folder, 'media')), 'media/w-1/f-1');
  look();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) expect(statSync(path.join(entry.parentPath, entry.name)).mode & 0o077, entry.name).toBe(0);
  expect(looks.length).toBeGreaterThan(12);
  expect(looks).not.toContain(true);
  expect(allBytesBelow(path.join(folder, 'media')).length).toBeGreaterThan(plain.length);
});

test('a wrong offset, a second writer, too many bytes, an abort and a wrong key each say what they are', async () => {
  const folder = tempFolder();
  const upload = uploadOf();
  const uploads = await openUploads(folder);
  await uploads.create(upload);
  await expect(uploads.create(upload)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(uploads.append(upload, chunksOf(Buffer.alloc(5), 5), { offset: 3 })).rejects.toMatchObject({ code: 'CONFLICT', details: { offset: 0 } });
  const gate = Promise.withResolvers<undefined>();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    await gate.promise;
  }
  const first = uploads.append(upload, slow(), { offset: 0 });
  await expect(uploads.append(upload, chunksOf(Buffer.alloc(5), 5), { offset: 0 })).rejects.toMatchObject({ code: 'CONFLICT' });
  gate.resolve(undefined);
  expect(await first).toBe(10);
  await expect(uploads.append(upload, chunksOf(Buffer.alloc(100), 30), { offset: 10, maxBytes: 50 })).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  expect(await uploads.offset(upload)).toBe(50);
  const abort = new AbortController();
  async function* aborted(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(7);
    abort.abort();
    yield Buffer.alloc(7);
  }
  await expect(uploads.append(upload, aborted(), { offset: 50, signal: abort.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await uploads.offset(upload)).toBe(57);
  const other = await openUploads(folder);
  await expect(other.offset({ ...upload, fileKey: newKey() })).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  await expect(other.offset({ ...upload, uploadId: '../u1' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  await expect(other.offset({ ...upload, uploadId: 'u2' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await uploads.discard('u1');
  await uploads.discard('u1');
  expect(readdirSync(folder)).toEqual([]);
});
