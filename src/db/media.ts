/** Media of the library: what is stored, listed and wiped. */
import { Explicitness } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { pageFrom, readPlace } from './cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

/** What the rating says of a medium `m`: the highest level over all its jobs, without what people rejected or took out. */
export const explicitness = sql`coalesce((select case max(case o.label when 'explicit' then 2 when 'suggestive' then 1 else 0 end) when 2 then 'explicit' when 1 then 'suggestive' else 'none' end
  from run r left join observation o on o.workspace_id = r.workspace_id and o.job_id = r.job_id and o.run_id = r.id and not o.removed and o.review is distinct from 'rejected'
  where r.workspace_id = m.workspace_id and r.media_id = m.id and r.analyzer = 'nsfw_rating' and r.status = 'done' and (r.facts ->> 'coverage')::float8 > 0 having count(*) > 0), 'unrated') as explicitness`;

/** Pictures and sound curve of a medium, each stored under a name of its own. */
const StoredPicture = z.object({ key: z.string(), contextId: z.string(), type: z.string(), bytes: z.number(), width: z.number().optional(), height: z.number().optional() });
export type StoredPicture = z.infer<typeof StoredPicture>;

const Storyboard = z.object({ columns: z.int(), rows: z.int(), tileWidth: z.int(), tileHeight: z.int(), timesMs: z.array(z.int()) });

export const MediaPictures = z.object({
  files: z.record(z.string(), StoredPicture).default({}),
  storyboard: Storyboard.optional(),
  /** In the file of the sound curve: lowest and highest sample of each stretch in turn, -128..127. */
  waveform: z.object({ stretchMs: z.number(), count: z.int() }).optional(),
  failure: z.string().optional(),
});
export type MediaPictures = z.infer<typeof MediaPictures>;

const MediaRow = z.object({
  id: z.string(),
  workspaceId: z.string(),
  sha256: z.string(),
  state: z.enum(['stored', 'wiping', 'wiped']),
  name: z.string(),
  ownerId: z.string().nullable(),
  kind: z.enum(['video', 'image', 'audio']).nullable(),
  facts: z.unknown(),
  fileId: z.string().nullable(),
  storageKey: z.string(),
  wrappedKey: z.string().nullable(),
  sizeBytes: z.number(),
  storedBytes: z.number(),
  pictureBytes: z.number(),
  durationMs: z.number(),
  takenAt: z.string().nullable(),
  place: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  picturesState: z.enum(['waiting', 'done', 'failed', 'removed']),
  pictures: MediaPictures,
  held: z.boolean(),
  explicitness: Explicitness,
  wipeReason: z.string().nullable(),
  version: z.number(),
  createdAtMs: z.number(),
  jobIds: z.array(z.string()),
  created: z.string(),
});
export type MediaRow = z.infer<typeof MediaRow>;

const COLUMNS = sql`m.id, m.workspace_id as "workspaceId", m.sha256, m.state, m.name, m.owner_id as "ownerId", m.kind, m.facts, m.file_id as "fileId",
  m.storage_key as "storageKey", m.wrapped_key as "wrappedKey", m.size_bytes::float8 as "sizeBytes", m.stored_bytes::float8 as "storedBytes",
  m.picture_bytes::float8 as "pictureBytes", m.duration_ms::float8 as "durationMs", m.taken_at as "takenAt", m.place, m.pictures_state as "picturesState",
  m.pictures, m.held, ${explicitness}, m.wipe_reason as "wipeReason", m.version, floor(extract(epoch from m.created_at) * 1000)::float8 as "createdAtMs",
  to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') as created,
  coalesce((select array_agg(j.job_id::text) from job_media j where j.workspace_id = m.workspace_id and j.media_id = m.id), '{}') as "jobIds"`;

const one = async (tx: Transaction, query: SQL): Promise<MediaRow | undefined> => (await rowsOf(tx, query, MediaRow))[0];

export const findMedium = (tx: Transaction, workspaceId: string, id: string): Promise<MediaRow | undefined> =>
  one(tx, sql`select ${COLUMNS} from media m where m.workspace_id = ${workspaceId} and m.id = ${id}`);

/** What of these contents is stored here. */
export const findContents = (tx: Transaction, workspaceId: string, sha256: readonly string[]): Promise<MediaRow[]> =>
  sha256.length === 0 ? Promise.resolve([]) : rowsOf(tx, sql`select ${COLUMNS} from media m where m.workspace_id = ${workspaceId} and m.sha256 in ${[...sha256]} and m.state = 'stored'`, MediaRow);

export interface NewMedium {
  id: string;
  sha256: string;
  name: string;
  ownerId: string | null;
  kind: 'video' | 'image' | 'audio';
  /** The contract's Media. */
  facts: unknown;
  fileId: string;
  storageKey: string;
  wrappedKey: string;
  sizeBytes: number;
  storedBytes: number;
  durationMs: number;
  takenAt: string | null;
  place: { latitude: number; longitude: number } | null;
}

/**
 * In the transaction's workspace. Content that was wiped comes back under its old id.
 *
 * @returns undefined where the same content is stored (or still being wiped): nothing was changed
 */
export const insertMedium = (tx: Transaction, medium: NewMedium): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (insert into media (id, sha256, state, facts, storage_key, wrapped_key, file_id, name, owner_id, kind, size_bytes, stored_bytes, duration_ms, taken_at, place)
    values (${medium.id}, ${medium.sha256}, 'stored', ${jsonbText(medium.facts)}::jsonb, ${medium.storageKey}, ${medium.wrappedKey}, ${medium.fileId}, ${medium.name}, ${medium.ownerId},
      ${medium.kind}, ${medium.sizeBytes}, ${medium.storedBytes}, ${medium.durationMs}, ${medium.takenAt}, ${medium.place === null ? null : jsonbText(medium.place)}::jsonb)
    on conflict (workspace_id, sha256) do update set state = 'stored', facts = excluded.facts, storage_key = excluded.storage_key, wrapped_key = excluded.wrapped_key,
      file_id = excluded.file_id, name = excluded.name, owner_id = excluded.owner_id, kind = excluded.kind, size_bytes = excluded.size_bytes, stored_bytes = excluded.stored_bytes,
      duration_ms = excluded.duration_ms, taken_at = excluded.taken_at, place = excluded.place, pictures_state = case when media.held then 'removed' else 'waiting' end,
      pictures = '{}', picture_bytes = 0, wipe_reason = null, version = media.version + 1, created_at = now()
    where media.state = 'wiped' returning *)
  select ${COLUMNS} from m`);

export const renameMedium = (tx: Transaction, id: string, name: string, version: number | undefined): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (update media set name = ${name}, version = version + 1 where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning *)
  select ${COLUMNS} from m`);

/** Only while it is stored and not held. */
export const setPictures = (tx: Transaction, id: string, fileId: string, state: 'done' | 'failed', pictures: MediaPictures, bytes: number): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (update media set pictures_state = ${state}, pictures = ${jsonbText(pictures)}::jsonb, picture_bytes = ${bytes}
    where id = ${id} and file_id = ${fileId} and state = 'stored' and pictures_state = 'waiting' and not held returning *) select ${COLUMNS} from m`);

/** Held by the minors' gate: there are no pictures of it any more. */
export const holdMedium = (tx: Transaction, id: string): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (update media set held = true, pictures_state = 'removed', pictures = '{}', picture_bytes = 0, version = version + 1 where id = ${id} returning *) select ${COLUMNS} from m`);

/** After its release: pictures may be made again. */
export const releaseMedium = (tx: Transaction, id: string): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (update media set held = false, pictures_state = case when state = 'stored' then 'waiting' else pictures_state end, version = version + 1 where id = ${id} and held returning *)
  select ${COLUMNS} from m`);

/** Its key is forgotten here and now; from then on its bytes are noise. */
export const destroyKey = (tx: Transaction, id: string, reason: string): Promise<MediaRow | undefined> => one(tx, sql`
  with m as (update media set state = 'wiping', wrapped_key = null, wipe_reason = ${reason}, place = null, version = version + 1 where id = ${id} and state = 'stored' returning *)
  select ${COLUMNS} from m`);

/** Its bytes are gone. A medium that no job knows leaves nothing behind. @returns false where it was not being wiped */
export async function finishWipe(tx: Transaction, id: string): Promise<boolean> {
  const used = await rowsOf(tx, sql`update media set state = 'wiped', stored_bytes = 0, picture_bytes = 0, pictures = '{}', pictures_state = 'removed', version = version + 1
    where id = ${id} and state = 'wiping' returning exists (select 1 from job_media j where j.workspace_id = media.workspace_id and j.media_id = media.id) as used`, z.object({ used: z.boolean() }));
  if (used[0]?.used === false) await tx.execute(sql`delete from media where id = ${id} and state = 'wiped'`);
  return used.length > 0;
}

/** Over all workspaces: wipes that were interrupted. */
export const unfinishedWipes = (tx: Transaction, limit: number): Promise<MediaRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from media m where m.state = 'wiping' limit ${limit}`, MediaRow);

/** Over all workspaces: media whose pictures were not made yet. */
export const mediaWithoutPictures = (tx: Transaction, limit: number): Promise<MediaRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from media m where m.state = 'stored' and m.pictures_state = 'waiting' order by m.created_at limit ${limit}`, MediaRow);

/** Jobs that would lose it: neither archived nor confirmed nor given up. */
export const unfinishedJobsOf = async (tx: Transaction, id: string): Promise<string[]> =>
  (await rowsOf(tx, sql`select j.id::text as id from job_media k join job j on j.workspace_id = k.workspace_id and j.id = k.job_id
    where k.media_id = ${id} and j.stage <> 'done' and j.state not in ('archived', 'cancelled')`, z.object({ id: z.string() }))).map(({ id: jobId }) => jobId);

const SORTS = {
  newest: { by: sql`m.created_at`, type: sql`timestamptz`, descending: true, place: (row: MediaRow): string => row.created },
  name: { by: sql`m.name collate "C"`, type: sql`text`, descending: false, place: (row: MediaRow): string => row.name },
  largest: { by: sql`m.size_bytes`, type: sql`bigint`, descending: true, place: (row: MediaRow): string => String(row.sizeBytes) },
  longest: { by: sql`m.duration_ms`, type: sql`bigint`, descending: true, place: (row: MediaRow): string => String(row.durationMs) },
  taken: { by: sql`m.taken_at`, type: sql`text`, descending: true, place: (row: MediaRow): string => row.takenAt ?? '' },
} as const;
export type MediaSort = keyof typeof SORTS;

export interface MediaFilter {
  kind?: 'video' | 'image' | 'audio' | undefined;
  /** Wiped ones only where asked for. */
  state?: 'stored' | 'wiping' | 'wiped' | undefined;
  /** Part of the name, upper and lower case alike. */
  text?: string | undefined;
  jobId?: string | undefined;
  /** In no job. */
  ungrouped?: boolean | undefined;
  held?: boolean | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  ids?: readonly string[] | undefined;
  /** `taken` lists only media that say when they were taken. */
  sort: MediaSort;
  limit: number;
  cursor?: string | undefined;
}

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

function conditions(workspaceId: string, { kind, state = 'stored', text, jobId, ungrouped, held, fromMs, toMs, ids, sort }: MediaFilter): SQL[] {
  const inJob = sql`select 1 from job_media k where k.workspace_id = m.workspace_id and k.media_id = m.id`;
  return [
    sql`m.workspace_id = ${workspaceId}`, sql`m.state = ${state}`,
    ...(kind === undefined ? [] : [sql`m.kind = ${kind}`]),
    ...(text === undefined || text === '' ? [] : [sql`m.name ilike ${likeText(text)}`]),
    ...(jobId === undefined ? [] : [sql`exists (${inJob} and k.job_id = ${jobId}::uuid)`]),
    ...(ungrouped === true ? [sql`not exists (${inJob})`] : []),
    ...(held === undefined ? [] : [sql`m.held = ${held}`]),
    ...(fromMs === undefined ? [] : [sql`m.created_at >= to_timestamp(${fromMs / 1000})`]),
    ...(toMs === undefined ? [] : [sql`m.created_at < to_timestamp(${toMs / 1000})`]),
    ...(ids === undefined ? [] : [ids.length === 0 ? sql`false` : sql`m.id in ${[...ids]}`]),
    ...(sort === 'taken' ? [sql`m.taken_at is not null`] : []),
  ];
}

/** @throws AppError INVALID_MESSAGE where the cursor is none of this order */
export async function listMedia(tx: Transaction, workspaceId: string, filter: MediaFilter): Promise<{ rows: MediaRow[]; next?: string }> {
  const { by, type, descending, place } = SORTS[filter.sort];
  const after = readPlace(filter.cursor);
  const where = [...conditions(workspaceId, filter),
    ...(after ? [sql`(${by}, m.id) ${descending ? sql`<` : sql`>`} (${after[0]}::${type}, ${after[1]})`] : [])];
  const direction = descending ? sql`desc` : sql`asc`;
  const rows = await rowsOf(tx, sql`select ${COLUMNS} from (select m.* from media m where ${sql.join(where, sql` and `)}
    order by ${by} ${direction}, m.id ${direction} limit ${filter.limit + 1}) m order by ${by} ${direction}, m.id ${direction}`, MediaRow);
  return pageFrom(rows, filter.limit, (row) => [place(row), row.id]);
}

/** Over all workspaces: which of these files still belong to a medium or to an upload on its way. */
export const knownFiles = async (tx: Transaction, fileIds: readonly string[]): Promise<Set<string>> =>
  new Set(fileIds.length === 0 ? [] : (await rowsOf(tx, sql`select file_id as "fileId" from media where file_id in ${[...fileIds]} and state <> 'wiped'
    union select file_id from upload where file_id in ${[...fileIds]} and state in ('receiving', 'checking')`, z.object({ fileId: z.string() }))).map(({ fileId }) => fileId));
