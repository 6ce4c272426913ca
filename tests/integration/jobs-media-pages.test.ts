/** A job with more media than one answer holds, on both databases. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getJob, listJobMedia } from '../../src/jobs/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { storeJob } from '../support/stored-results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-job-media-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  beforeAll(async () => { jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-'))); });

  test('an answer is bounded and says how to go on: every medium once, in order, with its runs', async () => {
    const who = await jobs.test.member();
    const job = await storeJob(opened().database, who.workspaceId);
    await opened().database.transaction(job, async (tx) => {
      await tx.execute(sql`insert into media (id, sha256, state, facts, storage_key) select 'm-' || i || '-' || ${job.jobId}::text, md5(i::text) || md5(${job.jobId}::text), 'stored', '{}', 'a/' || i from generate_series(1, 502) i`);
      await tx.execute(sql`insert into job_media (job_id, media_id, position) select ${job.jobId}::uuid, 'm-' || i || '-' || ${job.jobId}::text, i from generate_series(1, 502) i`);
      await tx.execute(sql`insert into run (job_id, id, media_id, analyzer, status, facts) select ${job.jobId}::uuid, 'r-' || i, 'm-' || i || '-' || ${job.jobId}::text, 'test', 'failed', '{}' from generate_series(1, 502) i`);
    });
    const detail = await getJob(jobs.parts, who, job.jobId);
    expect([detail.mediaCount, detail.media.length, detail.runCounts]).toEqual([503, 500, { done: 1, failed: 502 }]);
    const rest = await listJobMedia(jobs.parts, who, job.jobId, { limit: 2, cursor: detail.mediaNext });
    const last = await listJobMedia(jobs.parts, who, job.jobId, { limit: 2, cursor: rest.next });
    const all = [...detail.media, ...rest.items, ...last.items];
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 503 }, (_, i) => i));
    expect(all.every(({ mediaId, runs }) => runs.length === 1 && runs[0]?.mediaId === mediaId)).toBe(true);
    expect(last.next).toBeUndefined();
  });

  test('a small job fits into one answer; cursors that are none and jobs of others are refused', async () => {
    const who = await jobs.test.member();
    const { jobId } = await storeJob(opened().database, who.workspaceId);
    const detail = await getJob(jobs.parts, who, jobId);
    expect([detail.media.length, 'mediaNext' in detail]).toEqual([1, false]);
    for (const cursor of ['x', Buffer.from('[1e99,"a"]').toString('base64url')]) await expect(listJobMedia(jobs.parts, who, jobId, { limit: 2, cursor })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await expect(listJobMedia(jobs.parts, await jobs.test.member(), jobId, { limit: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
