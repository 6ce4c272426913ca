/** Events of a workspace: numbered in the order of their commits, read on from a number, forgotten after a while. */
import { EventMessage, passingEventKinds } from '@aima/contract';
import { sql } from './drizzle.ts';
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

/** Events after a number, in order, at most `limit`. */
export const listEvents = (tx: Transaction, workspaceId: string, after: number, limit: number): Promise<EventMessage[]> =>
  rowsOf(tx, sql`
    select seq::float8 as seq, kind, body, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from event where workspace_id = ${workspaceId}::uuid and seq > ${after} order by seq limit ${limit}`, EventMessage);

export interface EventBounds {
  /** Number of the newest event; 0 before the first. */
  last: number;
  /** Who has read less than this cannot be told what was missed. */
  forgotten: number;
}

/** Undefined if there is no such workspace. */
export async function eventBounds(tx: Transaction, workspaceId: string): Promise<EventBounds | undefined> {
  const shape = z.object({ last: z.int(), forgotten: z.int() });
  return (await rowsOf(tx, sql`select last_event::float8 as last, forgotten_event::float8 as forgotten from workspace where id = ${workspaceId}::uuid`, shape))[0];
}

/** Over everything: number of the newest event of each of these workspaces. */
export async function lastEvents(tx: Transaction, workspaceIds: readonly string[]): Promise<Map<string, number>> {
  if (workspaceIds.length === 0) return new Map();
  const rows = await rowsOf(tx, sql`select id::text as id, last_event::float8 as last from workspace where id in ${[...workspaceIds]}`, z.object({ id: z.string(), last: z.int() }));
  return new Map(rows.map(({ id, last }) => [id, last]));
}

/** As literals, so that the index of these kinds alone can be used. */
const PASSING = sql.raw(`(${passingEventKinds.map((kind) => `'${kind}'`).join(', ')})`);

/** One batch of what `trimEvents` deletes: short enough to hold nobody up. */
const TRIMMED_AT_ONCE = 5000;

/**
 * Over everything: deletes a batch of events that are older than their kind is kept.
 *
 * @returns how many were deleted; call again until it is 0
 */
export async function trimEvents(tx: Transaction, passingMs: number, lastingMs: number): Promise<number> {
  const rows = await rowsOf(tx, sql`
    with old as (
      (select workspace_id, seq from event where kind in ${PASSING} and at < clock_timestamp() - ${passingMs} * interval '1 ms' limit ${TRIMMED_AT_ONCE})
      union (select workspace_id, seq from event where at < clock_timestamp() - ${lastingMs} * interval '1 ms' order by at limit ${TRIMMED_AT_ONCE})),
    gone as (delete from event e using old where e.workspace_id = old.workspace_id and e.seq = old.seq returning e.workspace_id, e.seq, e.kind),
    forgotten as (update workspace w set forgotten_event = greatest(w.forgotten_event, g.seq)
      from (select workspace_id, max(seq) as seq from gone where kind not in ${PASSING} group by workspace_id) g where w.id = g.workspace_id)
    select count(*)::integer as count from gone`, z.object({ count: z.int() }));
  return rows[0]?.count ?? 0;
}
