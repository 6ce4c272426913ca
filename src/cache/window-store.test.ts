import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWindowStore, type StoredWindow } from './window-store.ts';

let folder = '';
beforeEach(async () => { folder = path.join(await mkdtemp(path.join(tmpdir(), 'aima-windows-')), 'unfinished'); });
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

const window = (fromMs: number): StoredWindow => ({ fromMs, toMs: fromMs + 600_000, atCut: false, runs: [], observations: [], keyframes: [], before: { fromMs, explicit: false, adults: true } });

test('a finished window comes back for the same request, and for no other', async () => {
  const store = await openWindowStore(folder, ['film', { limit: 1 }]);
  await store.write(window(0));
  await store.write(window(600_000));
  const again = await openWindowStore(folder, ['film', { limit: 1 }]);
  expect(await again.read(600_000)).toEqual(window(600_000));
  expect(await again.read(1_200_000)).toBeUndefined();
  expect(await (await openWindowStore(folder, ['film', { limit: 2 }])).read(0)).toBeUndefined();
  const [place = ''] = await readdir(folder);
  expect((await stat(path.join(folder, place))).mode & 0o77).toBe(0);
});

test('a damaged window is looked at anew; a finished film leaves nothing, an abandoned one nothing after a week', async () => {
  const store = await openWindowStore(folder, ['film']);
  await store.write(window(0));
  const [place = ''] = await readdir(folder);
  await writeFile(path.join(folder, place, '0.json'), '{"fromMs":0');
  expect(await store.read(0)).toBeUndefined();
  await store.clear();
  expect(await readdir(folder)).toEqual([]);
  await store.write(window(0));
  await openWindowStore(folder, ['other'], () => Date.now() + 6 * 86_400_000);
  expect(await readdir(folder)).toHaveLength(1);
  const longAgo = new Date(Date.now() - 8 * 86_400_000);
  await utimes(path.join(folder, place), longAgo, longAgo);
  await openWindowStore(folder, ['other']);
  expect(await readdir(folder)).toEqual([]);
});
