/** Observations of a job: put in by the batch, listed in pages by what they are, when, how sure and in which words. */
import { Observation } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

/** Rows in one statement: large enough that its parsing does not count, small enough for memory. */
const BATCH = 2000;
/** Longest of each span class in milliseconds, as the migration's generated column counts them; the last has no end. */
const LONGEST_MS = [1_000, 4_000, 16_000, 64_000, 256_000, 1_024_000, 4_096_000, 2 ** 31 - 1];

export interface ObservationFilter {
  jobId: string;
  mediaId?: string;
  /** Half open: what begins before `toMs` and has not ended at `fromMs`, or is a moment within. */
  fromMs?: number;
  toMs?: number;
  /** One of these. */
  analyzers?: readonly string[];
  labels?: readonly string[];
  runId?: string | undefined;
  trackId?: string | undefined;
  personId?: string | undefined;
  speakerId?: string | undefined;
  source?: 'model' | 'user' | undefined;
  /** `open`: nobody said anything of it yet. */
  review?: 'accepted' | 'rejected' | 'open' | undefined;
  corrected?: boolean | undefined;
  /** True: those that a person took out, in place of the others. */
  removed?: boolean | undefined;
  minConfidence?: number;
  /** Words in text, label or sentence, as people type them into a search: all of them, "a phrase", -without, or. */
  text?: string;
  /** At most this many on the page. */
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

export interface ObservationPage {
  /** By begin, then by arrival. */
  observations: Observation[];
  /** Absent on the last page. */
  next?: string;
}

/** An observation as it counts now, corrections laid over it. */
export interface ObservationRow {
  observation: Observation;
  version: number;
  removed: boolean;
}

/** Stores what runs of this job found; the runs are there already. Twice the same id is refused by the database. */
export async function insertObservations(tx: Transaction, jobId: string, observations: readonly Observation[]): Promise<void> {
  for (let from = 0; from < observations.length; from += BATCH) {
    const batch = jsonbText(observations.slice(from, from + BATCH));
    await tx.execute(sql`
      insert into observation (job_id, run_id, id, media_id, analyzer, start_ms, end_ms, label, text, box, track_id, person_id,
        speaker_id, confidence, attributes, based_on, sentence, source)
      select ${jobId}::uuid, o."runId", o.id, o."mediaId", o.analyzer, o."startMs", o."endMs", o.label, o.text, o.box, o."trackId",
        o."personId", o."speakerId", o.confidence, o.attributes, o."basedOn", o.sentence, o.source
      from jsonb_to_recordset(${batch}::jsonb) as o ("runId" text, id text, "mediaId" text, analyzer text, "startMs" integer,
        "endMs" integer, label text, text text, box jsonb, "trackId" text, "personId" text, "speakerId" text,
        confidence double precision, attributes jsonb, "basedOn" text[], sentence text, source text)`);
  }
}

const Cursor = z.tuple([z.int().nonnegative().max(2 ** 31 - 1), z.string().regex(/^\d{1,18}$/)]);
type Cursor = z.infer<typeof Cursor>;

type Equalled = Pick<ObservationFilter, 'runId' | 'trackId' | 'personId' | 'speakerId' | 'source' | 'corrected' | 'mediaId'>;
const equalled = { mediaId: sql`o.media_id`, runId: sql`o.run_id`, trackId: sql`o.track_id`, personId: sql`o.person_id`, speakerId: sql`o.speaker_id`, source: sql`o.source`, corrected: sql`o.corrected` } as const satisfies Record<keyof Equalled, SQL>;

/** Conditions besides the time range. */
function conditions(filter: ObservationFilter, after: Cursor | undefined): SQL[] {
  const { jobId, analyzers, labels, minConfidence, review, removed = false } = filter;
  return [
    sql`o.job_id = ${jobId}::uuid`,
    removed ? sql`o.removed` : sql`not o.removed`,
    ...Object.entries(equalled).flatMap(([field, column]) => {
      const value = filter[field as keyof Equalled]; // the table's own keys
      return value === undefined ? [] : [sql`${column} = ${value}`];
    }),
    ...(analyzers === undefined ? [] : [analyzers.length === 0 ? sql`false` : sql`o.analyzer in ${analyzers}`]),
    ...(labels === undefined ? [] : [labels.length === 0 ? sql`false` : sql`o.label in ${labels}`]),
    ...(review === undefined ? [] : [review === 'open' ? sql`o.review is null` : sql`o.review = ${review}`]),
    ...(minConfidence === undefined ? [] : [sql`o.confidence >= ${minConfidence}`]),
    ...(after === undefined ? [] : [sql`(o.start_ms, o.seq) > (${after[0]}, ${after[1]}::bigint)`]),
  ];
}

const and = (parts: readonly SQL[]): SQL => sql.join([...parts], sql` and `);

/**
 * Rows of one medium that still run at `fromMs`. An index over begins alone would have to read all that began before; so
 * they are looked up per class of length, in each no further back than its longest.
 */
const runningAt = (fromMs: number, filters: readonly SQL[], limit: number): SQL => {
  const classes = sql.join(LONGEST_MS.map((longest, i) => sql`(${i}::smallint, ${Math.max(0, fromMs - longest)}::integer)`), sql`, `);
  return sql`
    select o.* from (values ${classes}) as c (span_class, since)
    cross join lateral (
      select * from observation o
      where ${and(filters)} and o.span_class = c.span_class and o.start_ms >= c.since and o.start_ms < ${fromMs} and o.end_ms > ${fromMs}
      order by o.start_ms, o.seq limit ${limit}) o`;
};

/** The page's rows and one more, in order. */
function pageQuery(filter: ObservationFilter, rows: number): SQL {
  const { fromMs = 0, toMs, mediaId, text } = filter;
  const filters = conditions(filter, filter.after === undefined ? undefined : readCursor(Cursor, filter.after));
  const before = toMs === undefined ? [] : [sql`o.start_ms < ${toMs}`];
  const source = text === undefined ? sql`observation` : sql`observation_matching(${filter.jobId}::uuid, ${text})`;
  const begun = (since: SQL): SQL => sql`select o.* from ${source} o where ${and([...filters, ...before, since])} order by o.start_ms, o.seq limit ${rows}`;
  if (fromMs === 0) return begun(sql`true`);
  if (text !== undefined || mediaId === undefined) return begun(sql`(o.start_ms >= ${fromMs} or o.end_ms > ${fromMs})`);
  // An empty range holds nothing, not even what runs on through it.
  const running = [...filters, ...before];
  return sql`select * from ((${runningAt(fromMs, running, rows)}) union all (${begun(sql`o.start_ms >= ${fromMs}`)})) o order by o.start_ms, o.seq limit ${rows}`;
}

/** The contract's Observation of a row `o`, corrections laid over it. */
export const documentColumns = sql`jsonb_strip_nulls(jsonb_build_object('id', o.id, 'runId', o.run_id, 'mediaId', o.media_id, 'analyzer', o.analyzer,
  'startMs', o.start_ms, 'endMs', o.end_ms, 'label', o.label, 'text', o.text, 'box', o.box, 'trackId', o.track_id,
  'personId', o.person_id, 'speakerId', o.speaker_id, 'confidence', o.confidence, 'basedOn', o.based_on,
  'sentence', o.sentence, 'source', o.source, 'corrected', case when o.corrected then true end, 'review', o.review))
  || case when o.attributes is null then '{}' else jsonb_build_object('attributes', o.attributes) end as document`;

const Row = z.object({ document: Observation, seq: z.string(), version: z.int(), removed: z.boolean() });

/**
 * One page of a job's observations in the order of their begin, with what a correction must know of them.
 *
 * @throws AppError INVALID_MESSAGE where `after` is no cursor
 */
export async function listObservationRows(tx: Transaction, filter: ObservationFilter): Promise<{ rows: ObservationRow[]; next?: string }> {
  const found = await rowsOf(tx, sql`
    select o.seq::text as seq, o.version, o.removed, ${documentColumns} from (${pageQuery(filter, filter.limit + 1)}) o order by o.start_ms, o.seq`, Row);
  const rows = found.slice(0, filter.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(({ document, version, removed }) => ({ observation: document, version, removed })),
    ...(found.length > filter.limit && last ? { next: writeCursor([last.document.startMs, last.seq]) } : {}),
  };
}

/** The same without anything about corrections. @throws AppError INVALID_MESSAGE where `after` is no cursor */
export async function listObservations(tx: Transaction, filter: ObservationFilter): Promise<ObservationPage> {
  const { rows, next } = await listObservationRows(tx, filter);
  return { observations: rows.map(({ observation }) => observation), ...(next === undefined ? {} : { next }) };
}

/** Also one that a person took out. */
export async function observationById(tx: Transaction, jobId: string, id: string): Promise<ObservationRow | undefined> {
  const [row] = await rowsOf(tx, sql`select o.seq::text as seq, o.version, o.removed, ${documentColumns} from observation o where o.job_id = ${jobId}::uuid and o.id = ${id}`, Row);
  return row && { observation: row.document, version: row.version, removed: row.removed };
}

const Counted = z.object({ analyzer: z.string(), label: z.string().nullable(), count: z.int() });

/** How many there are of each analyzer and label; cursor and limit of the filter do not matter. */
export async function countObservations(tx: Transaction, filter: Omit<ObservationFilter, 'limit' | 'after'>): Promise<z.infer<typeof Counted>[]> {
  const { fromMs = 0, toMs, text } = filter;
  const source = text === undefined ? sql`observation` : sql`observation_matching(${filter.jobId}::uuid, ${text})`;
  const range = [...(fromMs > 0 ? [sql`(o.start_ms >= ${fromMs} or o.end_ms > ${fromMs})`] : []), ...(toMs === undefined ? [] : [sql`o.start_ms < ${toMs}`])];
  return rowsOf(tx, sql`
    select o.analyzer, o.label, count(*)::integer as count from ${source} o where ${and([...conditions({ ...filter, limit: 0 }, undefined), ...range])}
    group by o.analyzer, o.label order by count desc, o.analyzer, o.label`, Counted);
}

export interface DocumentPlace {
  startMs: number;
  endMs: number;
  seq: string;
}

const Streamed = z.object({ document: Observation, seq: z.string() });

/** The next rows of a document: by begin, end and arrival, as the command writes them; what was taken out or rejected is left out. */
export async function documentRows(tx: Transaction, { jobId, mediaId, after, limit }: { jobId: string; mediaId: string; after?: DocumentPlace | undefined; limit: number }): Promise<{ observations: Observation[]; last?: DocumentPlace }> {
  // The plain condition on start_ms lets the index begin at the place; the row comparison alone would not.
  const behind = after === undefined ? sql`true` : sql`o.start_ms >= ${after.startMs} and (o.start_ms, o.end_ms, o.seq) > (${after.startMs}, ${after.endMs}, ${after.seq}::bigint)`;
  const rows = await rowsOf(tx, sql`
    select o.seq::text as seq, ${documentColumns} from observation o
    where o.job_id = ${jobId}::uuid and o.media_id = ${mediaId} and not o.removed and o.review is distinct from 'rejected' and ${behind}
    order by o.start_ms, o.end_ms, o.seq limit ${limit}`, Streamed);
  const last = rows.at(-1);
  return { observations: rows.map(({ document }) => document), ...(last && rows.length === limit ? { last: { startMs: last.document.startMs, endMs: last.document.endMs, seq: last.seq } } : {}) };
}
