/** Backups as files, and the database of a stopped installation. */
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { openAsItIs, openDatabase } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { temporaryBeside } from '../kernel/atomic-file.ts';
import { openConfiguredDriver, type StorageDriver, type StorageSettings } from '../storage/index.ts';
import { createBackup, type BackupOptions, type BackupReport } from './create.ts';
import { openBackupFile } from './protect.ts';
import { restoreBackup, type RestoreOptions, type RestoreReport } from './restore.ts';

/** The embedded database's folder, or the address of a server. */
export interface DatabasePlace {
  folder: string;
  url?: string;
}

/** Flushes a file or folder by its name. */
async function flush(name: string): Promise<void> {
  await using handle = await open(name, 'r');
  await handle.sync();
}

/**
 * Makes `file` out of what `write` puts beside it: it appears whole and flushed, or not at all, readable by its owner alone.
 *
 * @throws AppError CONFLICT if it is there already
 */
export async function writeWhole<T>(file: string, write: (temporary: string) => Promise<T>): Promise<T> {
  if (existsSync(file)) throw new AppError('CONFLICT', `${file} is there already.`);
  const temporary = temporaryBeside(path.resolve(file));
  try {
    const result = await write(temporary);
    await flush(temporary);
    await rename(temporary, file);
    await flush(path.dirname(path.resolve(file)));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Lends the place for bytes while `work` runs; without settings there is none. */
async function withStorage<T>(settings: StorageSettings | undefined, work: (storage: { media?: StorageDriver }) => Promise<T>): Promise<T> {
  if (!settings) return work({});
  const media = await openConfiguredDriver(settings);
  try {
    return await work({ media });
  } finally {
    media.close();
  }
}

/**
 * @param options.mediaOf the place whose stored bytes go along
 *
 * Of an installation whose server does not run, or runs on PostgreSQL. @throws AppError DATABASE_LOCKED where it runs on the embedded one */
export async function backupDatabase(place: DatabasePlace, file: string, { mediaOf, ...options }: Omit<BackupOptions, 'media'> & { mediaOf?: StorageSettings }): Promise<BackupReport> {
  return writeWhole(file, async (temporary) => {
    // An empty database is not made by the wish to save it.
    if (place.url === undefined && !existsSync(place.folder)) throw new AppError('NOT_FOUND', `There is no database in ${place.folder}.`);
    const database = await openDatabase(place);
    try {
      return await withStorage(mediaOf, (storage) => createBackup(database, createWriteStream(temporary, { mode: 0o600, flags: 'wx' }), { ...options, ...storage }));
    } finally {
      await database.close();
    }
  });
}

/** @throws AppError DATABASE_LOCKED while the server runs on the embedded database, and as `restoreBackup` */
export async function restoreDatabase(place: DatabasePlace, file: string, passphrase: string | undefined, { storage, ...options }: Omit<RestoreOptions, 'storage'> & { storage?: StorageSettings } = {}): Promise<RestoreReport> {
  if (!existsSync(file)) throw new AppError('NOT_FOUND', `There is no file ${file}.`);
  const database = await openAsItIs(place);
  try {
    return await withStorage(storage, ({ media }) => restoreBackup(database, openBackupFile(file, passphrase), { ...options, ...(media && { storage: media }) }));
  } finally {
    await database.close();
  }
}
