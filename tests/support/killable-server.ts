/** The real server as a process that may be killed at any moment; whatever it starts is known by a mark in its environment. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alive } from './cli.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../src/bin/cli.ts');
const READY = /(?:ready|bereit): (\S+)/;
const WELCOME = /#token=([\w-]+)/;
const MARK = 'MARK_OF_A_TEST';
const READY_LIMIT_MS = 180_000;
/** What of its words an error quotes. */
const LAST_WORDS = 4_000;

export interface ServerChoice {
  data: string;
  /** 0: any free one. */
  port?: number;
  mark: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export interface KillableServer {
  pid: number;
  /** All that it said, on both streams. */
  said(): string;
  /** Resolves with its address once it answers. @throws Error where it ends before that, or is killed */
  ready: Promise<string>;
  welcomeToken(): string | undefined;
  /** kill -9 of the server alone, as it happens; what it started has to notice. */
  kill(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>;
  ended: Promise<number | null>;
}

export function spawnServer({ data, port = 0, mark, args = [], env = {} }: ServerChoice): KillableServer {
  const child = spawn(process.execPath, [PROGRAM, '--data', data, '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // MALLOC_TRIM_THRESHOLD_ as scripts/launch/launch.mjs sets it.
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', AIMA_LOG_LEVEL: 'warn', AIMA_REQUESTS_PER_MINUTE: '1000000', MALLOC_TRIM_THRESHOLD_: '131072', ...env, [MARK]: mark },
  });
  let said = '';
  const ended = new Promise<number | null>((resolve) => { child.once('close', resolve); });
  const ready = new Promise<string>((resolve, reject) => {
    const failed = (why: string): void => { reject(new Error(`the server ${why}: ${said.slice(-LAST_WORDS)}`)); };
    const late = setTimeout(() => { failed('was not ready in time'); }, READY_LIMIT_MS);
    const hear = (text: string): void => {
      said += text;
      const url = READY.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(late);
      resolve(url);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    void ended.then(() => {
      clearTimeout(late);
      failed('ended');
    });
  });
  // Who kills it during its start does not wait for it.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0, said: () => said, ready, ended, welcomeToken: () => WELCOME.exec(said)?.[1],
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Processes that carry the mark and run. */
async function markedProcesses(mark: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`${MARK}=${mark}\0`) && alive(Number(name))) found.push(Number(name));
  }
  return found;
}

/** Waits until none runs but these. @returns those that still do after `limitMs`, with their command lines */
export async function strayProcesses(mark: string, but: () => Promise<number[]>, limitMs: number): Promise<string[]> {
  const until = Date.now() + limitMs;
  for (;;) {
    const marked = await markedProcesses(mark);
    const needed = await but();
    const left = marked.filter((pid) => !needed.includes(pid));
    if (left.length === 0) return [];
    if (Date.now() > until) return Promise.all(left.map(async (pid) => `${pid} ${(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').slice(0, 200)}`));
    await sleep(50);
  }
}
