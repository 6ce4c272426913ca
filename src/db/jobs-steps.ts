/** What is done for jobs on machines, written before it is done; finished windows of long films. */
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const Step = z.object({
  seq: z.string(), claimId: z.string(), kind: z.enum(['launch', 'provision', 'lend', 'transfer', 'analyse', 'wipe', 'terminate', 'confirm_gone', 'wipe_media']), mediaId: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), begunAt: Moment, endedAt: Moment.nullable(), outcome: z.enum(['done', 'failed', 'lost']).nullable(), code: z.string().nullable(),
});
export type JobStepRow = z.output<typeof Step>;

export interface NewJobStep {
  jobId: string;
  claimId: string;
  kind: JobStepRow['kind'];
  mediaId?: string | undefined;
  detail?: JobStepRow['detail'];
}

/** @returns its number */
export async function beginStep(tx: Transaction, { jobId, claimId, kind, mediaId, detail = {} }: NewJobStep): Promise<string> {
  const [row] = await rowsOf(tx, sql`
    insert into job_step (job_id, claim_id, kind, media_id, detail) values (${jobId}::uuid, ${claimId}::uuid, ${kind}, ${mediaId ?? null}, ${jsonbText(detail)}::jsonb) returning seq::text as seq`, z.object({ seq: z.string() }));
  if (!row) throw new AppError('INTERNAL', 'The new step was not returned.');
  return row.seq;
}

export async function endStep(tx: Transaction, seq: string, outcome: NonNullable<JobStepRow['outcome']>, { code, detail = {} }: { code?: string | undefined; detail?: JobStepRow['detail'] } = {}): Promise<void> {
  await tx.execute(sql`update job_step set ended_at = clock_timestamp(), outcome = ${outcome}, code = ${code ?? null}, detail = detail || ${jsonbText(detail)}::jsonb where seq = ${seq}::bigint and ended_at is null`);
}

/** What an earlier claim left open: its process is gone. @param claimId who goes on; undefined when nobody does @returns them, as they were */
export const loseOpenSteps = (tx: Transaction, jobId: string, claimId?: string): Promise<JobStepRow[]> => rowsOf(tx, sql`
  update job_step set ended_at = clock_timestamp(), outcome = 'lost' where job_id = ${jobId}::uuid ${claimId === undefined ? sql`` : sql`and claim_id <> ${claimId}::uuid`} and ended_at is null
  returning seq::text as seq, claim_id::text as "claimId", kind, media_id as "mediaId", detail, begun_at as "begunAt", ended_at as "endedAt", outcome, code`, Step);

/** The newest `limit`, in their order. */
export const stepsOf = async (tx: Transaction, jobId: string, limit: number): Promise<JobStepRow[]> => (await rowsOf(tx, sql`
  select seq::text as seq, claim_id::text as "claimId", kind, media_id as "mediaId", detail, begun_at as "begunAt", ended_at as "endedAt", outcome, code
  from job_step where job_id = ${jobId}::uuid order by job_step.seq desc limit ${limit}`, Step)).reverse();

interface WindowPlace {
  jobId: string;
  mediaId: string;
  /** Hash of all that decides what is found. */
  request: string;
}

export async function readWindow(tx: Transaction, { jobId, mediaId, request }: WindowPlace, fromMs: number): Promise<unknown> {
  const [row] = await rowsOf(tx, sql`select found from job_window where job_id = ${jobId}::uuid and media_id = ${mediaId} and request = ${request} and from_ms = ${fromMs}`, z.object({ found: z.unknown() }));
  return row?.found;
}

export async function writeWindow(tx: Transaction, { jobId, mediaId, request }: WindowPlace, fromMs: number, found: unknown): Promise<void> {
  await tx.execute(sql`
    insert into job_window (job_id, media_id, request, from_ms, found) values (${jobId}::uuid, ${mediaId}, ${request}, ${fromMs}, ${jsonbText(found)}::jsonb)
    on conflict (workspace_id, job_id, media_id, from_ms) do update set request = excluded.request, found = excluded.found, at = now()`);
}

export async function clearWindows(tx: Transaction, { jobId, mediaId }: Pick<WindowPlace, 'jobId' | 'mediaId'>): Promise<void> {
  await tx.execute(sql`delete from job_window where job_id = ${jobId}::uuid and media_id = ${mediaId}`);
}
