/** Puts a backup into a database, of either kind, in one transaction: whole and verified, or not at all. */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type z } from 'zod';
import {
  advanceCounters, appendAudit, backupTables, countAuditFaults, countTable, dropEverything, fillTable, forgetMediaWithoutKeys, holdConstraints, mayIdle, migrateIn, whatIsHere, type BackupTable, type Database, type Transaction,
} from '../db/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { StorageDriver } from '../storage/index.ts';
import { BackupHeader, BackupManifest, CONFIGURATION, HEADER, MANIFEST, OBJECT_NAME, PART_NAME } from './format.ts';

/** Larger than any part that is ever written, unless a single row is. */
const MOST_PART_BYTES = 2 ** 29;

export interface RestoreOptions {
  /** Takes away what the target holds, in the same transaction. */
  replace?: boolean;
  /** Where stored bytes go that are in the backup. What this restore wrote is removed again if it fails. */
  storage?: StorageDriver;
  signal?: AbortSignal;
}

export interface RestoreReport {
  rows: number;
  tables: number;
  /** Of stored bytes. */
  objects: number;
  createdAt: string;
  /** Applied now because the backup is older than this program. */
  migrations: string[];
  /** Media that count as wiped because their keys are not in the backup. */
  mediaWithoutKeys: number;
  /** Entries of the audit log that were changed before the backup was made. */
  auditFaults: number;
}

interface Entry extends AsyncIterable<Uint8Array> {
  header: { name: string; size?: number };
}

const damaged = (what: string, cause?: unknown): AppError => new AppError('STORED_FILE_DAMAGED', `The backup is damaged: ${what}. Nothing was changed.`, {}, cause);

async function contentOf(entry: Entry): Promise<Buffer> {
  if ((entry.header.size ?? 0) > MOST_PART_BYTES) throw damaged(`${entry.header.name} is too large`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsed<T>(shape: z.ZodType<T>, content: Buffer, name: string): T {
  try {
    return shape.parse(JSON.parse(content.toString('utf8')));
  } catch (error) {
    throw damaged(`${name} is not what it should be`, error);
  }
}

/** Makes the tables as they were when the backup was made. */
async function prepare(tx: Transaction, header: BackupHeader, replace: boolean): Promise<void> {
  await mayIdle(tx);
  const here = await whatIsHere(tx);
  if (here === 'foreign') throw new AppError('CONFLICT', 'The target holds tables that are not of AIMA. Nothing was changed.');
  if (here === 'used' && !replace) throw new AppError('CONFLICT', 'The target is not empty. Nothing was changed.');
  await dropEverything(tx);
  await migrateIn(tx, { upTo: header.migrations });
  if (JSON.stringify(await backupTables(tx)) !== JSON.stringify(header.tables)) throw new AppError('DATABASE_INCOMPATIBLE', 'The tables of the backup are not those that its migrations make. Nothing was changed.');
}

interface Filling {
  tables: ReadonlyMap<string, BackupTable>;
  parts: BackupManifest['parts'];
  objects: BackupManifest['objects'];
}

/** Keys that were not there before. */
type Written = string[];

async function takeObject(entry: Entry, key: string, storage: StorageDriver | undefined, written: Written, signal: AbortSignal | undefined): Promise<BackupManifest['objects'][number]> {
  if (!storage) throw new AppError('STORAGE_REFUSED', 'The backup holds media, and there is no place for them. Nothing was changed.');
  const hash = createHash('sha256');
  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const chunk of entry) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const wasThere = await storage.stat(key, signal);
  const { sizeBytes } = await storage.write(key, content(), signal);
  if (!wasThere) written.push(key);
  return { key, sizeBytes, sha256: hash.digest('hex') };
}

async function takePart(tx: Transaction, { tables, parts }: Filling, name: string, content: Buffer): Promise<void> {
  const [, table = ''] = PART_NAME.exec(name) ?? [];
  const known = tables.get(table);
  if (!known) throw damaged(`it holds something unknown (${name.slice(0, 100)})`);
  const lines = content.toString('utf8').trimEnd();
  parts.push({ name, rows: lines.split('\n').length, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  await fillTable(tx, known, lines.replaceAll('\n', ','));
}

/** The rows of the backup are in, exactly as the manifest names them. */
async function checkManifest(tx: Transaction, { tables, parts, objects }: Filling, manifest: BackupManifest): Promise<number> {
  if (JSON.stringify(parts) !== JSON.stringify(manifest.parts)) {
    const wrong = manifest.parts.find((part, i) => JSON.stringify(part) !== JSON.stringify(parts[i]));
    throw damaged(wrong ? `${wrong.name} is missing or changed` : 'it holds more than it says');
  }
  const wrongObject = manifest.objects.find((object, i) => JSON.stringify(object) !== JSON.stringify(objects[i]));
  if (wrongObject || objects.length !== manifest.objects.length) throw damaged(wrongObject ? `${wrongObject.key} is missing or changed` : 'it holds more than it says');
  let all = 0;
  for (const table of tables.keys()) {
    const count = await countTable(tx, table);
    if (count !== manifest.rows[table]) throw damaged(`${table} has ${count} rows in place of ${manifest.rows[table] ?? 0}`);
    all += count;
  }
  return all;
}

/** After everything is in: newest schema, what cannot be opened any more, and an entry of the log that says so. */
async function finish(tx: Transaction, header: BackupHeader, rows: number, objects: number): Promise<RestoreReport> {
  await advanceCounters(tx);
  const migrations = await migrateIn(tx);
  const mediaWithoutKeys = header.mediaKeys ? 0 : await forgetMediaWithoutKeys(tx);
  const auditFaults = await countAuditFaults(tx);
  // Canonical JSON: the names in order.
  const details = JSON.stringify({ auditFaults, createdAt: header.createdAt, mediaWithoutKeys, rows });
  await appendAudit(tx, { workspaceId: null, actor: 'system:restore', action: 'installation.restored', objectType: 'backup', objectId: header.createdAt, details });
  return { rows, tables: header.tables.length, objects, createdAt: header.createdAt, migrations, mediaWithoutKeys, auditFaults };
}

async function fillFrom(tx: Transaction, entries: AsyncIterable<Entry>, { replace = false, storage, signal }: RestoreOptions, written: Written): Promise<RestoreReport> {
  let header: BackupHeader | undefined;
  let filling: Filling | undefined;
  let held: Awaited<ReturnType<typeof holdConstraints>> | undefined;
  let manifest: BackupManifest | undefined;
  for await (const entry of entries) {
    signal?.throwIfAborted();
    const { name } = entry.header;
    if (manifest) throw damaged('something follows its end');
    const [, key] = (header?.media ? OBJECT_NAME.exec(name) : undefined) ?? [];
    if (key !== undefined && filling) {
      filling.objects.push(await takeObject(entry, key, storage, written, signal));
      continue;
    }
    const content = await contentOf(entry);
    if (!header) {
      if (name !== HEADER) throw damaged('it does not begin with its header');
      header = parsed(BackupHeader, content, HEADER);
      await prepare(tx, header, replace);
      held = await holdConstraints(tx);
      filling = { tables: new Map(header.tables.map((table) => [table.table, table])), parts: [], objects: [] };
    } else if (name === MANIFEST) manifest = parsed(BackupManifest, content, MANIFEST);
    else if (name !== CONFIGURATION && filling) await takePart(tx, filling, name, content);
  }
  if (!header || !filling || !held || !manifest) throw damaged('its end is missing');
  const rows = await checkManifest(tx, filling, manifest);
  await held.restore();
  return finish(tx, header, rows, filling.objects.length);
}

/**
 * @param database opened as it is (`openAsItIs`); nothing else uses it
 * @throws AppError CONFLICT (not empty), DATABASE_INCOMPATIBLE (of a newer or another AIMA), STORED_FILE_DAMAGED, KEY_UNAVAILABLE;
 *   then, and after a kill at any moment, the database is what it was
 */
export async function restoreBackup(database: Database, source: AsyncIterable<Uint8Array>, options: RestoreOptions = {}): Promise<RestoreReport> {
  const tar = extract();
  // Before the first byte: what comes while nobody asks for entries is lost, and so are errors. The transaction begins only later.
  const iterator = (tar as unknown as AsyncIterable<Entry>)[Symbol.asyncIterator]();
  const entries: AsyncIterable<Entry> = { [Symbol.asyncIterator]: () => iterator };
  // Types: tar-stream's streams are those of `streamx`, which behave as Node's.
  const reading = pipeline(source, createGunzip(), tar as unknown as Writable, options.signal ? { signal: options.signal } : {});
  const failed = reading.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  const written: Written = [];
  try {
    const report = await database.transaction('everything', async (tx) => {
      const filled = await Promise.race([fillFrom(tx, entries, options, written), failed]);
      await reading;
      return filled;
    });
    return report;
  } catch (error) {
    tar.destroy();
    // A restore that is killed leaves them to the sweep of the next start: nobody knows them.
    for (const key of written) await options.storage?.delete(key).catch(() => undefined);
    const fault: unknown = await reading.then(() => undefined, (cause: unknown) => cause);
    throw causeOf(error, fault);
  }
}

/** What the file is to blame for comes out of the streams; it is told rather than what followed from it. */
function causeOf(error: unknown, fault: unknown): unknown {
  if (error instanceof AppError) return error;
  for (const one of [fault, error]) {
    if (one instanceof AppError) return one;
    const code = one instanceof Error && 'code' in one && typeof one.code === 'string' ? one.code : '';
    if (/^Z_|ERR_STREAM_PREMATURE_CLOSE/.test(code) || (one instanceof Error && /tar|Unexpected end/i.test(one.message))) return damaged('it cannot be read', one);
    if (code === 'ENOENT') return toAppError(one);
  }
  return error;
}
