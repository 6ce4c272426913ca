/** One set of tests on the embedded database and on a real PostgreSQL, each opened before the first test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { emptyDatabase } from './empty-database.ts';
import { startPostgres, whyNoPostgres, type Postgres } from './postgres.ts';

/** The server, or why there is none. Where its parts are here but it cannot be set up, CI fails; elsewhere the tests are left out. */
export async function tryPostgres(): Promise<Postgres | string> {
  const why = whyNoPostgres();
  if (why !== undefined) return why;
  try {
    return await startPostgres();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return `it could not be set up: ${String(error)}`;
  }
}

export interface OpenedDatabase {
  database: Database;
  /** Address of the server; undefined where the database is embedded. */
  url: string | undefined;
}

/** `cases`: called twice while the tests are collected; `opened` gives the database once they run. */
export async function onBothDatabases(cases: (opened: () => OpenedDatabase) => void): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
  describe('embedded', () => {
    let database: Database;
    beforeAll(async () => { database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) }); });
    afterAll(async () => {
      await database.close();
      rmSync(work, { recursive: true, force: true });
    });
    cases(() => ({ database, url: undefined }));
  });

  const started = await tryPostgres();
  if (typeof started === 'string') console.log(`PostgreSQL is left out: ${started}`);
  describe.skipIf(typeof started === 'string')('on PostgreSQL', () => {
    let database: Database;
    let url = '';
    beforeAll(async () => {
      if (typeof started === 'string') return;
      url = await started.newDatabase();
      database = await openDatabase({ url, folder: '/nowhere/untouched' });
    });
    afterAll(async () => {
      if (typeof started === 'string') return;
      await database.close();
      await started.stop();
    });
    cases(() => ({ database, url }));
  });
}
