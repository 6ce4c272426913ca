/** Rented machines and their money. A row is written by the one who holds its claim, and only onto the version that it read. */
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { sql, type SQL } from './drizzle.ts';
import { jsonbText } from './jsonb.ts';

const Row = z.object({
  id: z.string(), workspaceId: z.string().nullable(), jobId: z.string().nullable(), provider: z.string(), name: z.string(), state: z.string(), version: z.int(), reservedUsd: z.number(), endWanted: z.string().nullable(), facts: z.record(z.string(), z.unknown()),
});
export type RentalRow = z.infer<typeof Row>;
export type WrittenRental = Omit<RentalRow, 'endWanted'> & { goneMs: number | undefined };

export interface RentalClaim {
  holder: string;
  leaseMs: number;
}

const columns = sql`id::text as id, workspace_id::text as "workspaceId", job_id::text as "jobId", provider, name, state, version, reserved_usd as "reservedUsd", end_wanted as "endWanted", facts`;
const until = (leaseMs: number): SQL => sql`clock_timestamp() + ${leaseMs} * interval '1 ms'`;
const free = sql`(claimed_until is null or claimed_until <= clock_timestamp())`;

const rentals = (tx: Transaction, where: SQL): Promise<RentalRow[]> => rowsOf(tx, sql`select ${columns} from rental where ${where} order by created_at, id`, Row);

/** Until the end of the transaction nobody else reserves money of this workspace. */
export async function lockRentalMoney(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`rental:${workspaceId}`}, 0))`);
}

export interface RentalMoney {
  workspaceId: string;
  jobId: string;
  /** Milliseconds since 1970; 0 for all time. */
  daySinceMs: number;
  workspaceSinceMs: number;
  exceptId?: string | undefined;
}

/** What is reserved or was spent; a machine counts for a span of time if it was not gone before it. */
export async function committedMoney(tx: Transaction, { workspaceId, jobId, daySinceMs, workspaceSinceMs, exceptId }: RentalMoney): Promise<{ jobUsd: number; dayUsd: number; workspaceUsd: number }> {
  const [sums] = await rowsOf(tx, sql`
    select coalesce(sum(reserved_usd) filter (where job_id = ${jobId}::uuid), 0)::double precision as "jobUsd",
      coalesce(sum(reserved_usd) filter (where gone_ms is null or gone_ms >= ${daySinceMs}::double precision), 0)::double precision as "dayUsd",
      coalesce(sum(reserved_usd) filter (where gone_ms is null or gone_ms >= ${workspaceSinceMs}::double precision), 0)::double precision as "workspaceUsd"
    from rental where workspace_id = ${workspaceId}::uuid and id is distinct from ${exceptId ?? null}::uuid`, z.object({ jobUsd: z.number(), dayUsd: z.number(), workspaceUsd: z.number() }));
  return sums ?? { jobUsd: 0, dayUsd: 0, workspaceUsd: 0 };
}

export async function insertRental(tx: Transaction, rental: WrittenRental, { holder, leaseMs }: RentalClaim): Promise<RentalRow | undefined> {
  const [row] = await rowsOf(tx, sql`
    insert into rental (id, workspace_id, job_id, provider, name, state, version, reserved_usd, gone_ms, facts, claimed_by, claimed_until)
    values (${rental.id}::uuid, ${rental.workspaceId}::uuid, ${rental.jobId}::uuid, ${rental.provider}, ${rental.name}, ${rental.state}, 1, ${rental.reservedUsd}, ${rental.goneMs ?? null}, ${jsonbText(rental.facts)}::jsonb, ${holder}, ${until(leaseMs)})
    returning ${columns}`, Row);
  return row;
}

/** @returns undefined where another one drives it or wrote in between */
export async function updateRental(tx: Transaction, rental: WrittenRental, { holder, leaseMs }: RentalClaim): Promise<RentalRow | undefined> {
  const [row] = await rowsOf(tx, sql`
    update rental set state = ${rental.state}, version = version + 1, reserved_usd = ${rental.reservedUsd}, gone_ms = ${rental.goneMs ?? null}, facts = ${jsonbText(rental.facts)}::jsonb, claimed_until = ${until(leaseMs)}
    where id = ${rental.id}::uuid and version = ${rental.version} and claimed_by = ${holder} returning ${columns}`, Row);
  return row;
}

export const rentalById = async (tx: Transaction, id: string): Promise<RentalRow | undefined> => (await rentals(tx, sql`id = ${id}::uuid`))[0];
export const openRentals = (tx: Transaction): Promise<RentalRow[]> => rentals(tx, sql`state <> 'gone'`);
export const rentalsOfJob = (tx: Transaction, jobId: string): Promise<RentalRow[]> => rentals(tx, sql`job_id = ${jobId}::uuid`);
export const rentalsNamed = async (tx: Transaction, names: readonly string[]): Promise<RentalRow[]> => (names.length === 0 ? [] : rentals(tx, sql`name in ${[...names]}`));
export const unclaimedRentals = async (tx: Transaction): Promise<string[]> => (await rowsOf(tx, sql`select id::text as id from rental where state <> 'gone' and ${free}`, z.object({ id: z.string() }))).map(({ id }) => id);

/** One drives at a time; the clock is the database's. */
export async function claimRental(tx: Transaction, id: string, { holder, leaseMs }: RentalClaim): Promise<RentalRow | undefined> {
  const [row] = await rowsOf(tx, sql`update rental set claimed_by = ${holder}, claimed_until = ${until(leaseMs)} where id = ${id}::uuid and ${free} returning ${columns}`, Row);
  return row;
}

/** Also where it ran out, as long as nobody else took it. */
export async function renewRentalClaim(tx: Transaction, id: string, { holder, leaseMs }: RentalClaim): Promise<RentalRow | undefined> {
  const [row] = await rowsOf(tx, sql`update rental set claimed_until = ${until(leaseMs)} where id = ${id}::uuid and claimed_by = ${holder} returning ${columns}`, Row);
  return row;
}

export async function releaseRentalClaim(tx: Transaction, id: string, holder: string): Promise<void> {
  await tx.execute(sql`update rental set claimed_by = null, claimed_until = null where id = ${id}::uuid and claimed_by = ${holder}`);
}

/** Where one process alone can have the database, nobody else's claim is alive. */
export async function releaseAllRentalClaims(tx: Transaction): Promise<void> {
  await tx.execute(sql`update rental set claimed_by = null, claimed_until = null where claimed_by is not null`);
}

/** @param ids all that are not gone, where absent. @returns how many */
export async function wantRentalsEnded(tx: Transaction, reason: string, ids?: readonly string[]): Promise<number> {
  if (ids?.length === 0) return 0;
  return (await rowsOf(tx, sql`
    update rental set end_wanted = coalesce(end_wanted, ${reason}) where state <> 'gone' and ${ids === undefined ? sql`true` : sql`id::text in ${[...ids]}`} returning 1 as one`, z.object({}))).length;
}
