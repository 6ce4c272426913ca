/** What a repetition that does not succeed leaves behind, on both databases. No machine starts here. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NewJob, type Run } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { endJobMedium, endOpenRuns, jobMedia, keptRunIds, runsOf, type Transaction } from '../../src/db/index.ts';
import { createJob, createTemplate, retryJob } from '../../src/jobs/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { runIn, store } from '../support/results-cases.ts';
import { observationIn, storeJob, type StoredJob } from '../support/stored-results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-repetition-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  let who: Principal;
  beforeAll(async () => {
    jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-')));
    who = await jobs.test.member();
  });

  const within = <T>(job: StoredJob, work: (tx: Transaction) => Promise<T>): Promise<T> => opened().database.transaction(job, work);
  const runOf = async (job: StoredJob): Promise<Run | undefined> => (await within(job, (tx) => runsOf(tx, { jobId: job.jobId })))[0];
  /** A job that was looked at, with one finding under the key `k`. */
  const found = async (): Promise<StoredJob> => {
    const job = await storeJob(opened().database, who.workspaceId);
    await store(opened().database, job, [observationIn(job, 1)], {}, 'k');
    await within(job, async (tx) => {
      await endJobMedium(tx, job.jobId, job.mediaId, undefined);
      await tx.execute(sql`update job set stage = 'ml_done', state = 'awaiting_review' where id = ${job.jobId}::uuid`);
    });
    return job;
  };

  test('a request whose answer was lost makes nothing twice', async () => {
    const { database } = opened();
    const [keyed, other] = [{ ...who, makesId: randomUUID() }, { ...who, makesId: randomUUID() }];
    const wish = NewJob.parse({ name: 'made once' });
    const job = await createJob({ database }, keyed, wish);
    expect([job.id, await createJob({ database }, keyed, wish)]).toEqual([keyed.makesId, job]);
    const template = await createTemplate({ database }, other, { name: 'kept once', fromJobId: job.id, metadata: false });
    expect(await createTemplate({ database }, other, { name: 'kept once', fromJobId: job.id, metadata: false })).toEqual(template);
    const rows = await database.read(who, async (tx) => (await tx.execute(sql`select 1 from job where name = 'made once' union all select 1 from job_template where name = 'kept once'`)) as { rows: unknown[] });
    expect(rows.rows).toHaveLength(2);
  });

  test.each(['cancelled', 'waiting'] as const)('a repetition that ends as %s leaves the earlier result done', async (end) => {
    const job = await found();
    await store(opened().database, job, [], { status: 'running', coverage: 0 });
    expect((await runOf(job))?.status).toBe('running');
    await within(job, (tx) => endOpenRuns(tx, job.jobId, end));
    expect(await runOf(job)).toEqual(runIn(job));
    expect(await store(opened().database, job, [observationIn(job, 1)], {}, 'k')).toMatchObject({ changed: false });
  });

  test('a first look that is cancelled is cancelled, one that is paused waits', async () => {
    const job = await storeJob(opened().database, who.workspaceId);
    const another = { ...job, runId: `${job.runId}-2` };
    await store(opened().database, another, [], { status: 'running', coverage: 0 });
    const state = async () => (await within(job, (tx) => runsOf(tx, { jobId: job.jobId }))).find(({ id }) => id === another.runId);
    await within(job, (tx) => endOpenRuns(tx, job.jobId, 'waiting'));
    expect((await state())?.status).toBe('waiting');
    await within(job, (tx) => endOpenRuns(tx, job.jobId, 'cancelled'));
    expect(await state()).toMatchObject({ status: 'cancelled', reason: 'CANCELLED' });
  });

  test('a failed repetition keeps the result, and can be tried again until it succeeds', async () => {
    const job = await found();
    await expect(retryJob(jobs.parts, who, job.jobId)).rejects.toMatchObject({ message: 'Nothing of the job failed.' });
    const kept = () => within(job, (tx) => keptRunIds(tx, job.jobId, job.mediaId, new Date(0).toISOString(), ['k']));
    expect(await kept()).toEqual([job.runId]);
    await store(opened().database, job, [], { status: 'failed', reason: 'ANALYZER_FAILED', message: 'It broke.', coverage: 0 });
    expect(await runOf(job)).toEqual(runIn(job, { message: 'It broke.' }));
    expect(await kept()).toEqual([]);
    expect((await retryJob(jobs.parts, who, job.jobId)).state).toBe('queued');
    expect((await within(job, (tx) => jobMedia(tx, job.jobId))).map(({ ended }) => ended)).toEqual([false]);
    await store(opened().database, job, [observationIn(job, 1)], {}, 'k');
    expect(await runOf(job)).toEqual(runIn(job));
    expect(await kept()).toEqual([job.runId]);
    await within(job, async (tx) => {
      await endJobMedium(tx, job.jobId, job.mediaId, undefined);
      await tx.execute(sql`update job set stage = 'ml_done', state = 'awaiting_review' where id = ${job.jobId}::uuid`);
    });
    await expect(retryJob(jobs.parts, who, job.jobId)).rejects.toMatchObject({ message: 'Nothing of the job failed.' });
  });
});
