/** What a document says besides its observations, and lists of what there is. */
import { Job, Language, Media, type MediaOrigin } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { pageFrom, readPlace } from './cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());

const JobHead = z.object({ id: z.string(), name: z.string(), profile: z.string(), language: Language.catch('en'), createdAt: Moment.pipe(Job.shape.createdAt) });

/** A job as its documents name it; undefined where there is none. */
export async function documentJob(tx: Transaction, jobId: string): Promise<Job | undefined> {
  const [row] = await rowsOf(tx, sql`select id::text as id, name, profile, settings ->> 'language' as language, created_at as "createdAt" from job where id = ${jobId}::uuid`, JobHead);
  return row;
}

/** For what nobody looked into yet. */
const UNKNOWN = { kind: 'video', sizeBytes: 0, durationMs: 0, hasAudio: false, container: 'unknown' };

const MediumHead = z.object({
  facts: z.record(z.string(), z.unknown()).transform((facts) => ({ ...UNKNOWN, ...facts })).pipe(Media),
  seconds: z.number(),
  /** What its runs and corrections were when this was read: the same stamp, the same results. */
  stamp: z.string(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type DocumentMedium = z.infer<typeof MediumHead>;

const mediumColumns = sql`
  d.facts || jsonb_build_object('id', d.id, 'sha256', d.sha256, 'fileName', coalesce(nullif(d.name, ''), d.facts ->> 'fileName', d.id)) as facts,
  coalesce((select sum(extract(epoch from s.ended_at - s.begun_at)) from job_step s where s.job_id = m.job_id and s.media_id = m.media_id and s.kind = 'analyse'), 0)::double precision as seconds,
  coalesce((select md5(string_agg(concat_ws(' ', r.id, r.status, r.content_sha256, r.finished_at), ',' order by r.id)) from run r where r.job_id = m.job_id and r.media_id = m.media_id), '')
    || ':' || coalesce((select max(c.seq) from correction c where c.job_id = m.job_id and c.media_id = m.media_id), 0)
    || ':' || (select count(*) from held_shot h where h.media_id = m.media_id) as stamp,
  m.failure`;

/** undefined where the job has no such medium. */
export async function documentMedium(tx: Transaction, jobId: string, mediaId: string): Promise<DocumentMedium | undefined> {
  const [row] = await rowsOf(tx, sql`
    select ${mediumColumns} from job_media m join media d on d.workspace_id = m.workspace_id and d.id = m.media_id
    where m.job_id = ${jobId}::uuid and m.media_id = ${mediaId}`, MediumHead);
  return row;
}

/** The medium that follows in the job's order; undefined after the last. */
export async function nextMedium(tx: Transaction, jobId: string, after: { position: number; mediaId: string } | undefined): Promise<{ position: number; mediaId: string } | undefined> {
  const behind = after === undefined ? sql`true` : sql`(m.position, m.media_id) > (${after.position}::integer, ${after.mediaId}::text)`;
  const [row] = await rowsOf(tx, sql`
    select m.position, m.media_id as "mediaId" from job_media m where m.job_id = ${jobId}::uuid and ${behind} order by m.position, m.media_id limit 1`, z.object({ position: z.int(), mediaId: z.string() }));
  return row;
}

const EntryRow = z.object({
  jobId: z.string(), jobName: z.string(), mediaId: z.string(), fileName: z.string().nullable(), runs: z.record(z.string(), z.int()), observations: z.int(),
  updatedAt: Moment.nullable(), placedAt: z.string(),
});
export type ResultEntryRow = z.infer<typeof EntryRow>;

/** As `to_char` writes it below. */
const PlacedAt = z.iso.datetime({ precision: 6 });

export interface ResultEntryFilter {
  jobId?: string | undefined;
  mediaId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * Every medium of every job that has runs, the newest jobs first.
 *
 * @throws AppError INVALID_MESSAGE where `cursor` is none
 */
export async function resultEntries(tx: Transaction, { jobId, mediaId, limit, cursor }: ResultEntryFilter): Promise<{ rows: ResultEntryRow[]; next?: string }> {
  const place = readPlace(cursor);
  if (place !== undefined && !PlacedAt.safeParse(place[0]).success) throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.');
  const conditions = [
    sql`exists (select from run r where r.job_id = m.job_id and r.media_id = m.media_id)`,
    ...(jobId === undefined ? [] : [sql`m.job_id = ${jobId}::uuid`]),
    ...(mediaId === undefined ? [] : [sql`m.media_id = ${mediaId}`]),
    ...(place === undefined ? [] : [sql`(j.created_at, m.job_id::text || ' ' || m.media_id) < (${place[0]}::timestamptz, ${place[1]})`]),
  ];
  const rows = await rowsOf(tx, sql`
    select m.job_id::text as "jobId", j.name as "jobName", m.media_id as "mediaId", coalesce(nullif(d.name, ''), d.facts ->> 'fileName') as "fileName",
      (select jsonb_object_agg(s.status, s.n) from (select r.status, count(*)::integer as n from run r where r.job_id = m.job_id and r.media_id = m.media_id group by r.status) s) as runs,
      (select count(*)::integer from observation o where o.job_id = m.job_id and o.media_id = m.media_id and not o.removed) as observations,
      (select max(r.finished_at) from run r where r.job_id = m.job_id and r.media_id = m.media_id) as "updatedAt",
      to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "placedAt"
    from job_media m join job j on j.workspace_id = m.workspace_id and j.id = m.job_id join media d on d.workspace_id = m.workspace_id and d.id = m.media_id
    where ${sql.join(conditions, sql` and `)} order by j.created_at desc, m.job_id::text || ' ' || m.media_id desc limit ${limit + 1}`, EntryRow);
  return pageFrom(rows, limit, (row) => [row.placedAt, `${row.jobId} ${row.mediaId}`]);
}

/** Where a medium that was loaded from an address comes from; the first time that it is told stays. */
export async function noteOrigin(tx: Transaction, mediaId: string, origin: MediaOrigin): Promise<void> {
  await tx.execute(sql`update media set facts = facts || ${jsonbText({ origin })}::jsonb where workspace_id = aima_workspace() and id = ${mediaId} and not facts ? 'origin'`);
}

export interface ResultSelection {
  jobId: string;
  mediaId?: string | undefined;
  runId?: string | undefined;
}

/** Model output goes with its runs; what people added stays unless `corrections` goes as well. @returns how much, and which runs */
export async function deleteResultRows(tx: Transaction, { jobId, mediaId, runId }: ResultSelection, corrections: boolean): Promise<{ counts: { runs: number; observations: number; corrections: number }; runs: { mediaId: string; analyzer: string }[] }> {
  const medium = mediaId === undefined ? sql`true` : sql`media_id = ${mediaId}`;
  const Count = z.object({ n: z.int() });
  const count = async (query: ReturnType<typeof sql>): Promise<number> => (await rowsOf(tx, query, Count))[0]?.n ?? 0;
  const theirs = sql`job_id = ${jobId}::uuid and ${medium} ${runId === undefined ? sql`` : sql`and id = ${runId}`} ${corrections ? sql`` : sql`and facts ->> 'method' is distinct from 'user'`}`;
  const observations = await count(sql`select count(*)::integer as n from observation where job_id = ${jobId}::uuid and run_id in (select id from run where ${theirs})`);
  const runs = await rowsOf(tx, sql`delete from run where ${theirs} returning media_id as "mediaId", analyzer`, z.object({ mediaId: z.string(), analyzer: z.string() }));
  const said = corrections && runId === undefined ? await count(sql`with gone as (delete from correction where job_id = ${jobId}::uuid and ${medium} returning kind) select count(*)::integer as n from gone where kind not in ('undo', 'redo')`) : 0;
  return { counts: { runs: runs.length, observations, corrections: said }, runs };
}
