/** The library over the embedded database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { libraryCases } from '../support/library-cases.ts';
import { librarySweepCases } from '../support/library-sweep-cases.ts';

const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
let database: Database;

beforeAll(async () => { database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) }); });
afterAll(async () => {
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

describe('library, embedded', () => {
  libraryCases(() => database);
  librarySweepCases(() => database);
});
