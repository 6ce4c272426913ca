import { spawnSync } from 'node:child_process';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { openPassingFolder, openWorkFolder } from './work-folders.ts';

/** A number that belonged to a process and belongs to none now. */
const gonePid = (): number => spawnSync('true').pid;

const left = async (parent: string, name: string, ageDays = 0): Promise<void> => {
  await mkdir(path.join(parent, name), { recursive: true });
  await writeFile(path.join(parent, name, 'part'), 'x');
  const at = new Date(Date.now() - ageDays * 86_400_000);
  await utimes(path.join(parent, name), at, at);
};

test('what a process that is gone left for the same address is taken over; of others it stays, for a week', async () => {
  const parent = path.join(tempFolder(), 'downloads');
  const pid = gonePid();
  await left(parent, `.incoming-aaaa-${pid}`);
  await left(parent, `.incoming-bbbb-${pid}`);
  await left(parent, `.incoming-cccc-${pid}`, 8);
  await left(parent, `.incoming-aaaa-${process.ppid}`);
  await writeFile(path.join(parent, 'film.mp4'), 'x');
  const folder = await openWorkFolder(parent, 'incoming', 'aaaa');
  expect(await readdir(folder)).toEqual(['part']);
  expect((await readdir(parent)).sort()).toEqual([`.incoming-aaaa-${process.pid}`, `.incoming-aaaa-${process.ppid}`, `.incoming-bbbb-${pid}`, 'film.mp4'].sort());
});

test('recordings of a process that is gone are removed at once, those of a running one are not', async () => {
  const parent = path.join(tempFolder(), 'live');
  await left(parent, `.live-1-${gonePid()}`);
  await left(parent, `.live-2-${process.ppid}`);
  const folder = await openPassingFolder(parent, 'live');
  expect((await readdir(parent)).sort()).toEqual([path.basename(folder), `.live-2-${process.ppid}`].sort());
  expect((await stat(folder)).mode & 0o077).toBe(0);
});
