/** How much is stored, what was deleted, and what will be. */
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { pageFrom, readPlace } from './cursor.ts';
import { rowsOf, type Transaction } from './database.ts';

export type StorageAction = 'stored' | 'refused' | 'expired' | 'key_destroyed' | 'wiped' | 'pictures_made' | 'pictures_removed';

export interface StorageEntry { action: StorageAction; objectId: string; reason: string; actor: string; bytes: number }

/** In the transaction's workspace. */
export const logStorage = async (tx: Transaction, workspaceId: string, { action, objectId, reason, actor, bytes }: StorageEntry): Promise<void> => {
  await tx.execute(sql`insert into storage_log (workspace_id, action, object_id, reason, actor, bytes) values (${workspaceId}, ${action}, ${objectId}, ${reason}, ${actor}, ${bytes})`);
};

const StorageLogRow = z.object({ id: z.string(), atMs: z.number(), action: z.string(), objectId: z.string(), reason: z.string(), actor: z.string(), bytes: z.number() });
export type StorageLogRow = z.infer<typeof StorageLogRow>;

/** The newest first. @throws AppError INVALID_MESSAGE */
export async function listStorageLog(tx: Transaction, workspaceId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<{ rows: StorageLogRow[]; next?: string }> {
  const after = readPlace(cursor);
  const rows = await rowsOf(tx, sql`select id::text as id, floor(extract(epoch from at) * 1000)::float8 as "atMs", action, object_id as "objectId", reason, actor, bytes::float8 as bytes
    from storage_log where workspace_id = ${workspaceId} ${after ? sql`and storage_log.id < ${after[1]}::bigint` : sql``} order by storage_log.id desc limit ${limit + 1}`, StorageLogRow);
  return pageFrom(rows, limit, (row) => ['', row.id]);
}

const Use = z.object({ mediaCount: z.number(), sizeBytes: z.number(), storedBytes: z.number(), pictureBytes: z.number() });
export type StorageUse = z.infer<typeof Use> & { uploadBytes: number; uploadCount: number };

/** Of one workspace, or of the installation. */
export async function storageUse(tx: Transaction, workspaceId?: string): Promise<StorageUse> {
  const own = workspaceId === undefined ? sql`true` : sql`workspace_id = ${workspaceId}`;
  const [use] = await rowsOf(tx, sql`select count(*)::float8 as "mediaCount", coalesce(sum(size_bytes), 0)::float8 as "sizeBytes", coalesce(sum(stored_bytes), 0)::float8 as "storedBytes",
    coalesce(sum(picture_bytes), 0)::float8 as "pictureBytes" from media where ${own} and state <> 'wiped'`, Use);
  const [open] = await rowsOf(tx, sql`select count(*)::float8 as "uploadCount", coalesce(sum(offset_bytes), 0)::float8 as "uploadBytes" from upload where ${own} and state in ('receiving', 'checking')`,
    z.object({ uploadCount: z.number(), uploadBytes: z.number() }));
  return { mediaCount: 0, sizeBytes: 0, storedBytes: 0, pictureBytes: 0, uploadBytes: 0, uploadCount: 0, ...use, ...open };
}

/** Of all workspaces, with indexes, in bytes. */
export const databaseSize = async (tx: Transaction): Promise<number> =>
  (await rowsOf(tx, sql`select pg_database_size(current_database())::float8 as bytes`, z.object({ bytes: z.number() })))[0]?.bytes ?? 0;

const Settings = z.object({ retentionDays: z.number().nullable(), readPlaces: z.boolean() });
export type LibrarySettingRow = z.infer<typeof Settings>;

export const librarySettings = async (tx: Transaction, workspaceId: string): Promise<LibrarySettingRow> =>
  (await rowsOf(tx, sql`select retention_days as "retentionDays", read_places as "readPlaces" from library_setting where workspace_id = ${workspaceId}`, Settings))[0] ?? { retentionDays: null, readPlaces: false };

/** In the transaction's workspace. */
export const saveLibrarySettings = async (tx: Transaction, { retentionDays, readPlaces }: LibrarySettingRow): Promise<void> => {
  await tx.execute(sql`insert into library_setting (retention_days, read_places) values (${retentionDays}, ${readPlaces})
    on conflict (workspace_id) do update set retention_days = excluded.retention_days, read_places = excluded.read_places`);
};

const Planned = z.object({ workspaceId: z.string(), mediaId: z.string(), name: z.string(), sizeBytes: z.number(), deleteAtMs: z.number(), postponed: z.boolean() });
export type PlannedDeletion = z.infer<typeof Planned>;

export interface PlannedFilter {
  /** All workspaces unless named. */
  workspaceId?: string;
  /** Where a workspace has not said otherwise. */
  standardDays: number;
  /** Only what is due until then (0: what is due now). */
  withinMs: number;
  /** Leaves out what is postponed. */
  free?: boolean;
  limit: number;
}

/** What will be deleted because nobody confirmed it in time, the soonest first. While a job works on a medium it is postponed. */
export function plannedDeletions(tx: Transaction, { workspaceId, standardDays, withinMs, free = false, limit }: PlannedFilter): Promise<PlannedDeletion[]> {
  const days = sql`coalesce(s.retention_days, ${standardDays}::integer) * interval '1 day'`;
  const busy = (medium: SQL): SQL => sql`exists (select 1 from job_media k join job j on j.workspace_id = k.workspace_id and j.id = k.job_id
    where k.workspace_id = ${medium}.workspace_id and k.media_id = ${medium}.id and j.state in ('queued', 'analysing'))`;
  // The page first, by time alone; jobs are looked up for its rows only.
  return rowsOf(tx, sql`
    select p.workspace_id as "workspaceId", p.id as "mediaId", p.name, p.size_bytes::float8 as "sizeBytes", floor(extract(epoch from p.due) * 1000)::float8 as "deleteAtMs", ${busy(sql`p`)} as postponed
    from (
      select m.workspace_id, m.id, m.name, m.size_bytes, m.created_at + ${days} as due
      from media m left join library_setting s on s.workspace_id = m.workspace_id
      where m.state = 'stored' ${workspaceId === undefined ? sql`` : sql`and m.workspace_id = ${workspaceId}`}
        and m.created_at <= now() + ${withinMs} * interval '1 ms' - ${days} ${free ? sql`and not ${busy(sql`m`)}` : sql``}
      order by due, m.id limit ${limit}
    ) p order by p.due, p.id`, Planned);
}

/** Keeps the level that was told last, over all workspaces. @returns the workspaces to tell, none where the level was told already */
export async function raiseStorageAlert(tx: Transaction, level: number): Promise<string[]> {
  const Row = z.object({ level: z.number() });
  const [before] = await rowsOf(tx, sql`select level from storage_alert for update`, Row);
  if (before?.level === level) return [];
  await tx.execute(sql`update storage_alert set level = ${level}`);
  if (level <= (before?.level ?? 0)) return [];
  return (await rowsOf(tx, sql`select id::text as id from workspace`, z.object({ id: z.string() }))).map(({ id }) => id);
}
