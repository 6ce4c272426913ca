/** Events of a workspace: numbered in the order of their commits, read on from a number, forgotten after a while. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

/** The channel on which PostgreSQL tells all processes, after the commit, which workspace has something new. */
export const EVENT_CHANNEL = 'aima_event';

const Seq = z.object({ seq: z.coerce.number().int() });

/**
 * Writes one event. It takes the workspace's row lock and holds it until the end of the transaction, which makes the
 * numbers follow the order of the commits; so it is the last statement.
 *
 * @returns its number; undefined if there is no such workspace
 */
export async function insertEvent(tx: Transaction, workspaceId: string, kind: string, body: unknown): Promise<number | undefined> {
  const rows = await rowsOf(tx, sql`
    with next as (update workspace set last_event = last_event + 1 where id = ${workspaceId}::uuid returning id, last_event),
      written as (insert into event (workspace_id, seq, kind, body, at)
        select id, last_event, ${kind}, ${jsonbText(body)}::jsonb, clock_timestamp() from next returning seq)
    select seq::text as seq, pg_notify(${EVENT_CHANNEL}, ${workspaceId}) from written`, Seq);
  return rows[0]?.seq;
}
