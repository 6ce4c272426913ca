/** What every storage driver must do; each implementation's test file calls this. */
import { writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { numberedBytes } from '../../tests/support/seeded-bytes.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import type { ByteRange, StorageDriver } from './storage-driver.ts';

const BAD_KEYS = ['', '/', '..', 'a/../b', '../a', '/a', 'a/', 'a//b', 'A', 'a b', 'a\0b', 'a\\b', 'ä', '.hidden', 'a/.hidden', 'a/./b', 'a..b', 'a%2e', '+ab', 'c:', 'a\n', 'x'.repeat(101), `${'ab/'.repeat(150)}c`];

async function* chunksOf(bytes: Buffer, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const readAll = async (driver: StorageDriver, key: string, range?: ByteRange): Promise<Buffer> => Buffer.concat(await Array.fromAsync(driver.read(key, range)));
const keysOf = async (driver: StorageDriver, prefix: string): Promise<string[]> => (await Array.fromAsync(driver.list(prefix))).map(({ key }) => key).toSorted();

/** @param open a driver over an empty place of its own, closed when the test ends @param largeBytes enough to be sent in several parts */
export function driverCases(open: () => Promise<StorageDriver>, largeBytes: number): void {
  contentCases(open, largeBytes);
  interruptionCases(open, largeBytes);
  nameCases(open);
}

function contentCases(open: () => Promise<StorageDriver>, largeBytes: number): void {
  test.each([0, 1, 65_536, 200_001])('%i bytes are written, described, read in full and in part', async (size) => {
    const driver = await open();
    const bytes = numberedBytes(size, size);
    expect(await driver.write('media/w-1/f_1.bin', chunksOf(bytes))).toEqual({ sizeBytes: size });
    const found = await driver.stat('media/w-1/f_1.bin');
    expect(found).toMatchObject({ key: 'media/w-1/f_1.bin', sizeBytes: size });
    expect(Math.abs((found?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(3_600_000);
    expect((await readAll(driver, 'media/w-1/f_1.bin')).equals(bytes)).toBe(true);
    for (const range of [{ start: 0, end: 0 }, { start: size, end: size }, { start: 0, end: Math.min(1, size) }, { start: Math.floor(size / 3), end: Math.ceil(size / 2) }, { start: Math.max(0, size - 1), end: size }]) expect((await readAll(driver, 'media/w-1/f_1.bin', range)).equals(bytes.subarray(range.start, range.end))).toBe(true);
    for (const range of [{ start: -1, end: 0 }, { start: 0, end: size + 1 }, { start: 2, end: 1 }]) await expect(readAll(driver, 'media/w-1/f_1.bin', range)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  test('a large object arrives whole', async () => {
    const driver = await open();
    const bytes = numberedBytes(largeBytes, 1);
    await driver.write('large', chunksOf(bytes, 1_000_003));
    expect((await readAll(driver, 'large')).equals(bytes)).toBe(true);
    expect((await readAll(driver, 'large', { start: largeBytes - 70_000, end: largeBytes - 3 })).equals(bytes.subarray(-70_000, -3))).toBe(true);
  });

  test('a file of this machine moves in and is gone from its place', async () => {
    const driver = await open();
    const file = path.join(tempFolder(), 'sealed');
    const bytes = numberedBytes(123_456, 4);
    writeFileSync(file, bytes);
    expect(await driver.moveIn('media/w-1/f-1', file)).toEqual({ sizeBytes: 123_456 });
    expect(existsSync(file)).toBe(false);
    expect((await readAll(driver, 'media/w-1/f-1')).equals(bytes)).toBe(true);
    await expect(driver.moveIn('media/w-1/f-2', file)).rejects.toThrow();
    expect(await driver.stat('media/w-1/f-2')).toBeUndefined();
  });
}

function interruptionCases(open: () => Promise<StorageDriver>, largeBytes: number): void {
  test.each([1000, largeBytes])('a source that fails behind %i bytes leaves what was there before', async (size) => {
    const driver = await open();
    await driver.write('a', chunksOf(Buffer.from('before')));
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(numberedBytes(size, 2));
      throw new Error('the source failed');
    }
    await expect(driver.write('a', failing())).rejects.toThrow('the source failed');
    await expect(driver.write('b', failing())).rejects.toThrow('the source failed');
    expect((await readAll(driver, 'a')).toString()).toBe('before');
    expect(await keysOf(driver, '')).toEqual(['a']);
  });

  test('an abort ends writing and reading', async () => {
    const driver = await open();
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let i = 0; ; i++) {
        if (i === 20) abort.abort();
        yield Buffer.alloc(1_000_000);
      }
    }
    await expect(driver.write('a', endless(), abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await driver.stat('a')).toBeUndefined();
    await driver.write('a', chunksOf(Buffer.alloc(3_000_000)));
    const stop = new AbortController();
    await expect((async () => { for await (const _ of driver.read('a', undefined, stop.signal)) stop.abort(); })()).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(driver.write('b', chunksOf(Buffer.alloc(1)), AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('what is read only in part is let go', async () => {
    const driver = await open();
    await driver.write('a', chunksOf(Buffer.alloc(5_000_000)));
    for (let i = 0; i < 20; i++) for await (const chunk of driver.read('a')) if (chunk.length > 0) break;
    expect((await readAll(driver, 'a')).length).toBe(5_000_000);
  });

  test('two writers of one key leave the whole of one of them', async () => {
    const driver = await open();
    const [one, other] = [Buffer.alloc(3_000_000, 1), Buffer.alloc(2_000_000, 2)];
    await Promise.all([driver.write('a', chunksOf(one)), driver.write('a', chunksOf(other))]);
    const got = await readAll(driver, 'a');
    expect(got.equals(one) || got.equals(other)).toBe(true);
  });
}

function nameCases(open: () => Promise<StorageDriver>): void {
  test('what is absent: nothing to describe, deleted without complaint, NOT_FOUND on reading', async () => {
    const driver = await open();
    expect(await driver.stat('media/none')).toBeUndefined();
    await driver.delete('media/none');
    await expect(readAll(driver, 'media/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await driver.write('media/some', chunksOf(Buffer.alloc(3)));
    await driver.delete('media/some');
    expect(await driver.stat('media/some')).toBeUndefined();
    expect(await keysOf(driver, '')).toEqual([]);
  });

  test('a listing holds what lies below the prefix and nothing else', async () => {
    const driver = await open();
    const keys = ['a', 'media/w-1/f-1', 'media/w-1/f-2', 'media/w-1/deeper/f-3', 'media/w-10/f-4', 'thumbs/w-1/f-1'];
    for (const key of keys) await driver.write(key, chunksOf(Buffer.from(key)));
    expect(await keysOf(driver, '')).toEqual(keys.toSorted());
    expect(await keysOf(driver, 'media/w-1/')).toEqual(['media/w-1/deeper/f-3', 'media/w-1/f-1', 'media/w-1/f-2']);
    expect(await keysOf(driver, 'none/')).toEqual([]);
    expect((await Array.fromAsync(driver.list('media/w-10/')))[0]).toMatchObject({ key: 'media/w-10/f-4', sizeBytes: 14 });
    for (const prefix of ['media', '../', '/', 'a/../', 'A/']) await expect(keysOf(driver, prefix)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  test('a name that is none is refused by every operation', async () => {
    const driver = await open();
    for (const key of BAD_KEYS) {
      const refused = { code: 'INVALID_MESSAGE' };
      await expect(driver.write(key, chunksOf(Buffer.alloc(1))), JSON.stringify(key)).rejects.toMatchObject(refused);
      await expect(driver.moveIn(key, '/nowhere')).rejects.toMatchObject(refused);
      await expect(readAll(driver, key)).rejects.toMatchObject(refused);
      await expect(driver.stat(key)).rejects.toMatchObject(refused);
      await expect(driver.delete(key)).rejects.toMatchObject(refused);
    }
  });
}
