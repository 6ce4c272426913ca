/** The room's door: the whole installation in one file, and back. docs/decisions/0014-events-audit-backup.md. */
export { backupDatabase, restoreDatabase, writeWhole, type DatabasePlace } from './files.ts';
export type { BackupOptions } from './create.ts';
export { protect } from './protect.ts';
export type { RestoreReport } from './restore.ts';
export { spoolBackup } from './spool.ts';
