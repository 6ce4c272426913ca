/** The room's door: who did what to which object, in chains of hashes. */
export { auditLines, readAudit } from './read.ts';
export { recordAudit } from './record.ts';
export { verifyAllChains, verifyChain } from './verify.ts';
