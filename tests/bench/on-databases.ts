/** A bench on a fresh embedded database, and on a fresh PostgreSQL where that is asked for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { startPostgres } from '../support/postgres.ts';

export async function onDatabases(bench: (database: Database) => Promise<void>, postgresToo: boolean): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  try {
    const database = await openDatabase({ folder: path.join(work, 'db') });
    await bench(database);
    await database.close();
    if (!postgresToo) return;
    const postgres = await startPostgres();
    const server = await openDatabase({ url: await postgres.newDatabase(), folder: '' });
    await bench(server);
    await server.close();
    await postgres.stop();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
