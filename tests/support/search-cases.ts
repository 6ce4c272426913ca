/** One search over all jobs of a workspace: what it finds, in which order, page by page, and what it must never tell. */
import type { FoundObservation, SearchFilterQuery } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { findMedium, insertObservations, type Database } from '../../src/db/index.ts';
import { activityOfJob, correct, deleteResults, searchFacets, searchObservations } from '../../src/results/index.ts';
import { principalIn } from './principals.ts';
import { store } from './results-cases.ts';
import { observationIn, storeJob, type StoredJob } from './stored-results.ts';

const find = async (database: Database, job: StoredJob, filter: SearchFilterQuery, limit = 500): Promise<FoundObservation[]> =>
  (await searchObservations({ database }, principalIn(job), { filter, limit })).items;
const sentences = (items: readonly FoundObservation[]): string[] => items.map(({ sentence }) => sentence);

/** Two jobs of one workspace, the second made later, and one of another workspace, all with a dog that is spoken of. */
async function threeJobs(database: Database): Promise<{ first: StoredJob; second: StoredJob; foreign: StoredJob }> {
  const [first, foreign] = [await storeJob(database), await storeJob(database)];
  const second = await storeJob(database, first.workspaceId);
  await database.transaction(second, (tx) => tx.execute(sql`update job set created_at = now() + interval '1 hour', name = 'The later one' where id = ${second.jobId}::uuid`));
  await database.transaction(second, (tx) => tx.execute(sql`update media set kind = 'video', duration_ms = 60000, name = 'walk.mp4' where id = ${second.mediaId}`));
  await store(database, first, [observationIn(first, 5, { label: 'dog', sentence: 'A dog at five.' }), observationIn(first, 2, { text: 'the dog climbs the hill', sentence: 'Somebody speaks.', speakerId: 's1', confidence: 0.9 })]);
  await store(database, second, [observationIn(second, 300, { label: 'dog', sentence: 'A later dog.' }), observationIn(second, 1, { label: 'scene', analyzer: 'scene_segmentation', endMs: 30_000, sentence: 'Scene 1.' })]);
  await store(database, foreign, [observationIn(foreign, 1, { label: 'dog', sentence: 'Nobody may see this dog.' })]);
  return { first, second, foreign };
}

export function searchCases(database: () => Database): void {
  test('speech, text and labels of all jobs are found: the newest job first, in order of time, and never those of another workspace', async () => {
    const { first, second, foreign } = await threeJobs(database());
    const all = await find(database(), first, { text: 'dog' });
    expect(sentences(all)).toEqual(['A later dog.', 'Somebody speaks.', 'A dog at five.']);
    expect(all[0]).toMatchObject({ jobId: second.jobId, jobName: 'The later one', mediaId: second.mediaId, fileName: 'walk.mp4', kind: 'video', durationMs: 60_000, thumbnail: false, version: 1 });
    expect(sentences(await find(database(), first, { text: '"climbs the hill"' }))).toEqual(['Somebody speaks.']);
    expect(sentences(await find(database(), first, { text: 'dog -climbs' }))).toEqual(['A later dog.', 'A dog at five.']);
    expect(sentences(await find(database(), first, {}))).toHaveLength(4);
    expect(sentences(await find(database(), foreign, { text: 'dog' }))).toEqual(['Nobody may see this dog.']);
    // The functions look as the tables' owner: they are a wall themselves, without the rows that are read behind them.
    const Count = z.object({ n: z.int() });
    const beyond = await database().read(first, (tx) => rowsOf(tx, sql`select (select count(*) from observation_page('{}', 500))::integer as n union all select coalesce(sum(n), 0)::integer from observation_counts('{}', 500)`, Count));
    expect(beyond).toEqual([{ n: 4 }, { n: 4 }]);
    // Whoever names another workspace's job or medium gets nothing of it.
    for (const filter of [{ jobId: foreign.jobId }, { mediaId: foreign.mediaId }, { runId: foreign.runId }]) {
      expect(await find(database(), first, { text: 'dog', ...filter }), JSON.stringify(filter)).toEqual([]);
      expect(await find(database(), first, filter), JSON.stringify(filter)).toEqual([]);
      expect((await searchFacets({ database: database() }, principalIn(first), filter)).count, JSON.stringify(filter)).toBe(0);
    }
  });

  test('of a medium it is known whether it was rated, and as what; what a person rejects does not count', async () => {
    const job = await storeJob(database());
    const change = (query: ReturnType<typeof sql>): Promise<unknown> => database().transaction(job, (tx) => tx.execute(query));
    const told = async (): Promise<string | undefined> => (await database().read(job, (tx) => findMedium(tx, job.workspaceId, job.mediaId)))?.explicitness;
    expect(await told()).toBe('unrated');
    await change(sql`insert into run (job_id, id, media_id, analyzer, status, facts) values (${job.jobId}, 'r-rating', ${job.mediaId}, 'nsfw_rating', 'running', '{"coverage":0.5}')`);
    expect(await told()).toBe('unrated');
    await change(sql`update run set status = 'done', facts = '{"coverage":1}' where id = 'r-rating'`);
    expect(await told()).toBe('none');
    const found = [1, 2].map((ordinal) => observationIn({ ...job, runId: 'r-rating' }, ordinal, { analyzer: 'nsfw_rating', label: ordinal === 1 ? 'suggestive' : 'explicit' }));
    await database().transaction(job, (tx) => insertObservations(tx, job.jobId, found));
    expect(await told()).toBe('explicit');
    expect((await find(database(), job, {})).map(({ explicitness }) => explicitness)).toEqual(['explicit', 'explicit']);
    await correct({ database: database() }, principalIn(job), { jobId: job.jobId, correction: { kind: 'reject', observationId: found[1]?.id ?? '' } });
    expect(await told()).toBe('suggestive');
    // Pages cover its pictures by it.
    const events = () => database().read(job, (tx) => rowsOf(tx, sql`select body from event where kind = 'media.changed'`, z.object({ body: z.unknown() })));
    const event = { body: { mediaId: job.mediaId, state: 'stored' } };
    expect(await events()).toEqual([event]);
    await change(sql`update observation set removed = true where label = 'suggestive'`);
    expect(await told()).toBe('none');
    // Of which media it is told follows from what was deleted, not from what was named.
    await change(sql`update job set state = 'awaiting_review' where id = ${job.jobId}::uuid`);
    await deleteResults({ database: database() }, principalIn(job), { jobId: job.jobId, corrections: false });
    expect(await told()).toBe('unrated');
    expect(await events()).toEqual([event, event]);
  });

  test('every filter narrows the search, and all of them together', async () => {
    const { first, second } = await threeJobs(database());
    const soon = new Date(Date.now() + 1_800_000).toISOString();
    const cases: readonly [SearchFilterQuery, number][] = [
      [{ label: ['dog'] }, 2], [{ label: ['dog', 'scene'] }, 3], [{ label: [] }, 0], [{ analyzer: ['scene_segmentation'] }, 1], [{ minConfidence: 0.8 }, 1], [{ speakerId: 's1' }, 1], [{ personId: 'nobody' }, 0],
      [{ kind: 'video' }, 2], [{ kind: 'audio' }, 0], [{ jobId: second.jobId }, 2], [{ mediaId: first.mediaId }, 2], [{ from: soon }, 2], [{ to: soon }, 2], [{ fromMs: 400, toMs: 600 }, 2], [{ source: 'user' }, 0], [{ review: 'open' }, 4], [{ corrected: true }, 0], [{ removed: true }, 0],
      [{ text: 'dog', label: ['dog'], kind: 'video', from: soon, minConfidence: 0.5, review: 'open', corrected: false }, 1],
    ];
    for (const [filter, count] of cases) {
      expect(await find(database(), first, filter), JSON.stringify(filter)).toHaveLength(count);
      expect((await searchFacets({ database: database() }, principalIn(first), filter)).count, JSON.stringify(filter)).toBe(count);
    }
  });

  test('pages follow each other without a gap, whatever their size', async () => {
    const { first } = await threeJobs(database());
    await store(database(), first, Array.from({ length: 30 }, (_, i) => observationIn(first, i, { startMs: Math.floor(i / 7), endMs: Math.floor(i / 7), sentence: `Number ${i}.` })));
    const whole = sentences(await find(database(), first, {}));
    for (const limit of [1, 4, 31]) {
      const paged: string[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = await searchObservations({ database: database() }, principalIn(first), { filter: {}, limit, cursor });
        paged.push(...sentences(page.items));
        cursor = page.next;
        more = cursor !== undefined;
      }
      expect(paged, `${limit} a page`).toEqual(whole);
    }
    await expect(searchObservations({ database: database() }, principalIn(first), { filter: {}, limit: 5, cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  test('words that mean something to databases are only words', async () => {
    const { first } = await threeJobs(database());
    for (const text of ["'; drop table observation; --", '%', '\\', "dog' or '1'='1", '"', '&|!():*', '\u202e ', '-', 'or or', "$q$ $1"]) {
      expect(await find(database(), first, { text, label: ["'||'", '$q$'] }), text).toEqual([]);
      await expect(find(database(), first, { text }), text).resolves.toBeInstanceOf(Array);
    }
  });

  test('counts say of which analyzer, label, kind of medium and job; what was taken out or held is neither found nor counted', async () => {
    const { first, second } = await threeJobs(database());
    const person = principalIn(first);
    expect(await searchFacets({ database: database() }, person, { text: 'dog' })).toEqual({
      count: 3, complete: true, analyzers: [{ analyzer: 'test', count: 3 }], labels: [{ analyzer: 'test', label: 'dog', count: 2 }], kinds: [{ kind: 'video', count: 1 }],
      jobs: [{ jobId: first.jobId, name: 'test', count: 2 }, { jobId: second.jobId, name: 'The later one', count: 1 }],
    });
    await correct({ database: database() }, person, { jobId: first.jobId, correction: { kind: 'remove', observationId: observationIn(first, 5).id } });
    expect(sentences(await find(database(), first, { text: 'dog' }))).toEqual(['A later dog.', 'Somebody speaks.']);
    expect(sentences(await find(database(), first, { text: 'dog', removed: true }))).toEqual(['A dog at five.']);
    await store(database(), second, [], { status: 'held', reason: 'age_unknown', held: [{ startMs: 0, endMs: 60_000, reason: 'age_unknown' }] });
    expect(sentences(await find(database(), first, { text: 'dog' }))).toEqual(['Somebody speaks.']);
    expect((await searchFacets({ database: database() }, person, { text: 'dog' })).count).toBe(1);
  });

  test('who may not read results is refused', async () => {
    const { first } = await threeJobs(database());
    const blind = principalIn(first, ['jobs:read']);
    await expect(searchObservations({ database: database() }, blind, { filter: {}, limit: 5 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(searchFacets({ database: database() }, blind, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(activityOfJob({ database: database() }, blind, first.jobId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a job tells when most was found, and its scenes; a job of another workspace tells nothing', async () => {
    const { first, second, foreign } = await threeJobs(database());
    const { items } = await activityOfJob({ database: database() }, principalIn(first), second.jobId);
    expect(items).toMatchObject([{ mediaId: second.mediaId, fileName: 'walk.mp4', durationMs: 60_000, scenes: [{ startMs: 100, endMs: 30_000, sentence: 'Scene 1.' }] }]);
    expect(items[0]?.counts).toHaveLength(60);
    expect([items[0]?.counts[0], items[0]?.counts[30], items[0]?.counts.reduce((a, b) => a + b)]).toEqual([1, 1, 2]);
    expect((await activityOfJob({ database: database() }, principalIn(first), first.jobId)).items).toMatchObject([{ counts: [], scenes: [] }]);
    await expect(activityOfJob({ database: database() }, principalIn(first), foreign.jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
}
