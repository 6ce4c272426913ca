/** Runs the real command line as a child, with a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { processTree } from '../../src/kernel/process-tree.ts';

const CLI = path.resolve(import.meta.dirname, '../../src/bin/cli.ts');

export interface CliEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCli {
  child: ChildProcess;
  pid: number;
  /** So far. */
  stdout(): string;
  /** Resolves at the first line on standard error that matches. */
  says(pattern: RegExp): Promise<void>;
  end: Promise<CliEnd>;
}

export function startCli(args: readonly string[], options: { data: string; cwd?: string; env?: Record<string, string>; /** Becomes its standard input. */ input?: Readable }): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? process.cwd(), stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', AIMA_DATA: options.data, ...options.env },
  });
  if (options.input && child.stdin) options.input.pipe(child.stdin).on('error', () => undefined); // it may end before its input does
  const { stdout: out, stderr: err } = child;
  let stdout = '';
  let stderr = '';
  const waiting: { pattern: RegExp; resolve: () => void }[] = [];
  out?.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  err?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const each of waiting) if (each.pattern.test(stderr)) each.resolve();
  });
  const end = new Promise<CliEnd>((resolve) => { child.once('close', (code) => { resolve({ code, stdout, stderr }); }); });
  return {
    child, pid: child.pid ?? 0, end, stdout: () => stdout,
    says: (pattern) => Promise.race([
      new Promise<void>((resolve) => {
        if (pattern.test(stderr)) resolve();
        waiting.push({ pattern, resolve });
      }),
      end.then(() => { if (!pattern.test(stderr)) throw new Error(`it ended without saying ${pattern}: ${stderr}`); }),
    ]),
  };
}

export const runCli = (args: readonly string[], options: { data: string; cwd?: string; env?: Record<string, string> }): Promise<CliEnd> => startCli(args, options).end;

/** Processes below `root` whose command line holds the text. */
export async function childrenRunning(root: number, text: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processTree(root)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pid !== root && command.includes(text)) found.push(pid);
  }
  return found;
}

/** True while the process runs; one that has ended but was not collected yet is gone. */
export const alive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
