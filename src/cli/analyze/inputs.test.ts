import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listInputs } from './inputs.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'aima-inputs-'));
  for (const file of ['a/x.mp4', 'a/x.mov', 'a/2.jpg', 'a/10.jpg', 'a/notes.txt', 'a/.hidden/y.mp4', 'b/x.mp4', 'c/readme.md']) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), 'x');
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

const list = async (...given: string[]) => {
  const inputs = await listInputs(given.map((name) => path.join(root, name)));
  return { ...inputs, files: inputs.files.map(({ relative }) => relative) };
};

test('a folder gives its media in natural order, without hidden ones, and counts the rest', async () => {
  expect(await list('a')).toEqual({ files: ['2.jpg', '10.jpg', 'x.mov', 'x.mp4'], skipped: 1, emptyFolders: [] });
});

test('equal names in two folders keep their folders', async () => {
  expect((await list('a/x.mp4', 'b/x.mp4')).files).toEqual(['a/x.mp4', 'b/x.mp4']);
  expect((await list('a', 'b')).files).toContain('b/x.mp4');
});

test('a file keeps its own name, also one that is missing or no media', async () => {
  expect((await list('a/x.mp4')).files).toEqual(['x.mp4']);
  expect((await list('a/gone.mp4', 'a/notes.txt')).files).toEqual(['gone.mp4', 'notes.txt']);
});

test('a file that is named twice is analysed once; a folder without media is told', async () => {
  expect((await list('a/x.mp4', 'a/x.mp4')).files).toHaveLength(1);
  expect((await list('c')).emptyFolders).toHaveLength(1);
});
