/** The same on a real PostgreSQL 17, which the test sets up by itself. */
import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { libraryCases } from '../support/library-cases.ts';
import { librarySweepCases } from '../support/library-sweep-cases.ts';
import { startPostgres, whyNoPostgres, type Postgres } from '../support/postgres.ts';

/** The server, or why there is none. Where its parts are here but it cannot be set up, CI fails; elsewhere the tests are left out. */
async function tryPostgres(): Promise<Postgres | string> {
  const why = whyNoPostgres();
  if (why !== undefined) return why;
  try {
    return await startPostgres();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return `it could not be set up: ${String(error)}`;
  }
}

const started = await tryPostgres();
if (typeof started === 'string') console.log(`PostgreSQL is left out: ${started}`);
let database: Database;

describe.skipIf(typeof started === 'string')('library, on PostgreSQL', () => {
  beforeAll(async () => {
    if (typeof started === 'string') throw new Error(started);
    database = await openDatabase({ url: await started.newDatabase(), folder: '/nowhere/untouched' });
  });
  afterAll(async () => {
    await database.close();
    if (typeof started !== 'string') await started.stop();
  });

  libraryCases(() => database);
  librarySweepCases(() => database);
});
