import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { withInstallLock } from './folders.mjs';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Process id of a program that has ended. */
const deadPid = async (): Promise<number> => {
  const child = spawn('/bin/true');
  await once(child, 'close');
  return child.pid ?? 0;
};

const livePid = (): number => {
  const child = spawn('/bin/sleep', ['60']);
  onTestFinished(() => { child.kill('SIGKILL'); });
  return child.pid ?? 0;
};

const enters = async (folder: string): Promise<boolean> => {
  let entered = false;
  const attempt = withInstallLock(folder, () => { entered = true; return Promise.resolve(); });
  await Promise.race([attempt, pause(1_500)]);
  if (!entered) {
    // Let it end: the test is over for it.
    writeFileSync(path.join(folder, 'install.lock'), String(await deadPid()));
    await attempt;
    return false;
  }
  return true;
};

test('two do not work at the same time, and the lock is gone afterwards', async () => {
  const folder = tempFolder();
  const events: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    events.push(`${name} begins`);
    await pause(100);
    events.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([withInstallLock(folder, work('a')), withInstallLock(folder, work('b'))])).toEqual(['a', 'b']);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(existsSync(path.join(folder, 'install.lock'))).toBe(false);
});

test('work that fails releases the lock', async () => {
  const folder = tempFolder();
  await expect(withInstallLock(folder, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await enters(folder)).toBe(true);
});

test('the lock of a holder that was killed is taken over', async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'install.lock'), `${String(await deadPid())}\n`);
  expect(await enters(folder)).toBe(true);
});

test('the lock holds while an installer that outlived its holder still writes', async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'install.lock'), `${String(await deadPid())}\n${String(livePid())}\n`);
  expect(await enters(folder)).toBe(false);
});

test('a lock that nobody touched for long is dead even if its process id lives', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'install.lock');
  writeFileSync(file, `${String(livePid())}\n`);
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, longAgo, longAgo);
  expect(await enters(folder)).toBe(true);
});

test('the lock names the installers that were started', async () => {
  const folder = tempFolder();
  const seen = await withInstallLock(folder, (started) => {
    started(4242);
    return Promise.resolve(readFileSync(path.join(folder, 'install.lock'), 'utf8'));
  });
  expect(seen).toBe(`${String(process.pid)}\n4242\n`);
});
