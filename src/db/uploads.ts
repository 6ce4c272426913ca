/** Uploads on their way into the library. */
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { pageFrom, readPlace } from './cursor.ts';
import { rowsOf, type Transaction } from './database.ts';

const UploadState = z.enum(['receiving', 'checking', 'done', 'refused']);
export type UploadState = z.infer<typeof UploadState>;

const UploadRow = z.object({
  id: z.string(),
  workspaceId: z.string(),
  ownerId: z.string(),
  name: z.string(),
  sizeBytes: z.number(),
  offsetBytes: z.number(),
  state: UploadState,
  sha256: z.string().nullable(),
  contentType: z.string().nullable(),
  jobId: z.string().nullable(),
  fileId: z.string(),
  wrappedKey: z.string().nullable(),
  mediaId: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  importPath: z.string().nullable(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  /** Orders pages. */
  place: z.string(),
});
export type UploadRow = z.infer<typeof UploadRow>;

export type NewUpload = Pick<UploadRow, 'ownerId' | 'name' | 'sizeBytes' | 'sha256' | 'contentType' | 'jobId' | 'fileId' | 'importPath'>
  & Partial<Pick<UploadRow, 'wrappedKey' | 'mediaId' | 'state' | 'offsetBytes'>> & { lifeMs: number };

const COLUMNS = sql`id, workspace_id as "workspaceId", owner_id as "ownerId", name, size_bytes::float8 as "sizeBytes", offset_bytes::float8 as "offsetBytes",
  state, sha256, content_type as "contentType", job_id as "jobId", file_id as "fileId", wrapped_key as "wrappedKey", media_id as "mediaId", code, message,
  import_path as "importPath", floor(extract(epoch from created_at) * 1000)::float8 as "createdAtMs", floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAtMs",
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') as place`;

const one = async (tx: Transaction, query: SQL): Promise<UploadRow | undefined> => (await rowsOf(tx, query, UploadRow))[0];

/** In the transaction's workspace. */
export async function insertUpload(tx: Transaction, upload: NewUpload): Promise<UploadRow | undefined> {
  const { wrappedKey = null, mediaId = null, state = 'receiving', offsetBytes = 0, lifeMs } = upload;
  return one(tx, sql`
    insert into upload (owner_id, name, size_bytes, offset_bytes, state, sha256, content_type, job_id, file_id, wrapped_key, media_id, import_path, expires_at)
    values (${upload.ownerId}, ${upload.name}, ${upload.sizeBytes}, ${offsetBytes}, ${state}, ${upload.sha256}, ${upload.contentType}, ${upload.jobId}::uuid,
      ${upload.fileId}, ${wrappedKey}, ${mediaId}, ${upload.importPath}, now() + ${lifeMs} * interval '1 ms') returning ${COLUMNS}`);
}

export const findUpload = (tx: Transaction, id: string): Promise<UploadRow | undefined> => one(tx, sql`select ${COLUMNS} from upload where id = ${id}::uuid`);

/** What changed while it was received (the size of a stream is known at its end); undefined where the upload is in another state meanwhile. A living upload expires later. */
export const moveUpload = (tx: Transaction, id: string, { offsetBytes, sizeBytes, state, lifeMs }: { offsetBytes: number; sizeBytes?: number; state: 'receiving' | 'checking'; lifeMs: number }): Promise<UploadRow | undefined> =>
  one(tx, sql`update upload set offset_bytes = ${offsetBytes}, size_bytes = coalesce(${sizeBytes ?? null}::bigint, size_bytes), state = ${state}, updated_at = now(), expires_at = now() + ${lifeMs} * interval '1 ms'
    where id = ${id}::uuid and state = 'receiving' returning ${COLUMNS}`);

/** The end, good or bad; the key is no longer the upload's. */
export const endUpload = (tx: Transaction, id: string, end: { state: 'done'; mediaId: string; code?: string; message?: string } | { state: 'refused'; code: string; message: string }): Promise<UploadRow | undefined> =>
  one(tx, sql`update upload set state = ${end.state}, wrapped_key = null, updated_at = now(),
      media_id = ${end.state === 'done' ? end.mediaId : null}, code = ${end.code ?? null}, message = ${end.message ?? null}
    where id = ${id}::uuid and state in ('receiving', 'checking') returning ${COLUMNS}`);

export const removeUpload = (tx: Transaction, id: string): Promise<UploadRow | undefined> =>
  one(tx, sql`delete from upload where id = ${id}::uuid returning ${COLUMNS}`);

export interface UploadFilter { state?: UploadState; limit: number; cursor?: string }

/** The newest first. @throws AppError INVALID_MESSAGE */
export async function listUploads(tx: Transaction, { state, limit, cursor }: UploadFilter): Promise<{ rows: UploadRow[]; next?: string }> {
  const after = readPlace(cursor);
  const rows = await rowsOf(tx, sql`select ${COLUMNS} from upload where true
    ${state === undefined ? sql`` : sql`and state = ${state}`}
    ${after ? sql`and (created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
    order by created_at desc, id desc limit ${limit + 1}`, UploadRow);
  return pageFrom(rows, limit, (row) => [row.place, row.id]);
}

/** Over all workspaces: complete ones that wait for their check, and imports that this installation reads by itself. */
export const unfinishedUploads = (tx: Transaction, limit: number): Promise<UploadRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from upload where state = 'checking' or (state = 'receiving' and import_path is not null) order by updated_at limit ${limit}`, UploadRow);

/** Over all workspaces: those that nobody continued in time, and the notes on finished ones. */
export const expiredUploads = (tx: Transaction, limit: number): Promise<UploadRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from upload where expires_at < now() and state <> 'checking' order by expires_at limit ${limit}`, UploadRow);

/** Whether a folder of bytes still belongs to an upload. */
export const knownUploads = async (tx: Transaction, ids: readonly string[]): Promise<Set<string>> =>
  new Set(ids.length === 0 ? [] : (await rowsOf(tx, sql`select id::text as id from upload where id::text in ${[...ids]}`, z.object({ id: z.string() }))).map(({ id }) => id));
