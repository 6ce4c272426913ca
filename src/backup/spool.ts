/** A backup of a running server: first onto its own disk, quickly, then to whoever asked, at their pace. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { once } from 'node:events';
import type { Database } from '../db/index.ts';
import { createBackup, type BackupOptions } from './create.ts';

export interface SpooledBackup {
  sizeBytes: number;
  stream: Readable;
}

/**
 * The file has lost its name before a byte is given away, so nothing is left of it however this process ends. What a kill
 * in the middle of writing leaves (`.aima-backup-…`) is at the caller's side to sweep.
 *
 * @param folder on this machine, with room for the whole backup, readable by AIMA alone
 */
export async function spoolBackup(database: Database, folder: string, options: BackupOptions): Promise<SpooledBackup> {
  const file = path.join(folder, `.aima-backup-${randomBytes(8).toString('hex')}`);
  try {
    await createBackup(database, createWriteStream(file, { mode: 0o600, flags: 'wx' }), options);
    const { size } = await stat(file);
    const stream = createReadStream(file);
    await once(stream, 'open');
    return { sizeBytes: size, stream };
  } finally {
    await rm(file, { force: true });
  }
}
