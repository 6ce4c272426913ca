/** The audit log of a workspace, and the installation's own: read, exported, verified. */
import { Readable } from 'node:stream';
import { AuditEntry, AuditFilterQuery, AuditQuery, AuditVerification, pageOf, RememberedHead } from '@aima/contract';
import { auditLines, readAudit, verifyChain } from '../../audit/index.ts';
import type { Database } from '../../db/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'audit';
const LINES = 'application/x-ndjson';
/** Every entry is read and hashed. */
const perMinute = 10;

/** @param of the chain that a caller means; null: the installation's */
function chainOperations(database: Database, access: 'audit:read' | 'system:manage', path: string, ids: { list: string; export: string; verify: string }, whose: string, of: (principal: { workspaceId: string }) => string | null): Operation[] {
  return [
    operation({
      id: ids.list, method: 'GET', path, tag, summary: `What was done ${whose}, newest first`, access, query: AuditQuery, result: pageOf(AuditEntry), errors: ['INVALID_MESSAGE'],
      handle: ({ principal, query }) => readAudit(database, of(principal), query),
    }),
    operation({
      id: ids.export, method: 'GET', path: `${path}/export`, tag, summary: `All that was done ${whose}, one entry a line, oldest first`, description: 'Each line is an `AuditEntry`.', access, query: AuditFilterQuery, streams: LINES, perMinute,
      handle: ({ principal, query, signal }) => Readable.from(auditLines(database, of(principal), query, signal), { objectMode: false }),
    }),
    operation({
      id: ids.verify, method: 'GET', path: `${path}/verification`, tag, summary: `Whether the log ${whose} is as it was written`, access, query: RememberedHead, result: AuditVerification, perMinute,
      description: 'Computes every hash anew. An end that was written down earlier (`seq` and `hash`) tells of a log that was cut off or written anew as a whole.',
      handle: ({ principal, query, signal }) => verifyChain(database, of(principal), query, signal),
    }),
  ];
}

export const auditOperations = (database: Database): Operation[] => [
  ...chainOperations(database, 'audit:read', '/audit', { list: 'listAudit', export: 'exportAudit', verify: 'verifyAudit' }, 'in the workspace', ({ workspaceId }) => workspaceId),
  ...chainOperations(database, 'system:manage', '/system/audit', { list: 'listSystemAudit', export: 'exportSystemAudit', verify: 'verifySystemAudit' }, 'in the installation', () => null),
];
