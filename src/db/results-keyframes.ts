/** Where the pictures that a worker sent lie: some at a time in one encrypted file. */
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

const Frame = z.object({ atMs: z.int(), width: z.int(), height: z.int(), from: z.int(), sizeBytes: z.int() });
/** A picture and its place in the pack. */
export type PackedFrame = z.infer<typeof Frame>;

const Pack = z.object({ id: z.string(), jobId: z.string(), mediaId: z.string(), storageKey: z.string(), frames: z.array(Frame) });
export type KeyframePack = z.infer<typeof Pack>;

const columns = sql`k.id::text as id, k.job_id::text as "jobId", k.media_id as "mediaId", k.storage_key as "storageKey", k.frames`;

/** @throws a fault of the query where the job or the medium is gone */
export async function insertKeyframePack(tx: Transaction, { id, jobId, mediaId, storageKey, frames }: KeyframePack): Promise<void> {
  await tx.execute(sql`
    insert into keyframe_pack (id, job_id, media_id, storage_key, frames)
    values (${id}::uuid, ${jobId}::uuid, ${mediaId}, ${storageKey}, ${JSON.stringify(frames)}::jsonb)`);
}

/** In the order of their arrival; of one job only, where it is named. None of a medium that was wiped. */
export const keyframePacks = (tx: Transaction, { mediaId, jobId }: { mediaId: string; jobId?: string | undefined }): Promise<KeyframePack[]> =>
  rowsOf(tx, sql`
    select ${columns} from keyframe_pack k join media m on m.workspace_id = k.workspace_id and m.id = k.media_id
    where k.workspace_id = aima_workspace() and k.media_id = ${mediaId} and m.state = 'stored'
    ${jobId === undefined ? sql`` : sql`and k.job_id = ${jobId}::uuid`} order by k.seq`, Pack);

/** The files go with the medium's other pictures. */
export async function deleteKeyframePacks(tx: Transaction, mediaId: string): Promise<void> {
  await tx.execute(sql`delete from keyframe_pack where workspace_id = aima_workspace() and media_id = ${mediaId}`);
}
