/** The audit log: appended through one function of the database, which chains each entry to the one before it. */
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';

export interface NewAuditEntry {
  /** Null: the chain of the installation, from a transaction over everything only. */
  workspaceId: string | null;
  actor: string;
  action: string;
  objectType: string;
  objectId: string;
  /** Canonical JSON of an object. */
  details: string;
}

/** @returns the entry's number in its chain; the chain stays locked until the end of the transaction */
export async function appendAudit(tx: Transaction, { workspaceId, actor, action, objectType, objectId, details }: NewAuditEntry): Promise<number> {
  const rows = await rowsOf(
    tx,
    sql`select audit_append(${workspaceId}::uuid, ${actor}, ${action}, ${objectType}, ${objectId}, ${details})::text as seq`,
    z.object({ seq: z.coerce.number().int() }),
  );
  const [row] = rows;
  if (!row) throw new Error('audit_append gave no number');
  return row.seq;
}
