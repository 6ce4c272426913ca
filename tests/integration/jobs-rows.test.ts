/** Jobs as rows, on both databases: the queue, versions, lists, names taken out. */
import { randomUUID } from 'node:crypto';
import { JobMetadata, JobSettings } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { addJobMedia, anonymiseFindings, claimJob, deleteJob, endStep, beginStep, insertJob, insertObservations, jobById, jobMedia, listJobs, listObservations, loseOpenSteps, mediaToWipe, releaseJobClaim, renewJobClaim, stepsOf, updateJob, type Database, type JobFilter, type JobRow, type NewJobRow } from '../../src/db/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { observationIn, storeJob } from '../support/stored-results.ts';

type Opened = Parameters<Parameters<typeof onBothDatabases>[0]>[0];

const made = (database: Database, workspaceId: string, more: Partial<NewJobRow> = {}): Promise<JobRow> => database.transaction({ workspaceId }, (tx) => insertJob(tx, {
  name: 'film', type: 'single', priority: 'standard', settings: JobSettings.parse({}), metadata: JobMetadata.parse({}), createdBy: randomUUID(), ...more,
}));
const queued = async (database: Database, workspaceId: string, more: Partial<NewJobRow> = {}): Promise<JobRow> => {
  const job = await made(database, workspaceId, more);
  const row = await database.transaction({ workspaceId }, (tx) => updateJob(tx, job, { state: 'queued', queuedAt: 'now' }));
  if (!row) throw new Error('changed meanwhile');
  return row;
};
const claim = (database: Database, leaseMs = 60_000) => database.transaction('everything', (tx) => claimJob(tx, { holder: 'test', leaseMs }, ['queued', 'analysing']));
/** What other tests left waiting. */
const emptyQueue = (database: Database): Promise<unknown> => database.transaction('everything', (tx) => tx.execute(sql`update job set state = 'cancelled' where state in ('queued', 'analysing')`));

await onBothDatabases((opened) => {
  queueCases(opened);
  listCases(opened);
  changeCases(opened);
});

function queueCases(opened: Opened): void {
  test('urgent before standard before low, then by age; each once, however many ask', async () => {
    const { database } = opened();
    await emptyQueue(database);
    const { workspaceId } = await storeJob(database);
    const ids: string[] = [];
    for (const priority of ['low', 'standard', 'urgent', 'standard'] as const) ids.push((await queued(database, workspaceId, { priority })).id);
    const order = [await claim(database), await claim(database), await claim(database), await claim(database)].map((each) => ids.indexOf(each?.id ?? ''));
    expect(order).toEqual([2, 1, 3, 0]);
    expect(await claim(database)).toBeUndefined();
    for (let i = 0; i < 6; i++) await queued(database, workspaceId);
    const claims = await Promise.all(Array.from({ length: 9 }, () => claim(database)));
    const taken = claims.flatMap((each) => each?.id ?? []);
    expect(taken).toHaveLength(6);
    expect(new Set(taken).size).toBe(6);
  });

  test('a claim that ran out is taken by another, and the first can no longer renew or release it', async () => {
    const { database } = opened();
    await emptyQueue(database);
    const { workspaceId } = await storeJob(database);
    const job = await queued(database, workspaceId);
    const dead = await claim(database, 0);
    const next = await claim(database);
    if (!dead || !next) throw new Error('nothing claimed');
    expect(next.id).toBe(job.id);
    const everything = <T>(work: Parameters<typeof database.transaction<T>>[1]): Promise<T> => database.transaction('everything', work);
    expect(await everything((tx) => renewJobClaim(tx, dead, 60_000))).toBeUndefined();
    await everything((tx) => releaseJobClaim(tx, dead));
    expect(await everything((tx) => renewJobClaim(tx, next, 60_000))).toMatchObject({ state: 'queued' });
    expect(await claim(database)).toBeUndefined();
    await everything((tx) => releaseJobClaim(tx, next));
    expect(await claim(database)).toMatchObject({ id: job.id });
  });

  test('steps are written ahead; those of a dead claim are told as lost, once', async () => {
    const { database } = opened();
    const { workspaceId, jobId } = await storeJob(database);
    const [old, now] = [randomUUID(), randomUUID()];
    const within = <T>(work: Parameters<typeof database.transaction<T>>[1]): Promise<T> => database.transaction({ workspaceId }, work);
    const done = await within((tx) => beginStep(tx, { jobId, claimId: old, kind: 'lend', mediaId: 'm-1' }));
    await within((tx) => endStep(tx, done, 'done', { detail: { bytes: 7 } }));
    await within((tx) => beginStep(tx, { jobId, claimId: old, kind: 'launch', detail: { name: 'aima-1', usdPerHour: 0 } }));
    expect(await within((tx) => loseOpenSteps(tx, jobId, now))).toMatchObject([{ kind: 'launch', detail: { name: 'aima-1' }, outcome: 'lost' }]);
    expect(await within((tx) => loseOpenSteps(tx, jobId, now))).toEqual([]);
    expect((await within((tx) => stepsOf(tx, jobId, 10))).map(({ kind, outcome, detail }) => [kind, outcome, detail])).toEqual([['lend', 'done', { bytes: 7 }], ['launch', 'lost', { name: 'aima-1', usdPerHour: 0 }]]);
  });
}

function listCases(opened: Opened): void {
  const list = (database: Database, workspaceId: string, filter: Partial<JobFilter> = {}) => database.read({ workspaceId }, (tx) => listJobs(tx, { sort: 'newest', limit: 100, ...filter }));
  const names = ({ items }: { items: JobRow[] }): string[] => items.map(({ name }) => name);

  test('pages in every order give each job once', async () => {
    const { database } = opened();
    const workspaceId = (await storeJob(database)).workspaceId;
    await database.transaction({ workspaceId }, (tx) => tx.execute(sql`delete from run`));
    await database.transaction({ workspaceId }, (tx) => tx.execute(sql`delete from job`));
    const given = ['b', 'a', 'Ä', 'c', 'b'];
    for (const name of given) await made(database, workspaceId, { name, priority: name === 'c' ? 'urgent' : 'standard' });
    const inPages = async (sort: JobFilter['sort']): Promise<string[]> => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(database, workspaceId, { sort, limit: 2, cursor });
        seen.push(...names(page));
        cursor = page.next;
      } while (cursor !== undefined);
      return seen;
    };
    expect(await inPages('newest')).toEqual(given.toReversed());
    expect(await inPages('oldest')).toEqual(given);
    expect(await inPages('name')).toEqual(['a', 'b', 'b', 'c', 'Ä']);
    expect(await inPages('changed')).toHaveLength(5);
    expect((await inPages('queue'))[0]).toBe('c');
    await expect(list(database, workspaceId, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await expect(list(database, workspaceId, { cursor: Buffer.from(JSON.stringify(["x'", randomUUID()])).toString('base64url') })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  test('filters: words anywhere, an id, kinds of media, analyzers that ran; another workspace sees nothing', async () => {
    const { database } = opened();
    const { workspaceId, jobId } = await storeJob(database);
    await database.transaction({ workspaceId }, (tx) => tx.execute(sql`update media set facts = '{"kind":"video","durationMs":5}'`));
    const other = await made(database, workspaceId, { name: '100 %_x', metadata: JobMetadata.parse({ knownNames: ['Éva Nagy'], context: 'at the lake' }) });
    const found = async (filter: Partial<JobFilter>): Promise<string[]> => (await list(database, workspaceId, filter)).items.map(({ id }) => id);
    expect(await found({ text: 'LAKE éva' })).toEqual([other.id]);
    expect(await found({ text: '0 %_' })).toEqual([other.id]);
    expect(await found({ text: '_0' })).toEqual([]);
    expect(await found({ text: jobId })).toEqual([jobId]);
    expect(await found({ kind: 'video' })).toEqual([jobId]);
    expect(await found({ analyzer: 'test' })).toEqual([jobId]);
    expect(await found({ states: ['queued'] })).toEqual([]);
    expect(await found({ from: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect((await list(database, (await storeJob(database)).workspaceId, { text: other.id })).items).toEqual([]);
  });
}

function changeCases(opened: Opened): void {
  test('of two that change the same version one is told', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const job = await made(database, workspaceId);
    const change = (name: string) => database.transaction({ workspaceId }, (tx) => updateJob(tx, job, { name, failure: { code: 'X', message: 'm' } }));
    const both = await Promise.all([change('one'), change('two')]);
    expect(both.filter((row) => row !== undefined)).toHaveLength(1);
    const now = await database.transaction({ workspaceId }, (tx) => updateJob(tx, { ...job, version: job.version + 1 }, { failure: null }));
    expect(now).toMatchObject({ version: job.version + 2 });
    expect(now?.failure).toBeUndefined();
  });

  test('media are added once each, in order; what another unfinished job needs is not wiped; a deleted job takes its runs along', async () => {
    const { database } = opened();
    const { workspaceId, jobId, mediaId } = await storeJob(database);
    const job = await made(database, workspaceId);
    const within = <T>(work: Parameters<typeof database.transaction<T>>[1]): Promise<T> => database.transaction({ workspaceId }, work);
    expect(await within((tx) => addJobMedia(tx, job.id, [mediaId]))).toBe(1);
    expect(await within((tx) => addJobMedia(tx, job.id, [mediaId]))).toBe(0);
    expect((await within((tx) => jobMedia(tx, job.id))).map(({ position }) => position)).toEqual([0]);
    expect(await within((tx) => mediaToWipe(tx, jobId))).toEqual({ wipe: [], keep: [mediaId] });
    await within((tx) => tx.execute(sql`update job set stage = 'done', state = 'archived' where id = ${job.id}`));
    expect(await within((tx) => mediaToWipe(tx, jobId))).toMatchObject({ wipe: [{ mediaId }], keep: [] });
    const first = await within((tx) => jobById(tx, jobId));
    if (!first) throw new Error('no job');
    expect(await within((tx) => deleteJob(tx, { id: jobId, version: 99 }))).toBe(false);
    expect(await within((tx) => deleteJob(tx, first))).toBe(true);
    expect(await within((tx) => mediaToWipe(tx, job.id))).toMatchObject({ wipe: [{ mediaId }], keep: [] });
  });

  test('names are taken out of findings as whole words, whatever signs they have, and nothing else is', async () => {
    const { database } = opened();
    const job = await storeJob(database);
    await database.transaction({ workspaceId: job.workspaceId }, (tx) => insertObservations(tx, job.jobId, [
      observationIn(job, 1, { text: 'Éva Nagy met EVA and Annabel.', sentence: 'Anna, of course.', attributes: { who: 'O"Neil (x)' } }),
      observationIn(job, 2, { text: 'nothing of JoAnna', sentence: 'Annabel' }),
    ]));
    await database.transaction('everything', (tx) => anonymiseFindings(tx, job.jobId, [['Anna', 'Person 1'], ['Éva', 'Person 2'], ['éva nagy', 'Person 3'], ['O"Neil (x)', 'Person 4']]));
    const { observations } = await database.read({ workspaceId: job.workspaceId }, (tx) => listObservations(tx, { jobId: job.jobId, limit: 10 }));
    expect(observations.map(({ text, sentence, attributes }) => [text, sentence, attributes])).toEqual([
      ['Person 3 met EVA and Annabel.', 'Person 1, of course.', { who: 'Person 4' }], ['nothing of JoAnna', 'Annabel', undefined],
    ]);
    expect(await database.read({ workspaceId: job.workspaceId }, (tx) => rowsOf(tx, sql`select 1 as one from observation where text ~* 'nagy'`, z.object({})))).toEqual([]);
  });

  test('names are taken out of what describers were told, and of no word of ours that reads like one', async () => {
    const { database } = opened();
    const { workspaceId, jobId } = await storeJob(database);
    const told = (parameters: object) => JSON.stringify({ ...parameters, context: { names: ['Anna', 'Model'], description: 'Anna "sees"' } });
    const within = <T>(work: Parameters<typeof database.transaction<T>>[1]): Promise<T> => database.transaction({ workspaceId }, work);
    await within(async (tx) => {
      await tx.execute(sql`update run set facts = facts || jsonb_build_object('method', 'model', 'parameters', ${told({ form: 'model' })}::jsonb) where job_id = ${jobId}::uuid`);
      await tx.execute(sql`update job set plan = jsonb_build_object('tier', 'lite', 'choices', jsonb_build_array(jsonb_build_object('name', 'anna'), jsonb_build_object('name', 'blip2', 'parameters', ${told({})}::jsonb))),
        settings = settings || jsonb_build_object('analyzers', jsonb_build_array(jsonb_build_object('name', 'blip2', 'parameters', ${told({})}::jsonb))) where id = ${jobId}::uuid`);
    });
    await database.transaction('everything', (tx) => anonymiseFindings(tx, jobId, [['Anna', 'Person 1'], ['Model', 'Person 2']]));
    const context = { names: ['Person 1', 'Person 2'], description: 'Person 1 "sees"' };
    const Row = z.object({ facts: z.json(), plan: z.json(), settings: z.json() });
    const rows = await database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select r.facts, j.plan, j.settings from run r join job j on j.id = r.job_id where j.id = ${jobId}::uuid`, Row));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatchObject({
        facts: { method: 'model', parameters: { form: 'model', context } }, plan: { tier: 'lite', choices: [{ name: 'anna' }, { name: 'blip2', parameters: { context } }] },
        settings: { analyzers: [{ name: 'blip2', parameters: { context } }] },
      });
    }
  });
}
