/** The embedded database: PostgreSQL inside this process (PGlite) on a folder of its own, in a thread of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { enter, rowsOf, type Access, type Database, type Transaction } from './database.ts';
import { drizzleOnPglite, sql } from './drizzle.ts';
import { toDatabaseError } from './database-error.ts';
import { inThisThread, openThreaded, type EmbeddedClient, type EmbeddedQueries, type TransactionLimits } from './embedded-client.ts';
import { createFolder, isEmpty, openFolder } from './embedded-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { groupCommit } from './group-commit.ts';

/** The major version inside PGlite 0.5; a folder of another one cannot be read. */
const POSTGRES_VERSION = '18';

/** PGlite has no checkpointer, so WAL grows until somebody asks; recovery after a crash reads at most about this much. */
const CHECKPOINT_EVERY_BYTES = 64 * 2 ** 20;

const MAKER = fileURLToPath(new URL('./embedded-maker.ts', import.meta.url));
/** How much of the maker's last words an error quotes. */
const LAST_WORDS = 2_000;

/** A query in a workspace that runs longer is ended. */
const QUERY_LIMIT_MS = 60_000;

export interface EmbeddedOptions {
  /** Holds nothing but the database; made with all its parents if it is not there. */
  folder: string;
  checkpointEveryBytes?: number;
  queryLimitMs?: number;
  /** How one open file is flushed; tests watch or break it. The database then runs in this thread, without `queryLimitMs`. */
  flush?: (descriptor: number) => void;
}

function checkFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const file = path.join(folder, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (version === POSTGRES_VERSION) return;
  const found = version === undefined ? 'is not a database' : `was made by PostgreSQL ${version}, this is ${POSTGRES_VERSION}`;
  throw new AppError('DATABASE_INCOMPATIBLE', `The folder ${folder} ${found}.`, { folder });
}

/** In a process of its own, see embedded-maker.ts. */
async function fillApart(unfinished: string): Promise<void> {
  const maker = spawn(process.execPath, [MAKER, unfinished], { stdio: ['pipe', 'ignore', 'pipe'] });
  let lastWords = '';
  maker.stderr.setEncoding('utf8').on('data', (text: string) => { lastWords = (lastWords + text).slice(-LAST_WORDS); });
  const code = await new Promise<number | null>((resolve, reject) => { maker.once('close', resolve).once('error', reject); });
  if (code === 0) return;
  if (lastWords.includes('ENOSPC')) throw new AppError('DISK_FULL', 'No space left for a new database.');
  throw new AppError('INTERNAL', `The database could not be made: ${lastWords.trim()}`);
}

/**
 * Opens the folder, recovering what a crash left, and keeps it for this process alone.
 *
 * @throws AppError DATABASE_LOCKED, DATABASE_INCOMPATIBLE, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const folder = path.resolve(options.folder);
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    checkFolder(folder);
    const renewals = new Set<() => void>();
    if (!options.flush && isEmpty(folder)) await createFolder(folder, fillApart);
    const client = options.flush ? inThisThread(await openFolder(folder, options.flush)) : await openThreaded(folder, () => { for (const tell of renewals) tell(); });
    return overClient(client, renewals, options, () => { lock.release(); });
  } catch (error) {
    lock.release();
    throw toDatabaseError(error);
  }
}

/**
 * Entering the workspace is not waited for: queries are answered in their order, and if this one failed, the transaction is
 * aborted and refuses all that follow.
 */
async function entered<T>(tx: Transaction, access: Access, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const entering = enter(tx, access);
  entering.catch(() => undefined);
  try {
    return await work(tx);
  } finally {
    await entering;
  }
}

/** Drizzle calls `query` and `transaction` of its client, and nothing else. */
const ormOver = (client: EmbeddedClient, limits: TransactionLimits) =>
  drizzleOnPglite({ transaction: (work: (tx: EmbeddedQueries) => Promise<unknown>) => client.transaction(limits, work) } as unknown as PGlite);

function checkpointsOf(client: EmbeddedClient, everyBytes: number): { reached(lsn: number): void; done(): Promise<unknown> } {
  let next: number | undefined;
  let running: Promise<unknown> = Promise.resolve();
  return {
    reached(lsn) {
      next ??= lsn + everyBytes;
      if (lsn < next) return;
      next = lsn + everyBytes;
      // Nobody waits for it; if it fails, the WAL keeps everything and the next commit meets the same fault.
      running = client.exec('checkpoint').catch(() => undefined);
    },
    done: () => running,
  };
}

function overClient(client: EmbeddedClient, renewals: Set<() => void>, { checkpointEveryBytes = CHECKPOINT_EVERY_BYTES, queryLimitMs = QUERY_LIMIT_MS }: EmbeddedOptions, release: () => void): Database {
  const orms = {
    everything: { write: ormOver(client, { readOnly: false }), read: ormOver(client, { readOnly: true }) },
    workspace: { write: ormOver(client, { readOnly: false, queryLimitMs }), read: ormOver(client, { readOnly: true, queryLimitMs }) },
  };
  const checkpoints = checkpointsOf(client, checkpointEveryBytes);
  const commits = groupCommit(client, checkpoints.reached);
  renewals.add(commits.renewed);

  async function run<T>(access: Access, write: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      let server = 0;
      const result = await orms[access === 'everything' ? 'everything' : 'workspace'][write ? 'write' : 'read'].transaction(async (tx) => {
        server = commits.server();
        if (write) commits.writing();
        return entered(tx, access, work);
      });
      await commits.flushed(server);
      return result;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await checkpoints.done();
    try {
      await client.close();
    } finally {
      release();
    }
  };
  return {
    kind: 'embedded',
    transaction: (access, work) => run(access, true, work),
    read: (access, work) => run(access, false, work),
    async listen(channel, tell) {
      const stop = await client.listen(channel, tell);
      const missed = (): void => { tell(undefined); };
      renewals.add(missed);
      missed();
      return {
        close: () => {
          renewals.delete(missed);
          return stop();
        },
      };
    },
    async vacuum() {
      const tables = await run('everything', false, (tx) => rowsOf(tx, sql`select format('%I', tablename) as name from pg_tables where schemaname = 'public'`, z.object({ name: z.string() })));
      // One by one: whoever wants to know something waits for one table at most.
      for (const { name } of tables) await client.exec(`vacuum (analyze) ${name}`);
    },
    close: () => (closing ??= close()),
  };
}
