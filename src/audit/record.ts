/** An entry of the audit log is written in the transaction of what it tells of. */
import { appendAudit, type Transaction } from '../db/index.ts';
import { AuditDetails, canonicalJson } from './canonical-json.ts';

export interface AuditRecord {
  /** Null: the installation's own log (accounts, configuration), from a transaction over everything only. */
  workspaceId: string | null;
  /** `user:ID`, `api_key:ID`, or `system` and what of it: `system:retention`. */
  actor: string;
  /** Noun and past participle: `media.stored`, `job.started`. */
  action: string;
  /** Singular noun: `media`. */
  objectType: string;
  objectId: string;
  /** Ids, states, numbers, codes. Never media, texts, names, addresses or secrets. */
  details?: AuditDetails;
}

/**
 * Appends to the log of the workspace; just before `publish`, for it holds the log's end until the transaction ends.
 * A transaction that writes into several logs takes the installation's last.
 */
export async function recordAudit(tx: Transaction, { details = {}, ...entry }: AuditRecord): Promise<void> {
  await appendAudit(tx, { ...entry, details: canonicalJson(AuditDetails.parse(details)) });
}
