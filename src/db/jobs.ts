/** Jobs as rows: made, listed, changed under their version, deleted. */
import { JobMetadata, JobPriority, JobSettings, JobStage, JobState, JobType, type JobSort } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const moment = Moment.nullable().transform((at) => at ?? undefined);
const optional = <T extends z.ZodType>(shape: T) => shape.nullable().transform((value) => value ?? undefined);

export const JobRow = z.object({
  id: z.string(), workspaceId: z.string(), name: z.string(), type: JobType, stage: JobStage, state: JobState, priority: JobPriority, version: z.int(),
  settings: JobSettings, metadata: JobMetadata, createdBy: optional(z.string()),
  plan: z.unknown(), offer: z.unknown(), progress: z.unknown(), failure: optional(z.object({ code: z.string(), message: z.string() })), completion: z.unknown(),
  costLimitUsd: optional(z.number()), spentUsd: z.number(), machineSeconds: z.number(), attempts: z.int(), retries: z.int(),
  claimed: z.boolean(), anonymised: z.boolean(), mediaCount: z.int(),
  createdAt: Moment, updatedAt: Moment, queuedAt: moment, startedAt: moment, finishedAt: moment, completedAt: moment,
});
export type JobRow = z.output<typeof JobRow>;

const jobColumns = sql`j.id::text as id, j.workspace_id::text as "workspaceId", j.name, j.type, j.stage, j.state, j.priority, j.version,
  j.settings || jsonb_build_object('profile', j.profile) as settings, j.metadata, j.created_by as "createdBy", j.plan, j.offer, j.progress, j.failure, j.completion,
  j.cost_limit_usd as "costLimitUsd", j.spent_usd as "spentUsd", j.machine_seconds as "machineSeconds", j.attempts, j.retries,
  coalesce(j.claimed_until > clock_timestamp(), false) as claimed, j.anonymised,
  (select count(*) from job_media m where m.workspace_id = j.workspace_id and m.job_id = j.id)::integer as "mediaCount",
  j.created_at as "createdAt", j.updated_at as "updatedAt", j.queued_at as "queuedAt", j.started_at as "startedAt", j.finished_at as "finishedAt", j.completed_at as "completedAt"`;

export interface NewJobRow {
  name: string;
  type: JobType;
  priority: JobPriority;
  settings: JobSettings;
  metadata: JobMetadata;
  createdBy: string;
  /** Chosen before; a new one otherwise. */
  id?: string | undefined;
}

export async function insertJob(tx: Transaction, { name, type, priority, settings, metadata, createdBy, id }: NewJobRow): Promise<JobRow> {
  const [made] = await rowsOf(tx, sql`
    with j as (insert into job (id, name, type, priority, profile, settings, metadata, created_by)
      values (coalesce(${id ?? null}::uuid, gen_random_uuid()), ${name}, ${type}, ${priority}, ${settings.profile}, ${jsonbText(settings)}::jsonb, ${jsonbText(metadata)}::jsonb, ${createdBy}) returning *)
    select ${jobColumns} from j`, JobRow);
  if (!made) throw new AppError('INTERNAL', 'The new job was not returned.');
  return made;
}

/** `lock`: nobody else changes it until the transaction ends. */
export async function jobById(tx: Transaction, id: string, lock = false): Promise<JobRow | undefined> {
  // Locked by itself: a row cannot be locked through the subquery of its columns.
  if (lock) await tx.execute(sql`select 1 from job where id = ${id}::uuid for update`);
  const [row] = await rowsOf(tx, sql`select ${jobColumns} from job j where j.id = ${id}::uuid`, JobRow);
  return row;
}

/** What is absent stays; null empties. Moments are the database's. */
export interface JobPatch {
  stage?: JobStage; state?: JobState; name?: string; type?: JobType; priority?: JobPriority; settings?: JobSettings; metadata?: JobMetadata;
  plan?: unknown; offer?: unknown; progress?: unknown; failure?: { code: string; message: string } | null; completion?: unknown;
  costLimitUsd?: number; attempts?: number; retries?: number; anonymised?: boolean;
  queuedAt?: 'now' | null; startedAt?: 'now'; finishedAt?: 'now' | null; completedAt?: 'now';
}

const json = (value: unknown): SQL => (value === null ? sql`null` : sql`${jsonbText(value)}::jsonb`);
const time = (value: 'now' | null): SQL => (value === null ? sql`null` : sql`now()`);

function assignments(patch: JobPatch): SQL[] {
  const { settings, plan, offer, progress, failure, completion, metadata, queuedAt, startedAt, finishedAt, completedAt } = patch;
  const plain = { stage: patch.stage, state: patch.state, name: patch.name, type: patch.type, priority: patch.priority, cost_limit_usd: patch.costLimitUsd, attempts: patch.attempts, retries: patch.retries, anonymised: patch.anonymised };
  const documents = { plan, offer, progress, failure, completion, metadata, settings };
  const moments = { queued_at: queuedAt, started_at: startedAt, finished_at: finishedAt, completed_at: completedAt };
  const set = (column: string, value: SQL): SQL => sql`${sql.identifier(column)} = ${value}`;
  return [
    ...Object.entries(plain).flatMap(([column, value]) => (value === undefined ? [] : [set(column, sql`${value}`)])),
    ...Object.entries(documents).flatMap(([column, value]) => (value === undefined ? [] : [set(column, json(value))])),
    ...Object.entries(moments).flatMap(([column, value]) => (value === undefined ? [] : [set(column, time(value))])),
    ...(settings === undefined ? [] : [set('profile', sql`${settings.profile}`)]),
  ];
}

/** Changes the job if it still has this version, and raises it. @returns the new row; undefined where somebody changed it meanwhile */
export async function updateJob(tx: Transaction, { id, version }: Pick<JobRow, 'id' | 'version'>, patch: JobPatch): Promise<JobRow | undefined> {
  const set = sql.join([...assignments(patch), sql`version = version + 1`, sql`updated_at = now()`], sql`, `);
  const [row] = await rowsOf(tx, sql`with j as (update job set ${set} where id = ${id}::uuid and version = ${version} returning *) select ${jobColumns} from j`, JobRow);
  return row;
}

/** How far it is; no change of the job, so its version stays. */
export async function noteProgress(tx: Transaction, id: string, progress: unknown): Promise<void> {
  await tx.execute(sql`update job set progress = ${json(progress)} where id = ${id}::uuid`);
}

export async function addCost(tx: Transaction, id: string, { usd, seconds }: { usd: number; seconds: number }): Promise<void> {
  await tx.execute(sql`update job set spent_usd = spent_usd + ${usd}, machine_seconds = machine_seconds + ${seconds} where id = ${id}::uuid`);
}

/** What its rented machines cost, counted anew each time; work on own machines costs nothing. */
export async function noteRentedCost(tx: Transaction, id: string, { usd, seconds }: { usd: number; seconds: number }): Promise<void> {
  await tx.execute(sql`update job set spent_usd = ${usd}, machine_seconds = greatest(machine_seconds, ${seconds}) where id = ${id}::uuid`);
}

/** With its media's places, runs and findings; never the media themselves. */
export async function deleteJob(tx: Transaction, { id, version }: Pick<JobRow, 'id' | 'version'>): Promise<boolean> {
  await tx.execute(sql`delete from run where job_id = ${id}::uuid and exists (select from job where id = ${id}::uuid and version = ${version})`);
  const gone = await rowsOf(tx, sql`delete from job where id = ${id}::uuid and version = ${version} returning 1 as one`, z.object({}));
  return gone.length > 0;
}

export interface JobFilter {
  stages?: readonly JobStage[] | undefined;
  states?: readonly JobState[] | undefined;
  type?: JobType | undefined;
  priority?: JobPriority | undefined;
  profile?: string | undefined;
  analyzer?: string | undefined;
  kind?: string | undefined;
  mediaId?: string | undefined;
  text?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  sort: JobSort;
  limit: number;
  cursor?: string | undefined;
}

/** Lower is sooner. */
export const priorityRank = sql`case j.priority when 'urgent' then 0 when 'standard' then 1 else 2 end`;

/** By what is sorted, as text that a cursor can carry, and back. */
const sorts: Readonly<Record<JobSort, { key: SQL; type: 'timestamptz' | 'text'; down: boolean }>> = {
  newest: { key: sql`j.created_at`, type: 'timestamptz', down: true },
  oldest: { key: sql`j.created_at`, type: 'timestamptz', down: false },
  changed: { key: sql`j.updated_at`, type: 'timestamptz', down: true },
  name: { key: sql`j.name collate "C"`, type: 'text', down: false },
  queue: { key: sql`(${priorityRank}::text || to_char(coalesce(j.queued_at, j.created_at) at time zone 'UTC', 'YYYYMMDDHH24MISSUS')) collate "C"`, type: 'text', down: false },
};

const Cursor = z.tuple([z.string().max(400), z.uuid()]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Every word somewhere in what people wrote; signs of LIKE mean themselves. */
const textConditions = (text: string): SQL[] => {
  if (UUID.test(text.trim())) return [sql`j.id = ${text.trim()}::uuid`];
  return text.trim().split(/\s+/).filter((word) => word !== '').slice(0, 20).map((word) => {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    return sql`(j.name ilike ${like} or j.metadata->>'context' ilike ${like} or j.metadata->>'notes' ilike ${like} or j.metadata->>'knownNames' ilike ${like})`;
  });
};

function conditions(filter: JobFilter): SQL[] {
  const { stages, states, type, priority, profile, analyzer, kind, mediaId, text, from, to } = filter;
  const one = (value: string | undefined, condition: (value: string) => SQL): SQL[] => (value === undefined ? [] : [condition(value)]);
  const oneOf = (values: readonly string[] | undefined, column: SQL): SQL[] => (values === undefined || values.length === 0 ? [] : [sql`${column} in ${[...values]}`]);
  return [
    sql`true`, ...oneOf(stages, sql`j.stage`), ...oneOf(states, sql`j.state`),
    ...one(type, (value) => sql`j.type = ${value}`), ...one(priority, (value) => sql`j.priority = ${value}`), ...one(profile, (value) => sql`j.profile = ${value}`),
    ...one(analyzer, (value) => sql`exists (select from run r where r.workspace_id = j.workspace_id and r.job_id = j.id and r.analyzer = ${value} and r.status in ('done', 'held'))`),
    ...one(kind, (value) => sql`exists (select from job_media m join media d on d.workspace_id = m.workspace_id and d.id = m.media_id where m.workspace_id = j.workspace_id and m.job_id = j.id and d.facts->>'kind' = ${value})`),
    ...one(mediaId, (value) => sql`exists (select from job_media m where m.workspace_id = j.workspace_id and m.job_id = j.id and m.media_id = ${value})`),
    ...one(from, (value) => sql`j.created_at >= ${value}::timestamptz`), ...one(to, (value) => sql`j.created_at < ${value}::timestamptz`),
    ...(text === undefined ? [] : textConditions(text)),
  ];
}

/** @throws AppError INVALID_MESSAGE where `cursor` is none */
export async function listJobs(tx: Transaction, filter: JobFilter): Promise<{ items: JobRow[]; next?: string }> {
  const { key, type, down } = sorts[filter.sort];
  const after = filter.cursor === undefined ? undefined : readCursor(Cursor, filter.cursor);
  const cast = sql.raw(type === 'text' ? 'text collate "C"' : type);
  const direction = sql.raw(down ? 'desc' : 'asc');
  if (after !== undefined && type === 'timestamptz' && Number.isNaN(Date.parse(after[0]))) throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.');
  const where = [...conditions(filter), ...(after === undefined ? [] : [sql`(${key}, j.id) ${sql.raw(down ? '<' : '>')} (${after[0]}::${cast}, ${after[1]}::uuid)`])];
  const rows = await rowsOf(tx, sql`
    select ${jobColumns}, (${key})::text as key from job j where ${sql.join(where, sql` and `)} order by ${key} ${direction}, j.id ${direction} limit ${filter.limit + 1}`, JobRow.extend({ key: z.string() }));
  const items = rows.slice(0, filter.limit);
  const last = items.at(-1);
  return { items, ...(rows.length > filter.limit && last ? { next: writeCursor([last.key, last.id]) } : {}) };
}
