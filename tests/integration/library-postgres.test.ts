/** The same on a real PostgreSQL 17, which the test sets up by itself. */
import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { libraryCases } from '../support/library-cases.ts';
import { librarySweepCases } from '../support/library-sweep-cases.ts';
import { tryPostgres } from '../support/both-databases.ts';

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
