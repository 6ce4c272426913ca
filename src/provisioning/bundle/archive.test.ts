import { execFileSync } from 'node:child_process';
import { chmod, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../tests/support/temp-folder.ts';
import { archiveOf } from './archive.ts';

async function content(): Promise<{ root: string; folder: string; make: () => ReturnType<typeof archiveOf> }> {
  const root = tempFolder();
  const folder = path.join(tempFolder(), 'archives');
  await writeFile(path.join(root, 'program'), 'one');
  await chmod(path.join(root, 'program'), 0o755);
  await writeFile(path.join(root, 'data'), 'two');
  return { root, folder, make: () => archiveOf({ root, files: [{ from: 'program', to: 'bin/program' }, { from: 'data' }], links: { 'links/data': '../data' } }, folder) };
}

test('it unpacks to the same files, with links and with what may be run', async () => {
  const { make } = await content();
  const archive = await make();
  const out = tempFolder();
  execFileSync('tar', ['xzf', archive.path, '-C', out]);
  expect(await readFile(path.join(out, 'links/data'), 'utf8')).toBe('two');
  expect((await stat(path.join(out, 'bin/program'))).mode & 0o111).not.toBe(0);
  expect((await stat(path.join(out, 'data'))).mode & 0o111).toBe(0);
  expect(archive.unpackedBytes).toBe(6);
  expect(archive.sha256).toBe(execFileSync('sha256sum', [archive.path], { encoding: 'utf8' }).slice(0, 64));
});

test('the same content is made once; other content has another name; one that was cut off is made again', async () => {
  const { root, folder, make } = await content();
  const first = await make();
  const madeAt = (await stat(first.path)).mtimeMs;
  expect(await make()).toEqual(first);
  await writeFile(path.join(root, 'data'), 'two'); // touched, and the same
  expect((await make()).id).toBe(first.id);
  expect((await stat(first.path)).mtimeMs).toBe(madeAt);
  await truncate(first.path, 10);
  expect((await make()).sizeBytes).toBe((await stat(first.path)).size);
  await writeFile(path.join(root, 'data'), 'six');
  expect((await make()).id).not.toBe(first.id);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
