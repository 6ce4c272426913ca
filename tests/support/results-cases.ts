/** Storing results: once however often it arrives, never less than what was there, nothing of held shots. */
import type { Observation, Run } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { listObservations, type Database } from '../../src/db/index.ts';
import { reusableRuns, storedRuns, storeRun } from '../../src/results/index.ts';
import { observationIn, storeJob, type StoredJob } from './stored-results.ts';

export const runIn = ({ mediaId, runId }: StoredJob, more: Partial<Run> = {}): Run => ({
  id: runId, mediaId, analyzer: 'test', version: 1, status: 'done', models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1, ...more,
});

export const store = (database: Database, job: StoredJob, observations: readonly Observation[], more: Partial<Run> = {}, cacheKey?: string) =>
  database.transaction(job, (tx) => storeRun(tx, { jobId: job.jobId, run: runIn(job, more), observations, ...(cacheKey === undefined ? {} : { cacheKey }) }));

const found = async (database: Database, job: StoredJob): Promise<string[]> =>
  (await database.read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: 500 }))).observations.map(({ id }) => id.split('-').at(-1) ?? '');

/** Another job of the same workspace on the same medium. */
async function anotherJob(database: Database, job: StoredJob): Promise<StoredJob> {
  const [made] = await database.transaction(job, async (tx) => {
    const rows = await rowsOf(tx, sql`insert into job (name, profile) values ('again', 'lite') returning id::text`, z.object({ id: z.string() }));
    await tx.execute(sql`insert into job_media (job_id, media_id, position) values (${rows[0]?.id}::uuid, ${job.mediaId}, 0)`);
    return rows;
  });
  return { ...job, jobId: made?.id ?? '' };
}

export function resultsCases(database: () => Database): void {
  test('a run that arrives twice is stored once; a new result takes the place of the old one', async () => {
    const job = await storeJob(database());
    const two = [observationIn(job, 1), observationIn(job, 2)];
    expect(await store(database(), job, two)).toEqual({ changed: true, newHolds: [] });
    expect(await store(database(), job, two)).toEqual({ changed: false, newHolds: [] });
    expect(await found(database(), job)).toEqual(['1', '2']);
    expect(await store(database(), job, [observationIn(job, 2), observationIn(job, 3)])).toMatchObject({ changed: true });
    expect(await found(database(), job)).toEqual(['2', '3']);
    expect(await database().read(job, (tx) => storedRuns(tx, job.jobId, job.mediaId))).toEqual([{ run: runIn(job), observations: [observationIn(job, 2), observationIn(job, 3)] }]);
  });

  test('two that store the same run at the same time leave one result', async () => {
    const job = await storeJob(database());
    await Promise.all([0, 1, 2, 3].map((from) => store(database(), job, [0, 1, 2].map((i) => observationIn(job, from + i)))));
    expect(await found(database(), job)).toHaveLength(3);
  });

  test('a failure keeps what was found before, unless the gate failed; a waiting run changes no findings', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 1)]);
    const message = 'It failed at the second attempt.';
    const kept = () => database().read(job, (tx) => storedRuns(tx, job.jobId, job.mediaId));
    await store(database(), job, [], { status: 'failed', reason: 'ANALYZER_FAILED', message, coverage: 0 });
    expect(await kept()).toEqual([{ run: runIn(job, { message }), observations: [observationIn(job, 1)] }]);
    await store(database(), job, [], { status: 'cancelled', reason: 'CANCELLED', coverage: 0 });
    expect(await found(database(), job)).toEqual(['1']);
    await store(database(), job, [], { status: 'running', coverage: 0 });
    expect(await found(database(), job)).toEqual(['1']);
    expect(await database().read(job, (tx) => storedRuns(tx, job.jobId, job.mediaId))).toEqual([]);
    expect(await store(database(), job, [], { status: 'failed', reason: 'ANALYZER_FAILED', message, coverage: 0 })).toMatchObject({ changed: true });
    expect(await kept()).toEqual([{ run: runIn(job, { message }), observations: [observationIn(job, 1)] }]);
    await store(database(), job, [observationIn(job, 1)]);
    expect(await kept()).toEqual([{ run: runIn(job), observations: [observationIn(job, 1)] }]);
    await store(database(), job, [observationIn(job, 1)], { status: 'failed', reason: 'GATE_FAILED', coverage: 0 });
    expect(await found(database(), job)).toEqual([]);
  });

  test('observations of another run or of a job without this medium are refused', async () => {
    const job = await storeJob(database());
    const other = await storeJob(database());
    await expect(store(database(), job, [observationIn(other, 1)])).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    const intruding = { ...other, workspaceId: job.workspaceId };
    await expect(store(database(), intruding, [observationIn(other, 1)])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('complete results are reused by other jobs of the workspace alone, fresh ones only, under their key', async () => {
    const job = await storeJob(database());
    const keys = new Map([['test', 'key-1']]);
    const reusable = (of: StoredJob, maxAgeSeconds = 3600, wanted = keys) => database().read(of, (tx) => reusableRuns(tx, { mediaId: job.mediaId, keys: wanted, maxAgeSeconds }));
    await store(database(), job, [observationIn(job, 1)], {}, 'key-1');
    expect(await reusable(job)).toEqual([{ run: runIn(job), observations: [observationIn(job, 1)] }]);
    expect(await reusable(job, 0)).toEqual([]);
    expect(await reusable(job, 3600, new Map([['test', 'key-2']]))).toEqual([]);
    expect(await reusable(await storeJob(database()))).toEqual([]);
    for (const more of [{ coverage: 0.5 }, { reason: 'language_needs_full_tier' }, { reused: true as const }, { status: 'held' as const, reason: 'age_unknown' }]) {
      await store(database(), job, [observationIn(job, 1)], more, 'key-1');
      expect(await reusable(job), JSON.stringify(more)).toEqual([]);
    }
  });

  test('of a held shot nothing describing stays or comes, in no job of the workspace', async () => {
    const job = await storeJob(database());
    const earlier = await anotherJob(database(), job);
    const spans: [number, number][] = [[0, 999], [0, 1000], [1500, 1500], [1999, 5000], [2000, 3000]];
    const observations = spans.map(([startMs, endMs], i) => observationIn(job, i, { startMs, endMs }));
    await store(database(), earlier, observations);
    expect(await found(database(), earlier)).toHaveLength(5);
    const held = [{ startMs: 1000, endMs: 2000, reason: 'age_unknown' }];
    const { newHolds } = await store(database(), job, observations, { status: 'held', reason: 'age_unknown', held, coverage: 0.8 });
    expect(newHolds).toMatchObject([{ mediaId: job.mediaId, startMs: 1000, endMs: 2000, reason: 'age_unknown' }]);
    expect(await found(database(), job)).toEqual(['0', '4']);
    expect(await found(database(), earlier)).toEqual(['0', '4']);
    // The same again is no news, and a job that ran without the gate brings nothing back.
    const again = await store(database(), earlier, observations.toReversed());
    expect(again).toEqual({ changed: true, newHolds: [] });
    expect((await found(database(), earlier)).toSorted()).toEqual(['0', '4']);
    expect(await database().read(job, (tx) => storedRuns(tx, earlier.jobId, job.mediaId))).toEqual([]);
  });

  test('of a photo that is held nothing describing stays', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 0)], { status: 'held', reason: 'possible_minor', held: [{ startMs: 0, endMs: 0, reason: 'possible_minor' }], coverage: 0 });
    expect(await found(database(), job)).toEqual([]);
  });
}
