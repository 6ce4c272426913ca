/** The embedded database: PostgreSQL inside this process (PGlite) on a folder of its own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { drizzle } from 'drizzle-orm/pglite';
import { AppError } from '../kernel/app-error.ts';
import { enter, type Access, type Database, type Transaction } from './database.ts';
import { toDatabaseError } from './database-error.ts';
import { durableOptions, flushPath, flushTree } from './durable-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { groupCommit } from './group-commit.ts';

/** The major version inside PGlite 0.5; a folder of another one cannot be read. */
const POSTGRES_VERSION = '18';

/** PGlite has no checkpointer, so WAL grows until somebody asks; recovery after a crash reads at most about this much. */
const CHECKPOINT_EVERY_BYTES = 64 * 2 ** 20;

export interface EmbeddedOptions {
  /** Holds nothing but the database; made with all its parents if it is not there. */
  folder: string;
  checkpointEveryBytes?: number;
  /** How one open file is flushed; tests watch or break it. */
  flush?: (descriptor: number) => void;
}

const extensions = { vector };

/** A new database appears whole or not at all: made beside its place, flushed, then moved there. */
async function createFolder(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const client = await PGlite.create({ ...durableOptions(unfinished), extensions });
  await client.close();
  flushTree(unfinished);
  renameSync(unfinished, folder);
  flushPath(path.dirname(folder));
}

function checkFolder(folder: string): void {
  const file = path.join(folder, 'PG_VERSION');
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (version === POSTGRES_VERSION) return;
  const found = version === undefined ? 'is not a database' : `was made by PostgreSQL ${version}, this is ${POSTGRES_VERSION}`;
  throw new AppError('DATABASE_INCOMPATIBLE', `The folder ${folder} ${found}.`, { folder });
}

async function openClient({ folder, flush }: EmbeddedOptions): Promise<PGlite> {
  if (!existsSync(folder) || readdirSync(folder).length === 0) {
    rmSync(folder, { recursive: true, force: true });
    await createFolder(folder);
  }
  checkFolder(folder);
  return PGlite.create({ ...durableOptions(folder, flush), extensions });
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
    const client = await openClient({ ...options, folder });
    return overClient(client, options.checkpointEveryBytes ?? CHECKPOINT_EVERY_BYTES, () => { lock.release(); });
  } catch (error) {
    lock.release();
    throw toDatabaseError(error);
  }
}

function overClient(client: PGlite, checkpointEveryBytes: number, release: () => void): Database {
  const orm = drizzle(client);
  let checkpointAt: number | undefined;
  let checkpoint: Promise<unknown> = Promise.resolve();

  const commits = groupCommit(client, (lsn) => {
    checkpointAt ??= lsn + checkpointEveryBytes;
    if (lsn < checkpointAt) return;
    checkpointAt = lsn + checkpointEveryBytes;
    // Nobody waits for it; if it fails, the WAL keeps everything and the next commit meets the same fault.
    checkpoint = client.exec('checkpoint').catch(() => undefined);
  });

  async function run<T>(access: Access, write: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      const result = await orm.transaction(async (tx) => {
        if (write) commits.writing();
        await enter(tx, access);
        return work(tx);
      }, write ? undefined : { accessMode: 'read only' });
      await commits.flushed();
      return result;
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await checkpoint;
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
      tell(undefined);
      return { close: () => stop() };
    },
    close: () => (closing ??= close()),
  };
}
