/** The log of what people said over model output, and where each of it lies now. */
import { CorrectionKind, CorrectionPatch, CorrectionSelector, Observation } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';
import { originalColumns } from './results.ts';

const LoggedKind = z.enum([...CorrectionKind.options, 'undo', 'redo']);

/** How something looked that was corrected, so that it can be found again; of a selector the stretches or some of the things. */
export const CorrectionAnchor = z.object({
  looked: Observation.optional(),
  spans: z.array(z.tuple([z.number(), z.number()])).optional(),
  sample: z.array(Observation).optional(),
});
export type CorrectionAnchor = z.infer<typeof CorrectionAnchor>;

export interface NewCorrectionRow {
  id: string;
  jobId: string;
  mediaId: string;
  author: string;
  kind: z.infer<typeof LoggedKind>;
  observationId?: string | undefined;
  lineage?: string | undefined;
  selector?: CorrectionSelector | undefined;
  anchor?: CorrectionAnchor | undefined;
  patch?: CorrectionPatch | undefined;
  ofCorrection?: string | undefined;
}

const json = (value: unknown): SQL => (value === undefined ? sql`null` : sql`${jsonbText(value)}::jsonb`);

export async function insertCorrection(tx: Transaction, row: NewCorrectionRow): Promise<void> {
  await tx.execute(sql`
    insert into correction (id, job_id, media_id, author, kind, observation_id, lineage, selector, anchor, patch, of_correction)
    values (${row.id}::uuid, ${row.jobId}::uuid, ${row.mediaId}, ${row.author}, ${row.kind}, ${row.observationId ?? null}, ${row.lineage ?? null}::uuid,
      ${json(row.selector)}, ${json(row.anchor)}, ${json(row.patch)}, ${row.ofCorrection ?? null}::uuid)`);
}

export async function addTargets(tx: Transaction, jobId: string, targets: readonly { correctionId: string; observationId: string }[]): Promise<void> {
  if (targets.length === 0) return;
  await tx.execute(sql`
    insert into correction_target (job_id, correction_id, observation_id)
    select ${jobId}::uuid, t."correctionId"::uuid, t."observationId" from jsonb_to_recordset(${jsonbText(targets)}::jsonb) as t ("correctionId" text, "observationId" text)
    on conflict do nothing`);
}

/** Whether a correction `c` stands: not taken back, or brought back since. */
const stands = sql`coalesce((select u.kind from correction u where u.of_correction = c.id order by u.seq desc limit 1), 'redo') = 'redo'`;

const Target = z.object({ original: Observation, version: z.int(), removed: z.boolean(), lineage: z.string().nullable() });
export type CorrectableObservation = z.infer<typeof Target>;

/** Locked until the transaction ends; undefined where there is none. */
export async function lockObservation(tx: Transaction, jobId: string, id: string): Promise<CorrectableObservation | undefined> {
  const [row] = await rowsOf(tx, sql`
    select ${originalColumns} as original, o.version, o.removed, (
      select c.lineage::text from correction_target t join correction c on c.id = t.correction_id
      where t.job_id = o.job_id and t.observation_id = o.id and c.lineage is not null order by c.seq desc limit 1) as lineage
    from observation o where o.job_id = ${jobId}::uuid and o.id = ${id} for update of o`, Target);
  return row;
}

/** The medium of an observation; undefined where there is none. */
export async function mediumOfObservation(tx: Transaction, jobId: string, id: string): Promise<string | undefined> {
  const [row] = await rowsOf(tx, sql`select media_id as media from observation where job_id = ${jobId}::uuid and id = ${id}`, z.object({ media: z.string() }));
  return row?.media;
}

const selectorColumns = { speakerId: sql`o.speaker_id`, personId: sql`o.person_id`, trackId: sql`o.track_id` } as const;
export type SelectorField = keyof typeof selectorColumns;

/** The model's own words of all that carry this id now. */
export async function selectedObservations(tx: Transaction, jobId: string, { mediaId, analyzer }: CorrectionSelector, field: SelectorField, value: string): Promise<Observation[]> {
  const rows = await rowsOf(tx, sql`
    select ${originalColumns} as original from observation o where o.job_id = ${jobId}::uuid and o.media_id = ${mediaId} and not o.removed
    and ${selectorColumns[field]} = ${value} ${analyzer === undefined ? sql`` : sql`and o.analyzer = ${analyzer}`} order by o.start_ms, o.seq`, z.object({ original: Observation }));
  return rows.map(({ original }) => original);
}

export interface Layer {
  original: Observation;
  /** In the order in which they were made. */
  steps: { kind: CorrectionKind; patch?: CorrectionPatch | undefined; stands: boolean }[];
}

const Step = z.object({ observation: z.string(), kind: CorrectionKind, patch: CorrectionPatch.nullable(), stands: z.boolean() });

/** Observations as they are without corrections, and all corrections that lie on them. */
export async function layersOf(tx: Transaction, jobId: string, ids: readonly string[]): Promise<Layer[]> {
  if (ids.length === 0) return [];
  const wanted = sql`(select i.id from jsonb_to_recordset(${jsonbText(ids.map((id) => ({ id })))}::jsonb) as i (id text))`;
  const originals = await rowsOf(tx, sql`select ${originalColumns} as original from observation o where o.job_id = ${jobId}::uuid and o.id in ${wanted}`, z.object({ original: Observation }));
  const steps = await rowsOf(tx, sql`
    select t.observation_id as observation, c.kind, c.patch, ${stands} as stands from correction_target t join correction c on c.id = t.correction_id
    where t.job_id = ${jobId}::uuid and t.observation_id in ${wanted} order by c.seq`, Step);
  const byId = Map.groupBy(steps, ({ observation }) => observation);
  return originals.map(({ original }) => ({ original, steps: (byId.get(original.id) ?? []).map(({ kind, patch, stands: standing }) => ({ kind, patch: patch ?? undefined, stands: standing })) }));
}

export interface LayeredRow {
  observation: Observation;
  /** Kept where `observation` says something else. */
  original?: Observation | undefined;
  removed: boolean;
}

/** Writes what counts now; each row's version goes up. */
export async function writeLayers(tx: Transaction, jobId: string, rows: readonly LayeredRow[]): Promise<void> {
  if (rows.length === 0) return;
  const batch = jsonbText(rows.map(({ observation, original, removed }) => ({ ...observation, corrected: observation.corrected === true, original, removed })));
  await tx.execute(sql`
    update observation o set start_ms = n."startMs", end_ms = n."endMs", label = n.label, text = n.text, box = n.box, track_id = n."trackId", person_id = n."personId",
      speaker_id = n."speakerId", attributes = n.attributes, sentence = n.sentence, source = n.source, corrected = n.corrected, review = n.review,
      original = n.original, removed = n.removed, version = o.version + 1
    from jsonb_to_recordset(${batch}::jsonb) as n (id text, "startMs" integer, "endMs" integer, label text, text text, box jsonb, "trackId" text, "personId" text,
      "speakerId" text, attributes jsonb, sentence text, source text, corrected boolean, review text, original jsonb, removed boolean)
    where o.job_id = ${jobId}::uuid and o.id = n.id`);
}

const Relayed = z.object({ id: z.string(), lineage: z.string().nullable(), selector: CorrectionSelector.nullable(), anchor: CorrectionAnchor });
export type RelayedCorrection = z.infer<typeof Relayed>;

/** What has to be laid over a new result of this analyzer: corrections that lie nowhere, and all with a selector. Oldest first. */
export const correctionsToRelay = (tx: Transaction, jobId: string, mediaId: string, analyzer: string): Promise<RelayedCorrection[]> =>
  rowsOf(tx, sql`
    select c.id::text as id, c.lineage::text as lineage, c.selector, c.anchor from correction c
    where c.job_id = ${jobId}::uuid and c.media_id = ${mediaId} and c.anchor is not null and c.kind <> 'add'
      and ((c.selector is not null and coalesce(c.selector ->> 'analyzer', ${analyzer}) = ${analyzer})
        or (c.anchor -> 'looked' ->> 'analyzer' = ${analyzer} and not exists (select 1 from correction_target t where t.correction_id = c.id)))
    order by c.seq`, Relayed);

const Log = z.object({ id: z.string(), kind: LoggedKind, of: z.string().nullable() });

/** All that this author did in the job, oldest first. Only one transaction at a time reads it until it ends. */
export async function lockAuthorLog(tx: Transaction, jobId: string, author: string): Promise<{ id: string; kind: z.infer<typeof LoggedKind>; of?: string }[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${jobId} ${author}`}, 5))`);
  const rows = await rowsOf(tx, sql`select id::text as id, kind, of_correction::text as of from correction where job_id = ${jobId}::uuid and author = ${author} order by seq`, Log);
  return rows.map(({ id, kind, of }) => ({ id, kind, ...(of === null ? {} : { of }) }));
}

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const ListedRow = z.object({
  seq: z.string(), id: z.string(), media: z.string(), author: z.string(), at: Moment, kind: CorrectionKind, observation: z.string().nullable(),
  selector: CorrectionSelector.nullable(), patch: CorrectionPatch.nullable(), stands: z.boolean(), targets: z.array(z.string()), count: z.int(),
});
export type CorrectionRow = z.infer<typeof ListedRow>;

export interface CorrectionFilter {
  jobId: string;
  id?: string | undefined;
  mediaId?: string | undefined;
  /** Those that lie on it now. */
  observationId?: string | undefined;
  orphaned?: boolean | undefined;
  /** Older than the correction with this number. */
  beforeSeq?: string | undefined;
  limit: number;
}

const MOST_TARGETS = 100;

/** The newest first. */
export function correctionRows(tx: Transaction, { jobId, id, mediaId, observationId, orphaned, beforeSeq, limit }: CorrectionFilter): Promise<CorrectionRow[]> {
  const lies = sql`exists (select 1 from correction_target t where t.correction_id = c.id)`;
  const conditions = [
    sql`c.job_id = ${jobId}::uuid and c.kind not in ('undo', 'redo')`,
    ...(id === undefined ? [] : [sql`c.id = ${id}::uuid`]),
    ...(mediaId === undefined ? [] : [sql`c.media_id = ${mediaId}`]),
    ...(observationId === undefined ? [] : [sql`exists (select 1 from correction_target t where t.correction_id = c.id and t.observation_id = ${observationId})`]),
    ...(orphaned === undefined ? [] : [orphaned ? sql`not ${lies} and ${stands}` : sql`(${lies} or not ${stands})`]),
    ...(beforeSeq === undefined ? [] : [sql`c.seq < ${beforeSeq}::bigint`]),
  ];
  return rowsOf(tx, sql`
    select c.seq::text as seq, c.id::text as id, c.media_id as media, c.author, c.at, c.kind, c.observation_id as observation, c.selector, c.patch, ${stands} as stands,
      array(select t.observation_id from correction_target t where t.correction_id = c.id order by t.observation_id limit ${MOST_TARGETS}) as targets,
      (select count(*) from correction_target t where t.correction_id = c.id)::integer as count
    from correction c where ${sql.join(conditions, sql` and `)} order by c.seq desc limit ${limit}`, ListedRow);
}

/** @returns the correction of this id, or the one that it took back or brought back */
export async function correctionMeant(tx: Transaction, jobId: string, id: string): Promise<string | undefined> {
  const [row] = await rowsOf(tx, sql`select coalesce(of_correction, id)::text as id from correction where job_id = ${jobId}::uuid and id = ${id}::uuid`, z.object({ id: z.string() }));
  return row?.id;
}

/** Every observation that the correction lies on now. */
export async function targetsOf(tx: Transaction, correctionId: string): Promise<string[]> {
  const rows = await rowsOf(tx, sql`select observation_id as id from correction_target where correction_id = ${correctionId}::uuid`, z.object({ id: z.string() }));
  return rows.map(({ id }) => id);
}
