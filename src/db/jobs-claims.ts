/** The queue: who works on which job. A claim runs out by itself when its process is gone; the clock is the database's. */
import { JobStage, JobState } from '@aima/contract';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { priorityRank } from './jobs.ts';

const Claim = z.object({
  id: z.string(), workspaceId: z.string(), claimId: z.string(), stage: JobStage, state: JobState, version: z.int(),
  /** Analysed on a machine that costs, so that little is done here. */
  rented: z.boolean().default(false),
});
export type JobClaim = z.input<typeof Claim>;

export interface ClaimRequest {
  /** The process, for people. */
  holder: string;
  leaseMs: number;
}

/** Jobs of this kind of machine; all where absent. */
export type ClaimedWork = 'own' | 'rented' | undefined;

/** What is being wiped needs no machine. */
const onlySome = (work: ClaimedWork) => (work === undefined ? sql`true` : work === 'rented' ? sql`j.state <> 'wiping' and j.offer->>'provider' <> 'local'` : sql`(j.state = 'wiping' or coalesce(j.offer->>'provider', 'local') = 'local')`);

const until = (leaseMs: number) => sql`clock_timestamp() + ${leaseMs} * interval '1 ms'`;

/**
 * Takes the next job that waits for a machine, or whose process died: what was begun first, then by priority and age. Two
 * that ask at the same time get two jobs. Its state is as it was. Needs a transaction over everything.
 */
export async function claimJob(tx: Transaction, { holder, leaseMs }: ClaimRequest, states: readonly ('queued' | 'analysing' | 'wiping')[], work?: ClaimedWork): Promise<JobClaim | undefined> {
  const [claim] = await rowsOf(tx, sql`
    update job set claimed_by = ${holder}, claim_id = gen_random_uuid(), claimed_until = ${until(leaseMs)}
    where id = (
      select j.id from job j where j.state in ${[...states]} and (j.claimed_until is null or j.claimed_until <= clock_timestamp()) and ${onlySome(work)}
      order by j.state = 'queued', ${priorityRank}, j.queued_at, j.id limit 1 for update skip locked)
    returning id::text as id, workspace_id::text as "workspaceId", claim_id::text as "claimId", stage, state, version, state <> 'wiping' and coalesce(offer->>'provider', 'local') <> 'local' as rented`, Claim);
  return claim;
}

/** Whether `claimJob` would find something: a look that writes nothing. */
export async function jobsWaiting(tx: Transaction, states: readonly ('queued' | 'analysing' | 'wiping')[], work?: ClaimedWork): Promise<boolean> {
  return (await rowsOf(tx, sql`select 1 as one from job j where j.state in ${[...states]} and (j.claimed_until is null or j.claimed_until <= clock_timestamp()) and ${onlySome(work)} limit 1`, z.object({}))).length > 0;
}

/** @returns how the job stands; undefined where the claim was lost */
export async function renewJobClaim(tx: Transaction, { id, claimId }: Pick<JobClaim, 'id' | 'claimId'>, leaseMs: number): Promise<{ stage: JobStage; state: JobState; version: number } | undefined> {
  const [row] = await rowsOf(tx, sql`
    update job set claimed_until = ${until(leaseMs)} where id = ${id}::uuid and claim_id = ${claimId}::uuid and claimed_until is not null
    returning stage, state, version`, z.object({ stage: JobStage, state: JobState, version: z.int() }));
  return row;
}

/** How a claimed job stands, without writing. */
export async function claimedJob(tx: Transaction, { id, claimId }: Pick<JobClaim, 'id' | 'claimId'>): Promise<{ state: JobState; version: number } | undefined> {
  const [row] = await rowsOf(tx, sql`select state, version from job where id = ${id}::uuid and claim_id = ${claimId}::uuid`, z.object({ state: JobState, version: z.int() }));
  return row;
}

export async function releaseJobClaim(tx: Transaction, { id, claimId }: Pick<JobClaim, 'id' | 'claimId'>): Promise<void> {
  await tx.execute(sql`update job set claimed_by = null, claim_id = null, claimed_until = null where id = ${id}::uuid and claim_id = ${claimId}::uuid`);
}

/** Where one process alone can have the database, nobody else's claim is alive. */
export async function releaseAllJobClaims(tx: Transaction): Promise<void> {
  await tx.execute(sql`update job set claimed_until = clock_timestamp() where claimed_until > clock_timestamp()`);
}
