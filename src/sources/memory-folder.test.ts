import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { memoryFolder } from './memory-folder.ts';

const SHARED = '/dev/shm';
const inMemory = existsSync(SHARED) && statfsSync(SHARED).type === 0x01021994;

test('a folder that is not there, or lies on a disk, is no memory', async () => {
  expect(await memoryFolder('/elsewhere', path.join(tempFolder(), 'absent'))).toBe('/elsewhere');
  expect(await memoryFolder('/elsewhere', import.meta.dirname)).toBe('/elsewhere');
});

test.skipIf(!inMemory)('memory is for this user alone, and nothing that lies there under its name is trusted', async () => {
  const shared = path.join(SHARED, `aima-test-${process.pid}-${Date.now()}`);
  mkdirSync(shared);
  try {
    const folder = await memoryFolder('/elsewhere', shared);
    expect(path.dirname(folder)).toBe(shared);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(await memoryFolder('/elsewhere', shared)).toBe(folder);
    chmodSync(folder, 0o777);
    await expect(memoryFolder('/elsewhere', shared)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    rmSync(folder, { recursive: true });
    symlinkSync(tempFolder(), folder);
    await expect(memoryFolder('/elsewhere', shared)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  } finally {
    rmSync(shared, { recursive: true, force: true });
  }
});
