/** Reading the log: in pages, or all of it as lines. Who may read it is checked where the question comes in. */
import { AuditEntry, type AuditFilterQuery, type AuditQuery, type Page } from '@aima/contract';
import { z } from 'zod';
import { auditBehind, listAudit, type AuditFilter, type AuditRow, type Database } from '../db/index.ts';
import { readCursor, writeCursor } from '../kernel/page-cursor.ts';

const LINES_AT_ONCE = 500;

/** The storage and deletion log (STO-09, ALG-04) is what the log says about these. */
const STORED = ['media', 'upload', 'storage', 'results', 'job_results', 'observation', 'keyframe', 'backup'];

const filterOf = ({ actor, action, objectType, objectId, from, to, about }: AuditFilterQuery): AuditFilter => ({
  ...(actor === undefined ? {} : { actor }),
  ...(action === undefined ? {} : { action }),
  ...(objectType === undefined ? about === 'storage' ? { objectTypes: STORED } : {} : { objectTypes: about !== 'storage' || STORED.includes(objectType) ? [objectType] : [] }),
  ...(objectId === undefined ? {} : { objectId }),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

const entryOf = ({ details, ...row }: AuditRow): AuditEntry => AuditEntry.parse({ ...row, details: JSON.parse(details) as unknown });

const access = (workspaceId: string | null): 'everything' | { workspaceId: string } => (workspaceId === null ? 'everything' : { workspaceId });

const Cursor = z.tuple([z.int().positive()]);

/** The newest first. @param workspaceId null: the installation's own log */
export async function readAudit(database: Database, workspaceId: string | null, query: AuditQuery): Promise<Page<AuditEntry>> {
  const before = query.cursor === undefined ? undefined : readCursor(Cursor, query.cursor)[0];
  const rows = await database.read(access(workspaceId), (tx) => listAudit(tx, workspaceId, filterOf(query), before, query.limit + 1));
  const items = rows.slice(0, query.limit).map(entryOf);
  const last = items.at(-1);
  return { items, ...(rows.length > query.limit && last ? { next: writeCursor([last.seq]) } : {}) };
}

/** NDJSON, the oldest first, in pieces of many lines; without a filter it is all that is needed to verify the chain elsewhere. */
export async function* auditLines(database: Database, workspaceId: string | null, query: AuditFilterQuery, signal?: AbortSignal): AsyncGenerator<string> {
  for (let after = 0; ;) {
    signal?.throwIfAborted();
    const behind = after;
    const rows = await database.read(access(workspaceId), (tx) => auditBehind(tx, workspaceId, filterOf(query), behind, LINES_AT_ONCE));
    if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(entryOf(row))}\n`).join('');
    if (rows.length < LINES_AT_ONCE) return;
    after = rows.at(-1)?.seq ?? after;
  }
}
