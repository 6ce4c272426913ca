/** The same on a real PostgreSQL 17 with pgvector, which the test sets up, starts and stops by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertObservations, listObservations, openDatabase, type Database } from '../../src/db/index.ts';
import { databaseCases } from '../support/database-cases.ts';
import { tryPostgres } from '../support/both-databases.ts';
import type { Postgres } from '../support/postgres.ts';
import { observationIn, storeJob } from '../support/stored-results.ts';

const started = await tryPostgres();
if (typeof started === 'string') console.log(`PostgreSQL is left out: ${started}`);
let database: Database;

describe.skipIf(typeof started === 'string')('on PostgreSQL', () => {
  const postgres = (): Postgres => {
    if (typeof started === 'string') throw new Error(started);
    return started;
  };
  beforeAll(async () => { database = await openDatabase({ url: await postgres().newDatabase(), folder: '/nowhere/untouched' }); });
  afterAll(async () => {
    await database.close();
    await postgres().stop();
  });

  databaseCases(() => database, async (queryLimitMs) => openDatabase({ url: await postgres().newDatabase(), folder: '', queryLimitMs }));

  test('several processes may begin at once on an empty database: one migrates, the others wait', async () => {
    const empty = await postgres().newDatabase();
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url: empty, folder: '' })));
    await storeJob(opened[0] ?? database);
    await Promise.all(opened.map((one) => one.close()));
  });

  test('a server that is gone is told as such, and used again once it is back', async () => {
    await expect(openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', folder: '' })).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    const job = await storeJob(database);
    await postgres().crash();
    let lost = 0;
    for (let left = 20; left > 0; left--) {
      try {
        await database.read(job, async () => undefined);
      } catch (error) {
        expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
        lost += 1;
      }
    }
    expect(lost).toBeLessThan(20);
    const torn = database.transaction(job, async (tx) => {
      await insertObservations(tx, job.jobId, [observationIn(job, 1)]);
      await postgres().crash();
      await insertObservations(tx, job.jobId, [observationIn(job, 2)]);
    });
    await expect(torn).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect((await database.read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: 10 }))).observations).toEqual([]);
    await storeJob(database);
  });
});
