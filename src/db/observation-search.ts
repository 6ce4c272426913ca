/** Observations of all jobs of a workspace: the newest jobs first, medium by medium, in order of time. */
import { Explicitness, MediaKind, Observation, type SearchFilterQuery } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';
import { explicitness } from './media.ts';
import { documentColumns } from './observations.ts';

const Place = z.tuple([z.iso.datetime({ precision: 6 }), z.uuid(), z.string().max(200), z.int().nonnegative().max(2 ** 31 - 1), z.string().regex(/^\d{1,18}$/)]);

const FoundRow = z.object({
  document: Observation, seq: z.string(), version: z.int(), removed: z.boolean(), jobId: z.string(), jobName: z.string(), fileName: z.string().nullable(),
  kind: MediaKind.nullable(), durationMs: z.number(), thumbnail: z.boolean(), explicitness: Explicitness, createdAt: z.string(),
});
export type FoundRow = z.infer<typeof FoundRow>;

/** The filter as the functions of migration 0011 read it; what is undefined does not get into JSON. */
const wanted = ({ analyzer, label, ...filter }: SearchFilterQuery, after?: z.infer<typeof Place>): SQL => sql`${jsonbText({ ...filter, analyzers: analyzer, labels: label, after })}::jsonb`;

/**
 * One page of what was found in the whole workspace.
 *
 * @throws AppError INVALID_MESSAGE where `after` is no cursor
 */
export async function searchObservationRows(tx: Transaction, filter: SearchFilterQuery, { limit, after }: { limit: number; after?: string | undefined }): Promise<{ rows: FoundRow[]; next?: string }> {
  const place = after === undefined ? undefined : readCursor(Place, after);
  // The page is found by the tables' owner; what is told of it is read under row-level security.
  const found = await rowsOf(tx, sql`
    select o.seq::text as seq, o.version, o.removed, o.job_id::text as "jobId", j.name as "jobName", coalesce(nullif(m.name, ''), m.facts ->> 'fileName') as "fileName", m.kind,
      m.duration_ms::float8 as "durationMs", m.state = 'stored' and m.pictures_state = 'done' and not m.held and jsonb_exists(coalesce(m.pictures -> 'files', '{}'), 'thumbnail-small') as thumbnail, ${explicitness},
      to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt", ${documentColumns}
    from observation_page(${wanted(filter, place)}, ${limit + 1}::integer) p join observation o on o.seq = p.seq
      join job j on j.workspace_id = o.workspace_id and j.id = o.job_id join media m on m.workspace_id = o.workspace_id and m.id = o.media_id
    order by j.created_at desc, j.id, o.media_id, o.start_ms, o.seq`, FoundRow);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, ...(found.length > limit && last ? { next: writeCursor([last.createdAt, last.jobId, last.document.mediaId, last.document.startMs, last.seq]) } : {}) };
}

const Counted = z.object({ jobId: z.string(), jobName: z.string(), kind: MediaKind.nullable(), analyzer: z.string(), label: z.string().nullable(), count: z.int() });

/** How many there are of each job, kind of medium, analyzer and label, the most first; no more than `most` rows are counted. */
export const countFound = (tx: Transaction, filter: SearchFilterQuery, most: number): Promise<z.infer<typeof Counted>[]> => rowsOf(tx, sql`
  select c.job_id::text as "jobId", j.name as "jobName", d.kind, c.analyzer, c.label, sum(c.n)::integer as count
  from observation_counts(${wanted(filter)}, ${most}::integer) c join job j on j.workspace_id = aima_workspace() and j.id = c.job_id join media d on d.workspace_id = aima_workspace() and d.id = c.media_id
  group by c.job_id, j.name, d.kind, c.analyzer, c.label order by count desc, c.job_id, c.analyzer, c.label`, Counted);
