/** The audit log: appended through one function of the database, which chains each entry to the one before it. */
import { sql, type SQL } from './drizzle.ts';
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

const Time = sql.raw(`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`);
const COLUMNS = sql`workspace_id::text as "workspaceId", seq::float8 as seq, ${Time}, actor, action, object_type as "objectType", object_id as "objectId", details, encode(hash, 'hex') as hash`;

/** As it stands in the table; `details` is the canonical JSON that the hash covers. */
const AuditRow = z.object({
  workspaceId: z.string().nullable(),
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  objectType: z.string(),
  objectId: z.string(),
  details: z.string(),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof AuditRow>;

export interface AuditFilter {
  actor?: string;
  /** The action itself, or with a final `.` what its name begins with: `media.` */
  action?: string;
  /** One of these. */
  objectTypes?: readonly string[];
  objectId?: string;
  /** Half open, ISO 8601. */
  from?: string;
  to?: string;
}

/** Of one chain; "is not distinct from" could not use an index. */
const ofChain = (workspaceId: string | null): SQL => (workspaceId === null ? sql`workspace_id is null` : sql`workspace_id = ${workspaceId}::uuid`);

function conditions(workspaceId: string | null, { actor, action, objectTypes, objectId, from, to }: AuditFilter): SQL[] {
  return [
    ofChain(workspaceId),
    ...(actor === undefined ? [] : [sql`actor = ${actor}`]),
    ...(action === undefined ? [] : [action.endsWith('.') ? sql`starts_with(action, ${action})` : sql`action = ${action}`]),
    ...(objectTypes === undefined ? [] : [objectTypes.length === 0 ? sql`false` : sql`object_type in ${[...objectTypes]}`]),
    ...(objectId === undefined ? [] : [sql`object_id = ${objectId}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`at < ${to}::timestamptz`]),
  ];
}

const and = (parts: readonly SQL[]): SQL => sql.join([...parts], sql` and `);

/** The newest first; `before`: only entries with a smaller number. */
export const listAudit = (tx: Transaction, workspaceId: string | null, filter: AuditFilter, before: number | undefined, limit: number): Promise<AuditRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from audit_entry where ${and([...conditions(workspaceId, filter), ...(before === undefined ? [] : [sql`seq < ${before}`])])} order by seq desc limit ${limit}`, AuditRow);

/** In the order of the chain, behind `after`. */
export const auditBehind = (tx: Transaction, workspaceId: string | null, filter: AuditFilter, after: number, limit: number): Promise<AuditRow[]> =>
  rowsOf(tx, sql`select ${COLUMNS} from audit_entry where ${and([...conditions(workspaceId, filter), sql`seq > ${after}`])} order by seq limit ${limit}`, AuditRow);

/** How often each of these was written down from then on; over everything. @param from ISO 8601 */
export async function countActions(tx: Transaction, workspaceId: string | null, actions: readonly string[], from: string): Promise<Map<string, number>> {
  const rows = await rowsOf(tx, sql`
    select action, count(*)::integer as count from audit_entry where ${and([...conditions(workspaceId, { from }), sql`action in ${[...actions]}`])} group by action`,
  z.object({ action: z.string(), count: z.int() }));
  return new Map(rows.map(({ action, count }) => [action, count]));
}

const AuditHead = z.object({ seq: z.int(), hash: z.string() });
export type AuditHead = z.infer<typeof AuditHead>;

/** What the chain says of its own end; undefined before its first entry. */
export async function auditHead(tx: Transaction, workspaceId: string | null): Promise<AuditHead | undefined> {
  return (await rowsOf(tx, sql`select seq::float8 as seq, encode(hash, 'hex') as hash from audit_head where ${ofChain(workspaceId)}`, AuditHead))[0];
}

/** Over everything: every chain there is, the installation's (null) too. */
export async function auditChains(tx: Transaction): Promise<(string | null)[]> {
  const rows = await rowsOf(tx, sql`select workspace_id::text as id from audit_head union select distinct workspace_id::text from audit_entry order by id nulls first`, z.object({ id: z.string().nullable() }));
  return rows.map(({ id }) => id);
}

/** Over everything: how many entries are not what their hash says or do not follow on the one before. The database's own functions compute it. */
export async function countAuditFaults(tx: Transaction): Promise<number> {
  const rows = await rowsOf(tx, sql`
    select count(*)::float8 as faults from (
      select *, lag(hash, 1, decode(repeat('00', 32), 'hex')) over chain as previous, row_number() over chain as place from audit_entry
      window chain as (partition by workspace_id order by seq)) e
    where place <> seq or hash <> sha256(convert_to(audit_text(workspace_id, seq, at, actor, action, object_type, object_id, details, previous), 'UTF8'))`, z.object({ faults: z.int() }));
  return rows[0]?.faults ?? 0;
}
