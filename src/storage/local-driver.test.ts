import { chmodSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { driverCases } from './driver.cases.ts';
import { openLocalDriver } from './local-driver.ts';

describe('a local folder', () => { driverCases(() => openLocalDriver(path.join(tempFolder(), 'media')), 20_000_000); });

async function* bytes(size: number): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(size);
}

const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

test('files and folders are for their owner alone, spread over two levels', async () => {
  const folder = path.join(tempFolder(), 'media');
  const driver = await openLocalDriver(folder);
  await driver.write('media/w-1/f-1', bytes(10));
  expect(filesBelow(folder)).toEqual([expect.stringMatching(/^media\/w-1\/\+[0-9a-f]{2}\/\+[0-9a-f]{2}\/f-1$/)]);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) expect(statSync(path.join(entry.parentPath, entry.name)).mode & 0o777, entry.name).toBe(entry.isFile() ? 0o600 : 0o700);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('what a crash left is no object, and is swept once it is old', async () => {
  const folder = path.join(tempFolder(), 'media');
  const driver = await openLocalDriver(folder);
  const left = path.join(folder, '.unfinished', 'left');
  writeFileSync(left, 'half');
  expect(await Array.fromAsync(driver.list(''))).toEqual([]);
  expect(await driver.sweep(60_000)).toBe(0);
  utimesSync(left, new Date(0), new Date(0));
  expect(await driver.sweep(60_000)).toBe(1);
  expect(filesBelow(folder)).toEqual([]);
});

test('free space is that of the disk', async () => {
  const space = await (await openLocalDriver(tempFolder())).space();
  expect(space?.freeBytes).toBeGreaterThan(0);
  expect(space?.totalBytes).toBeGreaterThan(space?.freeBytes ?? 0);
});

test('a folder that may not be written says so', async ({ skip }) => {
  if (process.getuid?.() === 0) skip('root may write everywhere');
  const folder = path.join(tempFolder(), 'media');
  const driver = await openLocalDriver(folder);
  chmodSync(folder, 0o500);
  await expect(driver.write('media/w-1/f-1', bytes(10))).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  chmodSync(folder, 0o700);
});
