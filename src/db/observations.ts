/** Observations of a job: put in by the batch, listed in pages by what they are, when, how sure and in which words. */
import { Observation } from '@aima/contract';
import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
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

const Cursor = z.tuple([z.int().nonnegative(), z.string().regex(/^\d{1,18}$/)]);
type Cursor = z.infer<typeof Cursor>;

function readCursor(text: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.', {}, error);
  }
}

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Conditions besides the time range. */
function conditions({ jobId, mediaId, analyzers, labels, minConfidence }: ObservationFilter, after: Cursor | undefined): SQL[] {
  return [
    sql`o.job_id = ${jobId}::uuid`,
    ...(mediaId === undefined ? [] : [sql`o.media_id = ${mediaId}`]),
    ...(analyzers === undefined ? [] : [analyzers.length === 0 ? sql`false` : sql`o.analyzer in ${analyzers}`]),
    ...(labels === undefined ? [] : [labels.length === 0 ? sql`false` : sql`o.label in ${labels}`]),
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
  const filters = conditions(filter, filter.after === undefined ? undefined : readCursor(filter.after));
  const before = toMs === undefined ? [] : [sql`o.start_ms < ${toMs}`];
  const source = text === undefined ? sql`observation` : sql`observation_matching(${filter.jobId}::uuid, ${text})`;
  const begun = (since: SQL): SQL => sql`select o.* from ${source} o where ${and([...filters, ...before, since])} order by o.start_ms, o.seq limit ${rows}`;
  if (fromMs === 0) return begun(sql`true`);
  if (text !== undefined || mediaId === undefined) return begun(sql`(o.start_ms >= ${fromMs} or o.end_ms > ${fromMs})`);
  // An empty range holds nothing, not even what runs on through it.
  const running = [...filters, ...before];
  return sql`select * from ((${runningAt(fromMs, running, rows)}) union all (${begun(sql`o.start_ms >= ${fromMs}`)})) o order by o.start_ms, o.seq limit ${rows}`;
}

const Row = z.object({ document: z.unknown(), seq: z.string() });

/**
 * One page of a job's observations in the order of their begin.
 *
 * @throws AppError INVALID_MESSAGE where `after` is no cursor
 */
export async function listObservations(tx: Transaction, filter: ObservationFilter): Promise<ObservationPage> {
  const rows = await rowsOf(tx, sql`
    select o.seq::text as seq, jsonb_strip_nulls(jsonb_build_object('id', o.id, 'runId', o.run_id, 'mediaId', o.media_id, 'analyzer', o.analyzer,
      'startMs', o.start_ms, 'endMs', o.end_ms, 'label', o.label, 'text', o.text, 'box', o.box, 'trackId', o.track_id,
      'personId', o.person_id, 'speakerId', o.speaker_id, 'confidence', o.confidence, 'basedOn', o.based_on,
      'sentence', o.sentence, 'source', o.source)) || case when o.attributes is null then '{}' else jsonb_build_object('attributes', o.attributes) end as document
    from (${pageQuery(filter, filter.limit + 1)}) o order by o.start_ms, o.seq`, Row);
  const observations = rows.slice(0, filter.limit).map(({ document }) => Observation.parse(document));
  const last = observations.at(-1);
  const seq = rows[filter.limit - 1]?.seq;
  return {
    observations,
    ...(rows.length > filter.limit && last && seq !== undefined ? { next: writeCursor([last.startMs, seq]) } : {}),
  };
}
