import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { runQuietly } from './run-child.mjs';

const MODULE = path.join(import.meta.dirname, 'run-child.mjs');

/** Says `ready`, then names every signal that it gets, and ends itself a moment after the first. */
const PROGRAM = `
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log(signal); setTimeout(() => process.exit(33), 400); });
setInterval(() => {}, 1000);
console.log('ready');`;

/** A launcher in a process group of its own, without a terminal, that runs `code` in its place. */
const launcher = (code: string): ChildProcess => {
  const body = `import { runInPlace } from ${JSON.stringify(MODULE)};
    process.exitCode = await runInPlace(process.execPath, ['-e', ${JSON.stringify(code)}], { cwd: '.', env: process.env });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', body], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // All of it has ended, as it should.
    }
  });
  return child;
};

const outcome = async (child: ChildProcess, whenReady: () => void = () => undefined): Promise<{ output: string; code: unknown }> => {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    if (output === 'ready\n') whenReady();
  });
  const [code] = (await once(child, 'close')) as [unknown];
  return { output, code };
};

test.each([['process.exitCode = 4', 4], ["process.kill(process.pid, 'SIGKILL')", 137], ["process.kill(process.pid, 'SIGTERM')", 143]])(
  'the exit code of `%s` is %i',
  async (code, expected) => {
    expect(await outcome(launcher(code))).toEqual({ output: '', code: expected });
  },
);

test.each(['SIGINT', 'SIGTERM'] as const)('%s sent to the launcher alone reaches the program once, and the launcher waits for it', async (signal) => {
  const child = launcher(PROGRAM);
  const ended = await outcome(child, () => {
    child.kill(signal);
    setTimeout(() => child.kill(signal), 50);
  });
  expect(ended).toEqual({ output: `ready\n${signal}\n`, code: 33 });
});

test('an installer gives its code and its output, and one that cannot start gives 127', async () => {
  const env = process.env;
  expect(await runQuietly('/bin/sh', ['-c', 'echo out; echo err >&2; exit 5'], { env })).toEqual({ code: 5, output: 'out\nerr\n' });
  expect((await runQuietly('/no/such/program', [], { env })).code).toBe(127);
});

test('a launcher that is told to stop ends its installer first', async () => {
  const log = path.join(tempFolder(), 'log');
  const installer = `trap 'sleep 0.3; echo cleaned >> ${log}; exit 1' TERM; echo ready >> ${log}; while :; do sleep 0.05; done`;
  const body = `import { runQuietly } from ${JSON.stringify(MODULE)};
    await runQuietly('/bin/sh', ['-c', ${JSON.stringify(installer)}], { env: process.env });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', body], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  const ended = outcome(child);
  await vi.waitUntil(() => existsSync(log), { timeout: 10_000 });
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
  expect(readFileSync(log, 'utf8')).toBe('ready\ncleaned\n');
});
