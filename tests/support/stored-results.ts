/** A workspace with a job, a medium and a run, as the library will make them: what observations need around them. */
import { createHash, randomUUID } from 'node:crypto';
import type { Observation } from '@aima/contract';
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/index.ts';

export interface StoredJob {
  workspaceId: string;
  jobId: string;
  mediaId: string;
  runId: string;
}

/** @param given a workspace that is there; a new one where absent */
export async function storeJob(database: Database, given?: string): Promise<StoredJob> {
  const workspaceId = given ?? randomUUID();
  const jobId = randomUUID();
  const sha256 = createHash('sha256').update(jobId).digest('hex');
  const mediaId = `m-${sha256.slice(0, 16)}`;
  const runId = `r-${sha256.slice(0, 16)}-test-1`;
  await database.transaction('everything', (tx) => tx.execute(sql`insert into workspace (id, name) values (${workspaceId}, 'test') on conflict do nothing`));
  await database.transaction({ workspaceId }, async (tx) => {
    await tx.execute(sql`insert into media (id, sha256, state, facts, storage_key) values (${mediaId}, ${sha256}, 'stored', '{}', 'a/b')`);
    await tx.execute(sql`insert into job (id, name, profile) values (${jobId}, 'test', 'lite')`);
    await tx.execute(sql`insert into job_media (job_id, media_id, position) values (${jobId}, ${mediaId}, 0)`);
    await tx.execute(sql`insert into run (job_id, id, media_id, analyzer, status, facts) values (${jobId}, ${runId}, ${mediaId}, 'test', 'done', '{}')`);
  });
  return { workspaceId, jobId, mediaId, runId };
}

export const observationIn = ({ mediaId, runId }: StoredJob, ordinal: number, more: Partial<Observation> = {}): Observation => ({
  id: `o-${runId}-${ordinal}`,
  runId,
  mediaId,
  analyzer: 'test',
  startMs: ordinal * 100,
  endMs: ordinal * 100,
  confidence: 0.5,
  sentence: `Number ${ordinal}.`,
  source: 'model',
  ...more,
});
