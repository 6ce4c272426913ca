/** What everything else stands on: the database, the keys, the places for bytes, the events. */
import path from 'node:path';
import { makeFolders, masterKeyFile, sessionSecret, type ServerConfig } from '../../config/index.ts';
import { endKeyClaims, listWorkspaceKeys, openDatabase, releaseAllLeases, type Database, type Transaction } from '../../db/index.ts';
import { openEventHub, type EventHub } from '../../events/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { openConfiguredDriver, openMasterKeys, openUploads, storageFolder, type KeyRing, type StorageDriver, type Uploads } from '../../storage/index.ts';

export interface Foundation {
  database: Database;
  masterKeys: KeyRing;
  sessionSecret: string;
  driver: StorageDriver;
  /** Where uploads grow and whether the disk that holds them is full matters, with S3 too. */
  uploads: Uploads;
  hub: EventHub;
  storageFolder: string;
  close(): Promise<void>;
}

/** A master key is made where nothing was encrypted yet; elsewhere a missing one means that everything would be lost quietly. */
async function openKeys(config: ServerConfig, database: Database): Promise<KeyRing> {
  const used = await database.read('everything', (tx) => listWorkspaceKeys(tx));
  try {
    return await openMasterKeys(masterKeyFile(config.data), config.storage.masterKey, { mayMake: used.length === 0 });
  } catch (error) {
    if (error instanceof AppError && used.length > 0 && error.message.endsWith('is missing.')) throw new AppError('KEY_UNAVAILABLE', `${error.message} The database holds workspaces whose keys are wrapped by it.`, {}, error);
    throw error;
  }
}

/** Closes what was opened, the last first, whatever one of them says. */
async function closeAll(opened: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0] instanceof Error ? failures[0] : new Error(String(failures[0]));
}

/** The embedded database is this process's alone, so whoever held anything in it is gone. */
async function freeWhatTheDeadHeld(tx: Transaction): Promise<void> {
  await releaseAllLeases(tx);
  await endKeyClaims(tx);
}

/** @throws AppError with what cannot be opened; then nothing stays open */
export async function openFoundation(config: ServerConfig): Promise<Foundation> {
  const { data } = config;
  makeFolders(data);
  const opened: (() => Promise<void> | void)[] = [];
  try {
    const { url } = config.database;
    const database = await openDatabase({ folder: path.join(data, 'database'), ...(url === undefined ? {} : { url }) });
    opened.push(() => database.close());
    if (database.kind === 'embedded') await database.transaction('everything', freeWhatTheDeadHeld);
    const masterKeys = await openKeys(config, database);
    const driver = await openConfiguredDriver(config);
    opened.push(() => { driver.close(); });
    const uploads = await openUploads(path.join(data, 'uploads'));
    const hub = await openEventHub(database);
    opened.push(() => hub.close());
    return { database, masterKeys, sessionSecret: sessionSecret(config), driver, uploads, hub, storageFolder: storageFolder(config), close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}
