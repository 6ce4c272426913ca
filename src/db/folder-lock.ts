/**
 * One process, one database folder. The lock is the kernel's own (a byte range of a file, by way of SQLite, which Node
 * brings along): it ends with the process however that ends, so a stale one cannot exist and none is ever taken over
 * by guessing whether a process number is still the same process. It holds across containers of one machine too.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';

/** SQLite's result code for a lock that another connection holds (SQLITE_BUSY). */
const BUSY = 5;

const Holder = z.object({ pid: z.int(), since: z.iso.datetime() });

export interface FolderLock {
  release(): void;
}

/** Who holds the lock, for the message only: the file may be late or missing. */
function readHolder(file: string): z.infer<typeof Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === BUSY;

/**
 * Takes the lock beside `folder` (`FOLDER.lock`, `FOLDER.holder.json`), whose parent folder must exist.
 *
 * @throws AppError DATABASE_LOCKED at once if anybody else, this process included, holds it
 */
export function lockFolder(folder: string, now: () => Date = () => new Date()): FolderLock {
  const holderFile = `${folder}.holder.json`;
  const connection = new DatabaseSync(`${folder}.lock`, { timeout: 0 });
  try {
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (!isBusy(error)) throw error;
    const holder = readHolder(holderFile);
    const who = holder ? `process ${holder.pid} since ${holder.since}` : 'another process';
    throw new AppError('DATABASE_LOCKED', `The database in ${folder} is in use by ${who}.`, { folder, ...holder }, error);
  }
  writeFileSync(holderFile, JSON.stringify({ pid: process.pid, since: now().toISOString() }), { mode: 0o600 });
  return {
    release() {
      rmSync(holderFile, { force: true });
      connection.close();
    },
  };
}
