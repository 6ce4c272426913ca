import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let work: string;
let folder: string;
beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
  folder = path.join(work, 'db');
});
afterEach(() => { rmSync(work, { recursive: true, force: true }); });

const LOCK_AND_WAIT = `
  const { lockFolder } = await import(process.argv[1]);
  lockFolder(process.argv[2]);
  process.stdout.write('locked');
  setInterval(() => {}, 1000);`;

test('another process is named, and its lock ends with kill -9', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', LOCK_AND_WAIT, path.join(import.meta.dirname, 'folder-lock.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_LOCKED', details: expect.objectContaining({ pid: child.pid }) as object }) as Error);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockFolder(folder).release();
});

test('the same process cannot take it twice, and what says who holds it may be missing or damaged', () => {
  const lock = lockFolder(folder, () => new Date('2026-01-02T03:04:05Z'));
  expect(() => lockFolder(folder)).toThrow(`process ${process.pid} since 2026-01-02T03:04:05.000Z`);
  writeFileSync(`${folder}.holder.json`, 'nonsense');
  expect(() => lockFolder(folder)).toThrow('another process');
  lock.release();
  lockFolder(folder).release();
});
