/** The room's door: the whole installation in one file, and back. docs/decisions/0014-events-audit-backup.md. */
export { createBackup, type BackupOptions, type BackupReport } from './create.ts';
export { backupDatabase, restoreDatabase, writeWhole, type DatabasePlace } from './files.ts';
export { protect } from './protect.ts';
export type { RestoreOptions, RestoreReport } from './restore.ts';
export { spoolBackup, type SpooledBackup } from './spool.ts';
