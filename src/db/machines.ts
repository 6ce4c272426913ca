/** Rented machines as people look at them: lists, logs, sums. Written are they in rentals.ts. */
import { z } from 'zod';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';
import { rowsOf, type Transaction } from './database.ts';
import { sql } from './drizzle.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const optional = z.string().nullable().transform((value) => value ?? undefined);

const MachineRow = z.object({
  id: z.string(), workspaceId: optional, jobId: optional, provider: z.string(), name: z.string(), state: z.string(), version: z.int(), reservedUsd: z.number(), endWanted: optional, facts: z.record(z.string(), z.unknown()), createdAt: Moment,
});
export type MachineRow = z.output<typeof MachineRow>;

const columns = sql`id::text as id, workspace_id::text as "workspaceId", job_id::text as "jobId", provider, name, state, version, reserved_usd as "reservedUsd", end_wanted as "endWanted", facts, created_at as "createdAt"`;

export interface MachineFilter {
  open?: boolean | undefined;
  jobId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const Cursor = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

/** Newest first. @throws AppError INVALID_MESSAGE where `cursor` is none */
export async function listMachines(tx: Transaction, { open, jobId, limit, cursor }: MachineFilter): Promise<{ items: MachineRow[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(Cursor, cursor);
  const where = [
    sql`true`, ...(open === undefined ? [] : [open ? sql`state <> 'gone'` : sql`state = 'gone'`]), ...(jobId === undefined ? [] : [sql`job_id = ${jobId}::uuid`]),
    ...(after === undefined ? [] : [sql`(date_trunc('milliseconds', created_at), id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`]),
  ];
  const rows = await rowsOf(tx, sql`select ${columns} from rental where ${sql.join(where, sql` and `)} order by date_trunc('milliseconds', created_at) desc, id desc limit ${limit + 1}`, MachineRow);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: writeCursor([last.createdAt, last.id]) } : {}) };
}

export async function machineById(tx: Transaction, id: string): Promise<MachineRow | undefined> {
  const [row] = await rowsOf(tx, sql`select ${columns} from rental where id = ${id}::uuid`, MachineRow);
  return row;
}

/** Of the workspace, all that are not gone; from a transaction over everything, of all. */
export const openMachines = (tx: Transaction): Promise<MachineRow[]> => rowsOf(tx, sql`select ${columns} from rental where state <> 'gone' order by created_at, id`, MachineRow);

/** In the order of their attempts. */
export const machinesOfJob = (tx: Transaction, jobId: string): Promise<MachineRow[]> => rowsOf(tx, sql`select ${columns} from rental where job_id = ${jobId}::uuid order by created_at, id`, MachineRow);

const LogRow = z.object({ at: Moment, kind: z.string(), what: z.string(), detail: optional });
export type MachineLogRow = z.output<typeof LogRow>;

export interface NewMachineLog {
  workspaceId: string | undefined;
  rentalId: string;
  /** Milliseconds since 1970. */
  atMs: number;
  kind: 'state' | 'step' | 'alert';
  what: string;
  detail?: string | undefined;
}

/** From a transaction over everything: a machine may belong to nobody. */
export async function appendMachineLog(tx: Transaction, { workspaceId, rentalId, atMs, kind, what, detail }: NewMachineLog): Promise<void> {
  await tx.execute(sql`
    insert into machine_log (workspace_id, rental_id, at, kind, what, detail)
    values (${workspaceId ?? null}::uuid, ${rentalId}::uuid, ${new Date(atMs).toISOString()}::timestamptz, ${kind}, ${what}, ${detail ?? null})`);
}

/** The newest `limit`, in their order. */
export const machineLog = async (tx: Transaction, rentalId: string, limit: number): Promise<MachineLogRow[]> =>
  (await rowsOf(tx, sql`select at, kind, what, detail from machine_log where rental_id = ${rentalId}::uuid order by seq desc limit ${limit}`, LogRow)).reverse();

/** Six letters and digits that begin the names of this installation's machines. */
export async function machineOwner(tx: Transaction): Promise<string> {
  const [row] = await rowsOf(tx, sql`select id from machine_owner`, z.object({ id: z.string() }));
  if (!row) throw new Error('The installation has no name for its machines.');
  return row.id;
}

/** Jobs that a machine which costs works for, or waits for; of the workspace, or of all. */
export const jobsOnRentedMachines = (tx: Transaction): Promise<{ id: string; workspaceId: string }[]> => rowsOf(tx, sql`
  select id::text as id, workspace_id::text as "workspaceId" from job
  where state in ('queued', 'analysing') and offer->>'provider' <> 'local' order by created_at`, z.object({ id: z.string(), workspaceId: z.string() }));
