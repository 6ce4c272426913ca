/** Which media a job has, and how far each of them is. */
import { Media } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const Facts = Media.partial();

const JobMediumRow = z.object({
  mediaId: z.string(), position: z.int(), sha256: z.string(), mediaState: z.string(), sizeBytes: z.coerce.number(), facts: Facts,
  ended: z.boolean(), failure: z.object({ code: z.string(), message: z.string() }).nullable().transform((failure) => failure ?? undefined),
});
export type JobMediumRow = z.output<typeof JobMediumRow>;

/** Where a page ends. */
export type MediumPlace = Pick<JobMediumRow, 'position' | 'mediaId'>;

/** In the order in which they were added: all, or a page of them. */
export const jobMedia = (tx: Transaction, jobId: string, page?: { limit: number; after?: MediumPlace | undefined }): Promise<JobMediumRow[]> => rowsOf(tx, sql`
  select m.media_id as "mediaId", m.position, d.sha256, d.state as "mediaState", d.size_bytes::text as "sizeBytes",
    d.facts || jsonb_build_object('fileName', coalesce(nullif(d.name, ''), d.facts->>'fileName', d.id)) as facts, m.ended_at is not null as ended, m.failure
  from job_media m join media d on d.workspace_id = m.workspace_id and d.id = m.media_id
  where m.job_id = ${jobId}::uuid ${page?.after === undefined ? sql`` : sql`and (m.position, m.media_id) > (${page.after.position}::integer, ${page.after.mediaId}::text)`}
  order by m.position, m.media_id ${page === undefined ? sql`` : sql`limit ${page.limit}`}`, JobMediumRow);

/** Of these, what can be analysed: stored and not on its way out. Locked against being wiped until the transaction ends. */
export const storedMedia = async (tx: Transaction, ids: readonly string[]): Promise<{ id: string; kind?: string; durationMs: number; sizeBytes: number }[]> => {
  if (ids.length === 0) return [];
  const Row = z.object({ id: z.string(), kind: z.string().nullable(), duration: z.coerce.number().nullable(), size: z.coerce.number() });
  const rows = await rowsOf(tx, sql`select id, facts->>'kind' as kind, facts->>'durationMs' as duration, size_bytes::text as size from media where state = 'stored' and id in ${[...ids]} for share`, Row);
  return rows.map(({ id, kind, duration, size }) => ({ id, ...(kind === null ? {} : { kind }), durationMs: duration ?? 0, sizeBytes: size }));
};

/** Those that are in it already stay where they are. @returns how many are new */
export async function addJobMedia(tx: Transaction, jobId: string, mediaIds: readonly string[]): Promise<number> {
  if (mediaIds.length === 0) return 0;
  const values = sql.join(mediaIds.map((id, i) => sql`(${id}::text, ${i}::integer)`), sql`, `);
  const rows = await rowsOf(tx, sql`
    insert into job_media (workspace_id, job_id, media_id, position)
    select j.workspace_id, j.id, v.id, v.ordinal + (select coalesce(max(position) + 1, 0) from job_media where job_id = ${jobId}::uuid)
    from (values ${values}) as v (id, ordinal) join job j on j.id = ${jobId}::uuid
    on conflict do nothing returning 1 as one`, z.object({}));
  return rows.length;
}

/** With its runs in this job. */
export async function removeJobMedium(tx: Transaction, jobId: string, mediaId: string): Promise<boolean> {
  await tx.execute(sql`delete from run where job_id = ${jobId}::uuid and media_id = ${mediaId}`);
  const gone = await rowsOf(tx, sql`delete from job_media where job_id = ${jobId}::uuid and media_id = ${mediaId} returning 1 as one`, z.object({}));
  return gone.length > 0;
}

/** Everything that can be found is found, or failed. */
export async function endJobMedium(tx: Transaction, jobId: string, mediaId: string, failure: { code: string; message: string } | undefined): Promise<void> {
  await tx.execute(sql`update job_media set ended_at = now(), failure = ${failure === undefined ? sql`null` : sql`${jsonbText(failure)}::jsonb`} where job_id = ${jobId}::uuid and media_id = ${mediaId}`);
}

/** Of a medium something failed or was cancelled, be it a repetition whose earlier result is kept. */
const failedMedium = sql`(failure is not null or exists (select from run r where r.workspace_id = job_media.workspace_id and r.job_id = job_media.job_id and r.media_id = job_media.media_id
  and (r.status in ('failed', 'cancelled') or r.facts ->> 'repetition' is not null)))`;

/** There is something to try again. */
export async function hasFailures(tx: Transaction, jobId: string): Promise<boolean> {
  const rows = await rowsOf(tx, sql`select 1 as one from job_media where job_id = ${jobId}::uuid and (ended_at is null or ${failedMedium}) limit 1`, z.object({}));
  return rows.length > 0;
}

/** `failed`: only media with something that failed or was cancelled; else all. They are looked at again. */
export async function reopenJobMedia(tx: Transaction, jobId: string, which: 'failed' | 'all'): Promise<void> {
  await tx.execute(sql`update job_media set ended_at = null, failure = null where job_id = ${jobId}::uuid ${which === 'failed' ? sql`and ${failedMedium}` : sql``}`);
}

/** Media of the job that no other job needs which is not completed; and those that one does. */
export async function mediaToWipe(tx: Transaction, jobId: string): Promise<{ wipe: { mediaId: string; sizeBytes: number }[]; keep: string[] }> {
  const rows = await rowsOf(tx, sql`
    select m.media_id as "mediaId", d.size_bytes::text as "sizeBytes", exists (
      select from job_media o join job j on j.workspace_id = o.workspace_id and j.id = o.job_id
      where o.workspace_id = m.workspace_id and o.media_id = m.media_id and o.job_id <> m.job_id and j.stage <> 'done') as needed
    from job_media m join media d on d.workspace_id = m.workspace_id and d.id = m.media_id
    where m.job_id = ${jobId}::uuid and d.state <> 'wiped' order by m.position`, z.object({ mediaId: z.string(), sizeBytes: z.coerce.number(), needed: z.boolean() }));
  return { wipe: rows.flatMap(({ mediaId, sizeBytes, needed }) => (needed ? [] : [{ mediaId, sizeBytes }])), keep: rows.flatMap(({ mediaId, needed }) => (needed ? [mediaId] : [])) };
}

/** How a job's runs ended. */
export async function runCounts(tx: Transaction, jobId: string): Promise<Record<string, number>> {
  const runs = await rowsOf(tx, sql`select status, count(*)::integer as n from run where job_id = ${jobId}::uuid group by status order by status`, z.object({ status: z.string(), n: z.int() }));
  return Object.fromEntries(runs.map(({ status, n }) => [status, n]));
}

/** How much a job holds, and how its runs ended. */
export async function jobCounts(tx: Transaction, jobId: string): Promise<{ runs: Record<string, number>; observations: number }> {
  const [found] = await rowsOf(tx, sql`select count(*)::integer as n from observation where job_id = ${jobId}::uuid`, z.object({ n: z.int() }));
  return { runs: await runCounts(tx, jobId), observations: found?.n ?? 0 };
}

/** Finished runs of a medium that still say what its plan asks for: stored since it was made, or of equal content key, and not failed when they were last repeated. */
export async function keptRunIds(tx: Transaction, jobId: string, mediaId: string, since: string, keys: readonly string[]): Promise<string[]> {
  const byKey = keys.length === 0 ? sql`false` : sql`cache_key in ${[...keys]}`;
  const rows = await rowsOf(tx, sql`
    select id from run where job_id = ${jobId}::uuid and media_id = ${mediaId} and status = 'done' and facts ->> 'repetition' is null and (finished_at >= ${since}::timestamptz or ${byKey})`, z.object({ id: z.string() }));
  return rows.map(({ id }) => id);
}

/** The result that is stored has ended, whatever is being made anew (`markRun`). */
const hasEarlier = sql`(facts ->> 'status' in ('done', 'held'))`;

/** Runs that were waiting or running when their machine ended; a repetition leaves the result that it was to replace as it was. */
export async function endOpenRuns(tx: Transaction, jobId: string, status: 'waiting' | 'cancelled'): Promise<void> {
  await tx.execute(sql`
    update run set status = case when ${hasEarlier} then facts ->> 'status' else ${status} end,
      facts = case when ${hasEarlier} then facts else facts || jsonb_build_object('status', ${status}::text) || ${status === 'cancelled' ? sql`'{"reason":"CANCELLED"}'::jsonb` : sql`'{}'::jsonb`} end
    where job_id = ${jobId}::uuid and status in ('waiting', 'running') and (${hasEarlier} or status <> ${status})`);
}

/** Something was finished: machines lost before it count no more. */
export async function noteAdvance(tx: Transaction, jobId: string): Promise<void> {
  await tx.execute(sql`update job set attempts = 0 where id = ${jobId}::uuid and attempts > 0`);
}
