/** What every database must do, embedded or on a server: one set of tests for both. */
import { randomUUID } from 'node:crypto';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Observation } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { insertObservations, listObservations, type Database, type ObservationFilter } from '../../src/db/index.ts';
import { migrate } from '../../src/db/migrate.ts';
import { observationIn, storeJob, type StoredJob } from './stored-results.ts';
import { tempFolder } from './temp-folder.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../src/db/migrations');

const idsOf = async (database: Database, { workspaceId, jobId }: StoredJob, filter: Partial<ObservationFilter>): Promise<string[]> =>
  (await database.read({ workspaceId }, (tx) => listObservations(tx, { jobId, limit: 100, ...filter }))).observations.map(({ id }) => id.split('-').at(-1) ?? '');

const store = (database: Database, job: StoredJob, observations: readonly Observation[]): Promise<void> =>
  database.transaction({ workspaceId: job.workspaceId }, (tx) => insertObservations(tx, job.jobId, observations));

const count = async (database: Database, { jobId }: StoredJob): Promise<number> => {
  const rows = await database.read('everything', (tx) => rowsOf(tx, sql`select count(*)::integer as count from observation where job_id = ${jobId}`, z.object({ count: z.int() })));
  return rows[0]?.count ?? -1;
};

/** `database`: opened before the first test; `openLimited`: another one, for the test to close. */
export function databaseCases(database: () => Database, openLimited: (queryLimitMs: number) => Promise<Database>): void {
  limitCases(openLimited);
  transactionCases(database);
  migrationCases(database);
  observationCases(database);
}

function transactionCases(database: () => Database): void {
  test('a transaction that throws leaves nothing, one that ends stays', async () => {
    const job = await storeJob(database());
    const failed = database().transaction({ workspaceId: job.workspaceId }, async (tx) => {
      await insertObservations(tx, job.jobId, [observationIn(job, 1)]);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await count(database(), job)).toBe(0);
    await store(database(), job, [observationIn(job, 1)]);
    expect(await count(database(), job)).toBe(1);
  });

  test('many transactions at once wait for each other and all arrive', async () => {
    const job = await storeJob(database());
    await Promise.all(Array.from({ length: 40 }, (_, i) => store(database(), job, [observationIn(job, i)])));
    expect(await count(database(), job)).toBe(40);
  });

  test('reading cannot write', async () => {
    const job = await storeJob(database());
    const writing = database().read({ workspaceId: job.workspaceId }, (tx) => insertObservations(tx, job.jobId, [observationIn(job, 1)]));
    await expect(writing).rejects.toMatchObject({ cause: { code: '25006' } });
  });

  test('a workspace sees and writes its own rows alone, even where a query forgets to ask for it', async () => {
    const [mine, theirs] = [await storeJob(database()), await storeJob(database())];
    await store(database(), mine, [observationIn(mine, 1, { text: 'secret' })]);
    await store(database(), theirs, [observationIn(theirs, 1, { text: 'secret' })]);
    for (const table of ['workspace', 'media', 'job', 'job_media', 'run', 'observation']) {
      const rows = await database().read({ workspaceId: mine.workspaceId }, (tx) => rowsOf(tx, sql`select * from ${sql.identifier(table)}`, z.object({})));
      expect(rows, table).toHaveLength(1);
    }
    expect(await idsOf(database(), { ...mine, jobId: theirs.jobId }, {})).toEqual([]);
    expect(await idsOf(database(), { ...mine, jobId: theirs.jobId }, { text: 'secret' })).toEqual([]);
    const intruding = { ...theirs, workspaceId: mine.workspaceId };
    await expect(store(database(), intruding, [observationIn(theirs, 2)])).rejects.toMatchObject({ cause: { code: '23503' } });
    const moving = database().transaction({ workspaceId: mine.workspaceId }, (tx) => tx.execute(sql`update job set workspace_id = ${theirs.workspaceId}`));
    await expect(moving).rejects.toMatchObject({ cause: { code: expect.stringMatching(/^(23503|42501)$/) as string } });
  });

  test('outside of every workspace a member sees nothing', async () => {
    await storeJob(database());
    const rows = await database().read('everything', async (tx) => {
      await tx.execute(sql`select set_config('role', aima_member(), true)`);
      return rowsOf(tx, sql`select id from job`, z.object({}));
    });
    expect(rows).toEqual([]);
  });

  test('asking for a vacuum does no harm', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 1)]);
    await database().vacuum();
    expect(await count(database(), job)).toBe(1);
  });

  test('vectors are searched by their distance', async () => {
    const rows = await database().transaction('everything', async (tx) => {
      await tx.execute(sql`create temporary table place (name text, at vector(3)) on commit drop`);
      await tx.execute(sql`insert into place values ('near', '[1,0,0]'), ('far', '[0,0,1]')`);
      return rowsOf(tx, sql`select name from place order by at <=> '[0.9,0.1,0]' limit 1`, z.object({ name: z.string() }));
    });
    expect(rows).toEqual([{ name: 'near' }]);
  });
}

function limitCases(openLimited: (queryLimitMs: number) => Promise<Database>): void {
  test('a query in a workspace that takes too long is ended, nothing of its transaction stays, and all goes on', async () => {
    const limited = await openLimited(300);
    try {
      const job = await storeJob(limited);
      await store(limited, job, [observationIn(job, 1)]);
      const slow = limited.transaction(job, async (tx) => {
        await insertObservations(tx, job.jobId, [observationIn(job, 2)]);
        await tx.execute(sql`select count(*) from generate_series(1, 2000000000)`);
      });
      const meanwhile = store(limited, job, [observationIn(job, 3)]);
      await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
      await meanwhile;
      await store(limited, job, [observationIn(job, 4)]);
      expect(await idsOf(limited, job, {})).toEqual(['1', '3', '4']);
      // What serves all workspaces has its time.
      await limited.read('everything', (tx) => tx.execute(sql`select count(*) from generate_series(1, 3000000)`));
    } finally {
      await limited.close();
    }
  });
}

function migrationCases(database: () => Database): void {
  test('migrating again changes nothing; a changed, lost or late file is refused', async () => {
    expect(await migrate(database())).toEqual([]);
    const folder = path.join(tempFolder(), 'migrations');
    await cp(MIGRATIONS, folder, { recursive: true });
    expect(await migrate(database(), folder)).toEqual([]);
    const late = path.join(folder, '0000-late.sql');
    await writeFile(late, 'select 1');
    await expect(migrate(database(), folder)).rejects.toMatchObject({ code: 'DATABASE_INCOMPATIBLE', details: { migration: '0000-late.sql' } });
    await writeFile(path.join(folder, '0001-library-and-results.sql'), 'select 1');
    await expect(migrate(database(), folder)).rejects.toMatchObject({ code: 'DATABASE_INCOMPATIBLE', details: { migration: '0001-library-and-results.sql' } });
    await expect(migrate(database(), tempFolder())).rejects.toMatchObject({ code: 'DATABASE_INCOMPATIBLE' });
  });

  test('of a migration that fails nothing stays', async () => {
    const folder = path.join(tempFolder(), 'migrations');
    await cp(MIGRATIONS, folder, { recursive: true });
    await writeFile(path.join(folder, '9999-broken.sql'), 'create table half (a integer)\n--> statement-breakpoint\nselect no_such_column from half');
    await expect(migrate(database(), folder)).rejects.toThrow();
    const rows = await database().read('everything', (tx) => rowsOf(tx, sql`select to_regclass('half')::text as half`, z.object({ half: z.null() })));
    expect(rows).toEqual([{ half: null }]);
    expect(await migrate(database())).toEqual([]);
  });
}

function observationCases(database: () => Database): void {
  test('an observation comes back as it went in', async () => {
    const job = await storeJob(database());
    const full = observationIn(job, 1, {
      label: 'person', text: 'Grüße, “quoted” 😀', box: { x: 0.1, y: 0.2, w: 0.30000000000000004, h: 1 }, trackId: 't1', personId: 'p1', speakerId: 's1',
      confidence: 0.123456789012345, attributes: { nothing: null, deep: { list: [1, 'zwei', null] } }, basedOn: ['a', 'b'], source: 'user',
    });
    await store(database(), job, [full, observationIn(job, 2)]);
    const page = await database().read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: 10 }));
    expect(page).toEqual({ observations: [full, observationIn(job, 2)] });
  });

  test('text that no database can hold does not take the batch down', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 1, { text: 'a\u0000b', attributes: { half: '\ud83d' } })]);
    const { observations } = await database().read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: 10 }));
    expect(observations[0]).toMatchObject({ text: 'a\ufffdb', attributes: { half: '\ufffd' } });
  });

  test('the same id twice in a job is refused', async () => {
    const job = await storeJob(database());
    await expect(store(database(), job, [observationIn(job, 1), observationIn(job, 1)])).rejects.toMatchObject({ cause: { code: '23505' } });
  });

  test('a time range holds what begins in it, still runs at its begin, or is a moment within', async () => {
    const job = await storeJob(database());
    const spans: [number, number][] = [
      [0, 10_000_000], [0, 1000], [0, 5000], [4_999, 5_001], [5_000, 5_000], [4_000, 5_000], [4_000, 5_001], [5_999, 9_000], [6_000, 6_000], [6_000, 7_000], [1, 4_097_000],
    ];
    await store(database(), job, spans.map(([startMs, endMs], i) => observationIn(job, i, { startMs, endMs })));
    const [fromMs, toMs] = [5_000, 6_000];
    const expected = spans.flatMap(([startMs, endMs], i) => (startMs < toMs && (endMs > fromMs || startMs >= fromMs) ? [i] : []))
      .toSorted((a, b) => (spans[a]?.[0] ?? 0) - (spans[b]?.[0] ?? 0) || a - b).map(String);
    expect(expected).toEqual(['0', '10', '6', '3', '4', '7']);
    expect(await idsOf(database(), job, { mediaId: job.mediaId, fromMs, toMs })).toEqual(expected);
    expect(await idsOf(database(), job, { fromMs, toMs })).toEqual(expected); // without a medium another query answers
    expect(await idsOf(database(), job, { mediaId: job.mediaId, fromMs, toMs, text: 'number' })).toEqual(expected);
  });

  test('filters join: analyzer, label, confidence and words', async () => {
    const job = await storeJob(database());
    await store(database(), job, [
      observationIn(job, 1, { analyzer: 'face', label: 'face', confidence: 0.9 }),
      observationIn(job, 2, { analyzer: 'speech', text: 'Die Schöne und das Biest', confidence: 0.8 }),
      observationIn(job, 3, { analyzer: 'speech', text: 'the beast is beautiful', confidence: 0.3 }),
      observationIn(job, 4, { analyzer: 'objects', label: 'dog', confidence: 0.7, sentence: 'A beast of a dog.' }),
    ]);
    expect(await idsOf(database(), job, { analyzers: ['speech', 'objects'] })).toEqual(['2', '3', '4']);
    expect(await idsOf(database(), job, { analyzers: [] })).toEqual([]);
    expect(await idsOf(database(), job, { labels: ['face', 'dog'] })).toEqual(['1', '4']);
    expect(await idsOf(database(), job, { minConfidence: 0.7 })).toEqual(['1', '2', '4']);
    expect(await idsOf(database(), job, { text: 'schöne' })).toEqual(['2']);
    expect(await idsOf(database(), job, { text: 'beast -beautiful' })).toEqual(['4']);
    expect(await idsOf(database(), job, { text: '"the beast"', analyzers: ['speech'], minConfidence: 0.2 })).toEqual(['3']);
    expect(await idsOf(database(), job, { text: "'; drop table observation; --" })).toEqual([]);
  });

  test('pages are whole: nothing twice, nothing left out, in order, also among equals', async () => {
    const job = await storeJob(database());
    const stored = Array.from({ length: 57 }, (_, i) => observationIn(job, i, { startMs: (i % 5) * 1000, endMs: (i % 5) * 1000 + (i % 7) * 2000 }));
    await store(database(), job, stored);
    const expected = stored.filter(({ startMs, endMs }) => startMs >= 1500 || endMs > 1500).toSorted((a, b) => a.startMs - b.startMs).map(({ id }) => id);
    const found: string[] = [];
    for (let after: string | undefined, pages = 0; pages < 20; pages++) {
      const page = await database().read(job, (tx) => listObservations(tx, { jobId: job.jobId, mediaId: job.mediaId, fromMs: 1500, limit: 7, ...(after === undefined ? {} : { after }) }));
      found.push(...page.observations.map(({ id }) => id));
      after = page.next;
      if (after === undefined) break;
    }
    expect(found).toEqual(expected);
    await expect(idsOf(database(), job, { after: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(await idsOf(database(), { ...job, jobId: randomUUID() }, {})).toEqual([]);
  });
}
