/** Runs and what they found, as rows: stored whole, read whole, taken over by other jobs on the same content. */
import { Observation, Run } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { insertObservations } from './observations.ts';
import { jsonbText } from './jsonb.ts';

export interface FinishedRun {
  run: Run;
  observations: Observation[];
}

/** What every run has, for one that nobody described yet. */
const BLANK = { version: 1, models: [], parameters: {}, seconds: 0, device: 'none', coverage: 0 };

/** The contract's Run of a row `r`; the columns count where they say something else than the facts. */
const runColumns = sql`r.facts || jsonb_build_object('id', r.id, 'mediaId', r.media_id, 'analyzer', r.analyzer, 'status', r.status) as run`;
const RunRow = z.object({ run: z.preprocess((facts) => (typeof facts === 'object' && facts !== null ? { ...BLANK, ...facts } : facts), Run) });

/** An observation as its model gave it, before anybody corrected it: a row `o` as JSON. */
export const originalColumns = sql`coalesce(o.original, jsonb_strip_nulls(jsonb_build_object('id', o.id, 'runId', o.run_id, 'mediaId', o.media_id,
  'analyzer', o.analyzer, 'startMs', o.start_ms, 'endMs', o.end_ms, 'label', o.label, 'text', o.text, 'box', o.box, 'trackId', o.track_id,
  'personId', o.person_id, 'speakerId', o.speaker_id, 'confidence', o.confidence, 'basedOn', o.based_on, 'sentence', o.sentence, 'source', o.source))
  || case when o.attributes is null then '{}' else jsonb_build_object('attributes', o.attributes) end)`;

const first = <T>(rows: readonly T[]): T | undefined => rows[0];

/** Nobody else stores or corrects results of this medium in this job until the transaction ends. @returns false where the job has no such medium */
export async function lockResults(tx: Transaction, jobId: string, mediaId: string): Promise<boolean> {
  // The job first, as whoever changes a job does: two that lock in different orders wait for each other for ever.
  await tx.execute(sql`select 1 from job where id = ${jobId}::uuid for key share`);
  const rows = await rowsOf(tx, sql`select 1 as one from job_media where job_id = ${jobId}::uuid and media_id = ${mediaId} for no key update`, z.object({}));
  return rows.length > 0;
}

/** undefined where there is no such job. */
export async function jobStateOf(tx: Transaction, jobId: string): Promise<string | undefined> {
  const [row] = await rowsOf(tx, sql`select state from job where id = ${jobId}::uuid`, z.object({ state: z.string() }));
  return row?.state;
}

export interface StoredState {
  status: Run['status'];
  /** Of the result that is stored, also while it is being made anew. */
  kept: Run['status'];
  contentSha256?: string;
}

export async function runState(tx: Transaction, jobId: string, runId: string): Promise<StoredState | undefined> {
  const Row = z.object({ status: Run.shape.status, kept: Run.shape.status, content: z.string().nullable() });
  const row = first(await rowsOf(tx, sql`select status, coalesce(facts ->> 'status', status) as kept, content_sha256 as content from run where job_id = ${jobId}::uuid and id = ${runId}`, Row));
  return row && { status: row.status, kept: row.kept, ...(row.content === null ? {} : { contentSha256: row.content }) };
}

/** How a repetition ended that brought no result. */
export interface Repetition {
  status: Run['status'];
  message?: string | undefined;
}

/** Says how it stands with the run; what is stored of it stays. `repetition` is kept beside it for whoever tries again, until a result comes. */
export async function markRun(tx: Transaction, jobId: string, runId: string, status: Run['status'], repetition?: Repetition): Promise<void> {
  // Without its hash the next result is written whatever it is, and takes the message away.
  const told = repetition === undefined ? sql`` : sql`, facts = facts || ${jsonbText({ repetition: repetition.status, ...(repetition.message === undefined ? {} : { message: repetition.message }) })}::jsonb, content_sha256 = null`;
  await tx.execute(sql`update run set status = ${status} ${told} where job_id = ${jobId}::uuid and id = ${runId}`);
}

export interface RunRecord {
  jobId: string;
  run: Run;
  /** Under which other jobs may take it over. */
  cacheKey?: string | undefined;
  contentSha256?: string | undefined;
  ended: boolean;
}

/** Puts the run in the place of what was known of it; its observations stay as they are. */
export async function putRun(tx: Transaction, { jobId, run, cacheKey, contentSha256, ended }: RunRecord): Promise<void> {
  await tx.execute(sql`
    insert into run (job_id, id, media_id, analyzer, status, facts, cache_key, content_sha256, finished_at)
    values (${jobId}::uuid, ${run.id}, ${run.mediaId}, ${run.analyzer}, ${run.status}, ${jsonbText(run)}::jsonb, ${cacheKey ?? null}, ${contentSha256 ?? null}, ${ended ? sql`now()` : sql`null`})
    on conflict (workspace_id, job_id, id) do update set status = excluded.status, facts = excluded.facts, cache_key = excluded.cache_key,
      content_sha256 = excluded.content_sha256, finished_at = excluded.finished_at`);
}

/** Puts observations in the place of those that the run had. Versions go on, so that nobody writes over what they did not read. */
export async function replaceObservations(tx: Transaction, jobId: string, runId: string, observations: readonly Observation[]): Promise<void> {
  const [gone] = await rowsOf(tx, sql`
    with gone as (delete from observation where job_id = ${jobId}::uuid and run_id = ${runId} returning version)
    select coalesce(max(version), 0)::integer as version from gone`, z.object({ version: z.int() }));
  await insertObservations(tx, jobId, observations);
  if (gone !== undefined && gone.version > 0) await tx.execute(sql`update observation set version = ${gone.version + 1} where job_id = ${jobId}::uuid and run_id = ${runId}`);
}

export interface RunFilter {
  jobId: string;
  mediaId?: string | undefined;
  /** Of these media only. */
  mediaIds?: readonly string[];
  statuses?: readonly Run['status'][];
}

const runConditions = ({ jobId, mediaId, mediaIds, statuses }: RunFilter): SQL => sql.join([
  sql`r.job_id = ${jobId}::uuid`,
  ...(mediaId === undefined ? [] : [sql`r.media_id = ${mediaId}`]),
  ...(mediaIds === undefined ? [] : [mediaIds.length === 0 ? sql`false` : sql`r.media_id in ${[...mediaIds]}`]),
  ...(statuses === undefined ? [] : [statuses.length === 0 ? sql`false` : sql`r.status in ${statuses}`]),
], sql` and `);

/** In no order that means anything: whoever shows them knows the analyzers' order. */
export async function runsOf(tx: Transaction, filter: RunFilter): Promise<Run[]> {
  const rows = await rowsOf(tx, sql`select ${runColumns} from run r where ${runConditions(filter)} order by r.media_id, r.id`, RunRow);
  return rows.map(({ run }) => run);
}

const Found = z.object({ job: z.string(), found: Observation });

/** The model's own words of these runs, in the order in which they were stored. */
async function withOriginals(tx: Transaction, runs: readonly { jobId: string; run: Run }[]): Promise<FinishedRun[]> {
  if (runs.length === 0) return [];
  const wanted = sql.join(runs.map(({ jobId, run }) => sql`(${jobId}::uuid, ${run.id}::text)`), sql`, `);
  const rows = await rowsOf(tx, sql`
    select o.job_id::text as job, ${originalColumns} as found from (values ${wanted}) as w (job_id, run_id)
    join observation o on o.workspace_id = aima_workspace() and o.job_id = w.job_id and o.run_id = w.run_id order by o.seq`, Found);
  const byRun = Map.groupBy(rows, ({ job, found }) => `${job} ${found.runId}`);
  return runs.map(({ jobId, run }) => ({ run, observations: (byRun.get(`${jobId} ${run.id}`) ?? []).map(({ found }) => found) }));
}

/** Runs of one medium in this job that are done, with what their models found: what a resumed task need not find again. */
export async function storedRuns(tx: Transaction, jobId: string, mediaId: string): Promise<FinishedRun[]> {
  const runs = await runsOf(tx, { jobId, mediaId, statuses: ['done'] });
  return withOriginals(tx, runs.filter(({ method }) => method !== 'user').map((run) => ({ jobId, run })));
}

export interface ReusableFilter {
  mediaId: string;
  /** By analyzer: the key under which its result would be found. */
  keys: ReadonlyMap<string, string>;
  maxAgeSeconds: number;
}

/**
 * Complete results that any job of this workspace has of the same content, the newest of each key; the model's own words,
 * without corrections. Held, failed, partial and taken-over ones are never given.
 */
export async function reusableRuns(tx: Transaction, { mediaId, keys, maxAgeSeconds }: ReusableFilter): Promise<FinishedRun[]> {
  if (keys.size === 0) return [];
  const rows = await rowsOf(tx, sql`
    select distinct on (r.cache_key) r.job_id::text as job, ${runColumns} from run r
    where r.workspace_id = aima_workspace() and r.media_id = ${mediaId} and r.cache_key in ${[...keys.values()]} and r.status = 'done'
      and r.finished_at > now() - make_interval(secs => ${maxAgeSeconds}::double precision)
    order by r.cache_key, r.finished_at desc`, RunRow.extend({ job: z.string() }));
  return withOriginals(tx, rows.map(({ job, run }) => ({ jobId: job, run })));
}

/** 0 for photos, and where nobody knows it. */
export async function mediumDurationMs(tx: Transaction, mediaId: string): Promise<number> {
  const [row] = await rowsOf(tx, sql`select coalesce((facts ->> 'durationMs')::double precision, 0) as duration from media where workspace_id = aima_workspace() and id = ${mediaId}`, z.object({ duration: z.number() }));
  return row?.duration ?? 0;
}
