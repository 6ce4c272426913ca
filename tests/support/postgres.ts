/**
 * A real PostgreSQL 17 with pgvector, without Docker: a small Debian in a cache folder (debootstrap, about two minutes once,
 * 400 MB), started on a loopback port with a fresh cluster for each test file. Needs Linux, root and debootstrap.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findProgram } from '../../scripts/launch/programs.mjs';
import { childrenRunning } from './cli.ts';

const run = promisify(execFile);

const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'aima');
const ROOT = path.join(CACHE, 'postgres-17-trixie');
const PROGRAMS = '/usr/lib/postgresql/17/bin';
/** A cluster in which nothing is, made once and copied; of two that are made at once the first stays. */
const EMPTY = '/var/lib/postgresql/empty';
const SETUP_LIMIT_MS = 540_000;
const COMMAND_LIMIT_MS = 60_000;

/** Why a real PostgreSQL cannot be had here; undefined if it can. */
export function whyNoPostgres(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a PostgreSQL for tests needs Linux and root';
  if (existsSync(ROOT) || findProgram(['debootstrap'], process.env)) return undefined;
  return 'debootstrap is not installed (apt-get install debootstrap)';
}

/** Makes the small Debian once; a second process that does the same at the same time loses its own and takes the first one's. */
async function ensureRoot(): Promise<void> {
  if (existsSync(ROOT)) return;
  const unfinished = `${ROOT}.${process.pid}.unfinished`;
  mkdirSync(CACHE, { recursive: true });
  const packages = '--include=postgresql-17,postgresql-17-pgvector';
  try {
    await run('debootstrap', ['--variant=minbase', packages, 'trixie', unfinished], { timeout: SETUP_LIMIT_MS, maxBuffer: 2 ** 26 });
    if (!existsSync(ROOT)) renameSync(unfinished, ROOT);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => { if (address !== null && typeof address === 'object') resolve(address.port); });
    });
  });

/** What makes a command run inside the small Debian as the user postgres, with /dev and /proc of its own. */
const INSIDE = ['--mount', '--pid', '--fork', '--kill-child', '--', 'sh', '-c'];
const ENTER = 'mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" || exit 1; ';
const AS_POSTGRES = 'chroot "$0" su postgres -s /bin/sh -c "$1"';

const inside = (script: string): Promise<unknown> =>
  run('unshare', [...INSIDE, `${ENTER}${AS_POSTGRES}`, ROOT, script], { timeout: COMMAND_LIMIT_MS });

/** Until the server answers. */
async function waitFor(url: string): Promise<void> {
  for (let left = COMMAND_LIMIT_MS / 200; ; left--) {
    const client = new Client({ connectionString: url }).on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (left <= 0) throw error;
      await sleep(200);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** The server's first process waits for the end of our pipe, however we end; with it the kernel kills all of the server. */
function startServer(data: string, port: number): { pid: number; kill(): Promise<void> } {
  const server = `${PROGRAMS}/postgres -D ${data} -p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp > ${data}.log 2>&1`;
  const child = spawn('unshare', [...INSIDE, `${ENTER}${AS_POSTGRES} < /dev/null & cat > /dev/null`, ROOT, server], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.stdin.end();
      await ended;
    },
  };
}

export interface Postgres {
  /** Address of a new empty database with an owner of its own. */
  newDatabase(): Promise<string>;
  /** kill -9 of all processes of the server, and a new start. */
  crash(): Promise<void>;
  /** kill -9 of one process that serves a client; the server then ends all others and recovers. @returns whether there was one */
  killBackend(): Promise<boolean>;
  /** The server goes away. */
  halt(): Promise<void>;
  /** And comes back. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  await ensureRoot();
  const port = await freePort();
  const admin = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const data = `/var/lib/postgresql/test-${randomBytes(6).toString('hex')}`;
  const remove = (): void => {
    for (const name of [data, `${data}.log`]) rmSync(path.join(ROOT, name), { recursive: true, force: true });
  };
  await inside(`[ -d ${EMPTY} ] || { ${PROGRAMS}/initdb -D ${data} -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync && mv -T ${data} ${EMPTY} || rm -rf ${data}; }; cp -a ${EMPTY} ${data}`);
  let server = startServer(data, port);
  await waitFor(admin);
  const resume = async (): Promise<void> => {
    server = startServer(data, port);
    await waitFor(admin);
  };
  return {
    async newDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`;
      // As docs tell an administrator to do it: the owner is no superuser, and pgvector is there because only one may add it.
      await query(admin, `create role ${name} login createrole`, `create database ${name} owner ${name}`);
      await query(admin.replace(/postgres$/, name), 'create extension vector');
      return `postgres://${name}@127.0.0.1:${port}/${name}`;
    },
    async crash() {
      await server.kill();
      await resume();
    },
    async killBackend() {
      const [pid] = await childrenRunning(server.pid, '127.0.0.1(');
      if (pid === undefined) return false;
      process.kill(pid, 'SIGKILL');
      return true;
    },
    halt: () => server.kill(),
    resume,
    async stop() {
      await server.kill();
      remove();
    },
  };
}

async function query(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
