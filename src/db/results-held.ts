/** Held shots as rows: they belong to a medium, whichever job found them, and can be released but not taken away. */
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

export interface HeldShot {
  id: string;
  mediaId: string;
  startMs: number;
  /** Equal to `startMs` in photos: the whole picture. */
  endMs: number;
  reason: 'possible_minor' | 'age_unknown' | 'age_uncertain';
  heldAt: string;
  releasedAt?: string;
  releasedBy?: string;
}

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const Row = z.object({
  id: z.string(), media: z.string(), start_ms: z.int(), end_ms: z.int(), reason: z.enum(['possible_minor', 'age_unknown', 'age_uncertain']),
  held_at: Moment, released_at: Moment.nullable(), released_by: z.string().nullable(),
}).transform(({ id, media, start_ms, end_ms, reason, held_at, released_at, released_by }): HeldShot => ({
  id, mediaId: media, startMs: start_ms, endMs: end_ms, reason, heldAt: held_at,
  ...(released_at === null ? {} : { releasedAt: released_at }), ...(released_by === null ? {} : { releasedBy: released_by }),
}));
const columns = sql`h.id::text as id, h.media_id as media, h.start_ms, h.end_ms, h.reason, h.held_at, h.released_at, h.released_by`;

/** In order of time; those that were released too. */
export const heldShotsOf = (tx: Transaction, mediaId: string): Promise<HeldShot[]> =>
  rowsOf(tx, sql`select ${columns} from held_shot h where h.workspace_id = aima_workspace() and h.media_id = ${mediaId} order by h.start_ms, h.end_ms`, Row);

/** Of all media of a job. */
export const heldShotsOfJob = (tx: Transaction, jobId: string): Promise<HeldShot[]> =>
  rowsOf(tx, sql`
    select ${columns} from held_shot h join job_media m on m.workspace_id = h.workspace_id and m.media_id = h.media_id
    where m.job_id = ${jobId}::uuid order by m.position, h.media_id, h.start_ms, h.end_ms`, Row);

/** What an administrator may know of all workspaces: that it happened, and how often. Needs a transaction over everything. */
export async function heldCounts(tx: Transaction): Promise<{ workspaceId: string; held: number; released: number }[]> {
  return rowsOf(tx, sql`
    select workspace_id::text as "workspaceId", (count(*) filter (where released_at is null))::integer as held, (count(*) filter (where released_at is not null))::integer as released
    from held_shot group by workspace_id order by workspace_id`, z.object({ workspaceId: z.string(), held: z.int(), released: z.int() }));
}

/** @returns those that were not known yet */
export async function insertHeldShots(tx: Transaction, mediaId: string, shots: readonly Pick<HeldShot, 'startMs' | 'endMs' | 'reason'>[]): Promise<HeldShot[]> {
  if (shots.length === 0) return [];
  const values = sql.join(shots.map(({ startMs, endMs, reason }) => sql`(${mediaId}, ${startMs}::integer, ${endMs}::integer, ${reason})`), sql`, `);
  return rowsOf(tx, sql`
    with h as (insert into held_shot (media_id, start_ms, end_ms, reason) values ${values} on conflict do nothing returning *)
    select ${columns} from h order by h.start_ms, h.end_ms`, Row);
}

/** @returns what it is now; undefined where it is unknown or released already */
export async function releaseHeldShot(tx: Transaction, id: string, by: string): Promise<HeldShot | undefined> {
  const [shot] = await rowsOf(tx, sql`
    with h as (update held_shot set released_at = now(), released_by = ${by} where id = ${id}::uuid and released_at is null returning *)
    select ${columns} from h`, Row);
  return shot;
}

/** Media with a hold whose earlier pictures may still be there. `limit`: at most this many. */
export const mediaWithPicturesToRemove = (tx: Transaction, limit: number): Promise<{ workspaceId: string; mediaId: string }[]> =>
  rowsOf(tx, sql`select distinct workspace_id::text as "workspaceId", media_id as "mediaId" from held_shot where not pictures_removed limit ${limit}`, z.object({ workspaceId: z.string(), mediaId: z.string() }));

export async function notePicturesRemoved(tx: Transaction, mediaId: string, heldIds: readonly string[]): Promise<void> {
  if (heldIds.length > 0) await tx.execute(sql`update held_shot set pictures_removed = true where workspace_id = aima_workspace() and media_id = ${mediaId} and id in ${heldIds}`);
}

export interface WithdrawRequest {
  mediaId: string;
  shots: readonly Pick<HeldShot, 'startMs' | 'endMs'>[];
  /** Analyzers whose findings stay. */
  except: readonly string[];
}

/** Deletes what was told of these shots in any job of the workspace, by models and by people. Half open; a shot without length is the whole medium. */
export async function withdrawObservations(tx: Transaction, { mediaId, shots, except }: WithdrawRequest): Promise<void> {
  if (shots.length === 0) return;
  const touching = (start: SQL, end: SQL): SQL => sql.join(shots.map(({ startMs, endMs }) => (endMs > startMs ? sql`(${start} < ${endMs} and ${end} >= ${startMs})` : sql`true`)), sql` or `);
  const others = (analyzer: SQL): SQL => (except.length === 0 ? sql`true` : sql`${analyzer} not in ${[...except]}`);
  const jobs = sql`(select job_id from job_media where media_id = ${mediaId})`;
  await tx.execute(sql`
    delete from correction c where c.job_id in ${jobs} and c.media_id = ${mediaId} and c.anchor ? 'looked' and ${others(sql`c.anchor -> 'looked' ->> 'analyzer'`)}
    and (${touching(sql`(c.anchor -> 'looked' ->> 'startMs')::integer`, sql`(c.anchor -> 'looked' ->> 'endMs')::integer`)})`);
  await tx.execute(sql`
    delete from observation o where o.job_id in ${jobs} and o.media_id = ${mediaId} and ${others(sql`o.analyzer`)} and (${touching(sql`o.start_ms`, sql`o.end_ms`)})`);
}
