/** The room's door: who did what to which object, in chains of hashes. */
export { recordAudit, type AuditRecord } from './record.ts';
