/** How much was found when, in the media of a job. */
import { MediaKind } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

const MediumRow = z.object({ mediaId: z.string(), fileName: z.string().nullable(), kind: MediaKind.nullable(), durationMs: z.number() });
const SliceRow = z.object({ mediaId: z.string(), slice: z.int(), count: z.int() });
const SceneRow = z.object({ mediaId: z.string(), startMs: z.int(), endMs: z.int(), sentence: z.string() });

export interface JobActivityRows {
  media: z.infer<typeof MediumRow>[];
  slices: z.infer<typeof SliceRow>[];
  scenes: z.infer<typeof SceneRow>[];
}

/** @param slices equal parts of each medium's duration; an observation counts where it begins */
export async function jobActivity(tx: Transaction, { jobId, slices, mostMedia, mostScenes }: { jobId: string; slices: number; mostMedia: number; mostScenes: number }): Promise<JobActivityRows> {
  const media = await rowsOf(tx, sql`
    select m.media_id as "mediaId", coalesce(nullif(d.name, ''), d.facts ->> 'fileName') as "fileName", d.kind, d.duration_ms::float8 as "durationMs"
    from job_media m join media d on d.workspace_id = m.workspace_id and d.id = m.media_id
    where m.job_id = ${jobId}::uuid order by m.position, m.media_id limit ${mostMedia}`, MediumRow);
  const timed = media.filter(({ durationMs }) => durationMs > 0);
  if (timed.length === 0) return { media, slices: [], scenes: [] };
  const ids = timed.map(({ mediaId }) => mediaId);
  const counted = await rowsOf(tx, sql`
    select o.media_id as "mediaId", least(${slices - 1}, floor(o.start_ms * ${slices}::float8 / d.duration_ms))::integer as slice, count(*)::integer as count
    from observation o join media d on d.workspace_id = o.workspace_id and d.id = o.media_id
    where o.job_id = ${jobId}::uuid and o.media_id in ${ids} and not o.removed group by o.media_id, slice`, SliceRow);
  const scenes = await rowsOf(tx, sql`
    select o.media_id as "mediaId", o.start_ms as "startMs", o.end_ms as "endMs", o.sentence from observation o
    where o.job_id = ${jobId}::uuid and o.media_id in ${ids} and o.analyzer = 'scene_segmentation' and o.label = 'scene' and not o.removed
    order by o.media_id, o.start_ms, o.seq limit ${mostScenes}`, SceneRow);
  return { media, slices: counted, scenes };
}
