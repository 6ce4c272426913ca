/** Goes through a chain from its first entry and computes every hash anew. */
import { createHash } from 'node:crypto';
import type { AuditVerification, RememberedHead } from '@aima/contract';
import { auditBehind, auditChains, auditHead, type AuditHead, type AuditRow, type Database } from '../db/index.ts';

const NOTHING: AuditHead = { seq: 0, hash: '0'.repeat(64) };
const PAGE = 1000;

/** Canonical JSON (RFC 8785) of the entry: names in order; `details` is canonical already. */
const canonicalEntry = ({ action, actor, at, details, objectId, objectType, seq, workspaceId }: AuditRow, previous: string): string =>
  `{"action":${JSON.stringify(action)},"actor":${JSON.stringify(actor)},"at":"${at}","details":${details},"objectId":${JSON.stringify(objectId)}`
  + `,"objectType":${JSON.stringify(objectType)},"previous":"${previous}","seq":${seq},"workspaceId":${JSON.stringify(workspaceId)}}`;

const hashOf = (row: AuditRow, previous: string): string => createHash('sha256').update(canonicalEntry(row, previous)).digest('hex');

type Fault = NonNullable<AuditVerification['fault']>;

/** Whether `row` follows on `head`, and is what its hash says. */
function faultOf(row: AuditRow, head: AuditHead): Fault | undefined {
  if (row.seq !== head.seq + 1) return { seq: head.seq + 1, kind: 'missing' };
  return hashOf(row, head.hash) === row.hash ? undefined : { seq: row.seq, kind: 'changed' };
}

const access = (workspaceId: string | null): 'everything' | { workspaceId: string } => (workspaceId === null ? 'everything' : { workspaceId });

/**
 * In pages, so neither memory nor a transaction grows with the log; what is appended meanwhile is part of it or not.
 *
 * @param remembered an entry's number and hash that were kept outside: only they tell of a chain that was cut off together with
 *   what it says of its own end, or written anew as a whole
 */
export async function verifyChain(database: Database, workspaceId: string | null, remembered: RememberedHead = {}, signal?: AbortSignal): Promise<AuditVerification> {
  let head = NOTHING;
  let remembers = remembered.hash === undefined || remembered.seq === undefined;
  const result = (fault?: Fault): AuditVerification => ({ whole: fault === undefined, workspaceId, entries: head.seq, head, ...(fault === undefined ? {} : { fault }) });
  // Asked first: the chain may grow while it is read, and must reach at least this.
  const told = await database.read(access(workspaceId), (tx) => auditHead(tx, workspaceId)) ?? NOTHING;
  for (;;) {
    signal?.throwIfAborted();
    const behind = head.seq;
    const rows = await database.read(access(workspaceId), (tx) => auditBehind(tx, workspaceId, {}, behind, PAGE));
    for (const row of rows) {
      const fault = faultOf(row, head);
      if (fault) return result(fault);
      if (row.seq === told.seq && row.hash !== told.hash) return result({ seq: row.seq, kind: 'changed' });
      if (row.seq === remembered.seq && row.hash === remembered.hash) remembers = true;
      head = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < PAGE) break;
  }
  if (head.seq < told.seq) return result({ seq: head.seq + 1, kind: 'cut_off' });
  if (!remembers) return result({ seq: Math.min(head.seq + 1, remembered.seq ?? 1), kind: (remembered.seq ?? 0) > head.seq ? 'cut_off' : 'not_remembered' });
  return result();
}

/** Every chain of the database. */
export async function verifyAllChains(database: Database, signal?: AbortSignal): Promise<AuditVerification[]> {
  const results: AuditVerification[] = [];
  for (const workspaceId of await database.read('everything', auditChains)) results.push(await verifyChain(database, workspaceId, {}, signal));
  return results;
}
