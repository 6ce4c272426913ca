/** What the embedded and the real server have in common: transactions through Drizzle, in one workspace or over all. */
import { sql } from './drizzle.ts';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { z } from 'zod';

/** Inside a transaction everything goes through this, never through the database itself: that would wait for its own end. */
export type Transaction = Pick<PgDatabase<PgQueryResultHKT>, 'select' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'>;

/**
 * Whose rows a transaction may touch. In a workspace a role without other rights and row-level security stand behind every
 * query; `everything` is for migrations, backup and what serves all workspaces, and sees all rows.
 */
export type Access = { workspaceId: string } | 'everything';

export interface Listening {
  close(): Promise<void>;
}

export interface Database {
  kind: 'embedded' | 'server';
  /**
   * Runs `work` in one transaction (read committed) and resolves once it is committed and on the disk. If `work` throws,
   * nothing of it stays. In a workspace a statement has a limited time (DATABASE_TIMEOUT).
   */
  transaction<T>(access: Access, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same without the right to write. What it gave is on the disk, too, before it resolves. */
  read<T>(access: Access, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Tells the payloads of `pg_notify(channel, …)`, after their transaction is committed, from whichever process. `undefined`:
   * some may have been missed, at the beginning and after every break of the connection, which is made anew by itself.
   */
  listen(channel: string, tell: (payload: string | undefined) => void): Promise<Listening>;
  /** Gives back the room of deleted rows and counts what is there, table by table, where nobody else does it. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

/** Narrows the transaction to one workspace, until its end. `limits`: settings of the server that hold for it. */
export async function enter(tx: Transaction, access: Access, limits: Record<string, string> = {}): Promise<void> {
  if (access === 'everything') return;
  const settings = Object.entries({ ...limits, 'aima.workspace': access.workspaceId }).map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
  await tx.execute(sql`select ${sql.join([...settings, sql`set_config('role', aima_member(), true)`], sql`, `)}`);
}

/** Rows of a query written by hand, each checked against `shape`. */
export async function rowsOf<T>(tx: Transaction, query: ReturnType<typeof sql>, shape: z.ZodType<T>): Promise<T[]> {
  const { rows } = z.object({ rows: z.array(shape) }).parse(await tx.execute(query));
  return rows;
}
