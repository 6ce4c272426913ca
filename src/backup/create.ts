/** Writes everything that the database holds, as it was at one moment, in constant memory. */
import { createHash } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { appliedMigrations, backupTables, freeze, readTable, type Database, type Transaction } from '../db/index.ts';
import { version } from '../kernel/version.ts';
import type { StorageDriver, StoredObject } from '../storage/index.ts';
import { CONFIGURATION, HEADER, MANIFEST, objectName, partName, type BackupHeader, type BackupManifest } from './format.ts';
import { protect } from './protect.ts';

export interface BackupOptions {
  /**
   * Takes the keys of media along, wrapped as they are. Only then can media be opened after a restore, beside their stored
   * bytes; and a medium that is wiped later could be opened again by whoever has the backup, the master key and a copy of the bytes.
   */
  mediaKeys?: boolean;
  /** What is stored goes along as it is stored, with its keys: nothing is decrypted for it. */
  media?: StorageDriver;
  /** Encrypts it. */
  passphrase?: string;
  /** What the installation was told, without secrets. */
  configuration?: unknown;
  now?: () => Date;
  signal?: AbortSignal;
}

export interface BackupReport {
  rows: number;
  tables: number;
  /** Of stored bytes, pictures and keyframes among them. */
  objects: number;
}

/** Resolves when the tar takes more. */
const addEntry = (tar: Pack, name: string, content: string, mtime: Date): Promise<void> =>
  new Promise((resolve, reject) => { tar.entry({ name, mtime, mode: 0o600 }, content, (error) => { if (error) reject(error); else resolve(); }); });

async function addTables(tx: Transaction, tar: Pack, header: BackupHeader, mtime: Date, signal: AbortSignal | undefined): Promise<BackupManifest> {
  const manifest: BackupManifest = { parts: [], rows: {}, objects: [] };
  for (const table of header.tables) {
    let number = 0;
    let count = 0;
    await readTable(tx, table, header.mediaKeys, async ({ text, rows }) => {
      signal?.throwIfAborted();
      number += 1;
      count += rows;
      const name = partName(table.table, number);
      manifest.parts.push({ name, rows, sizeBytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') });
      await addEntry(tar, name, text, mtime);
    });
    manifest.rows[table.table] = count;
  }
  return manifest;
}

/** An entry of a known size, filled as its bytes come. */
async function addObject(tar: Pack, driver: StorageDriver, { key, sizeBytes }: StoredObject, mtime: Date, signal: AbortSignal | undefined): Promise<BackupManifest['objects'][number]> {
  const hash = createHash('sha256');
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // Awaited below; a failure on the way is thrown there.
  ended.catch(() => undefined);
  const entry = tar.entry({ name: objectName(key), size: sizeBytes, mtime, mode: 0o600 }, (error) => { if (error) reject(error); else resolve(); });
  for await (const chunk of driver.read(key, undefined, signal)) {
    hash.update(chunk);
    if (!entry.write(chunk)) await new Promise<void>((drained) => { entry.once('drain', () => { drained(); }); });
  }
  entry.end(undefined);
  await ended;
  return { key, sizeBytes, sha256: hash.digest('hex') };
}

/** What is stored now. What was wiped since the rows were read is not there any more; what came since nobody knows after a restore, and is swept. */
async function addObjects(tar: Pack, driver: StorageDriver, mtime: Date, signal: AbortSignal | undefined): Promise<BackupManifest['objects']> {
  const added: BackupManifest['objects'] = [];
  for await (const object of driver.list('', signal)) {
    const now = await driver.stat(object.key, signal);
    if (now) added.push(await addObject(tar, driver, now, mtime, signal));
  }
  return added;
}

async function fill(database: Database, tar: Pack, options: BackupOptions): Promise<BackupReport> {
  const { media, now = () => new Date(), signal } = options;
  const createdAt = now();
  const { manifest, tables } = await fillTables(database, tar, options, createdAt);
  // The rows are of one moment; the database serves others again while bytes are copied.
  if (media) manifest.objects.push(...await addObjects(tar, media, createdAt, signal));
  await addEntry(tar, MANIFEST, JSON.stringify(manifest), createdAt);
  tar.finalize();
  return { rows: Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0), tables, objects: manifest.objects.length };
}

/** In one transaction that sees one state of the database. */
const fillTables = (database: Database, tar: Pack, { mediaKeys = false, media, configuration, signal }: BackupOptions, createdAt: Date): Promise<{ manifest: BackupManifest; tables: number }> =>
  database.read('everything', async (tx) => {
    await freeze(tx);
    const header: BackupHeader = {
      format: 'aima-backup-1', createdAt: createdAt.toISOString(), aimaVersion: version, databaseKind: database.kind, mediaKeys: mediaKeys || media !== undefined, media: media !== undefined, migrations: await appliedMigrations(tx), tables: await backupTables(tx),
    };
    await addEntry(tar, HEADER, JSON.stringify(header), createdAt);
    if (configuration !== undefined) await addEntry(tar, CONFIGURATION, JSON.stringify(configuration, null, 1), createdAt);
    const manifest = await addTables(tx, tar, header, createdAt, signal);
    return { manifest, tables: header.tables.length };
  });

/**
 * Into `destination`, which is ended. The embedded database serves nobody else meanwhile, so the destination should be quick:
 * a file, not a network.
 *
 * @throws AppError DATABASE_UNREACHABLE, DISK_FULL; what was written then is of no use
 */
export async function createBackup(database: Database, destination: Writable, options: BackupOptions = {}): Promise<BackupReport> {
  const tar = pack();
  const { passphrase, signal } = options;
  // Types: tar-stream's streams are those of `streamx`, which behave as Node's.
  const source = tar as unknown as Readable;
  // Ciphertext does not get smaller.
  const compressed = createGzip({ level: options.media ? 0 : 3 });
  const written = passphrase === undefined
    ? pipeline(source, compressed, destination, { signal })
    : pipeline(source, compressed, (plain: AsyncIterable<Uint8Array>) => protect(plain, passphrase), destination, { signal });
  // Where the destination fails, the tar takes no more and nobody else would tell the one who fills it.
  const failed = written.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  try {
    const report = await Promise.race([fill(database, tar, options), failed]);
    await written;
    return report;
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    await written.catch(() => undefined);
    throw error;
  }
}
