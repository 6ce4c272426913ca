/** The room's door: one database, embedded or on a server, the same SQL on both. SQL lives in this room alone. */
import type { Database } from './database.ts';
import { openEmbedded, type EmbeddedOptions } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openServer } from './server.ts';

export type { Access, Database, Transaction } from './database.ts';
export { appendAudit, type NewAuditEntry } from './audit.ts';
export { EVENT_CHANNEL, insertEvent } from './events.ts';
export { claimKey, finishKey, releaseKey, sweepKeys, type KeptAnswer, type KeyClaim, type KeyedRequest } from './idempotency.ts';
export { withLease, type LeaseOptions } from './lease.ts';
export { insertObservations, listObservations, type ObservationFilter, type ObservationPage } from './observations.ts';

export interface DatabaseOptions extends EmbeddedOptions {
  /** A PostgreSQL server (17 or newer, with pgvector) in place of the embedded database; then `folder` is not touched. */
  url?: string;
}

/**
 * Opens the database and brings it to the newest schema.
 *
 * @throws AppError DATABASE_LOCKED, DATABASE_UNREACHABLE, DATABASE_INCOMPATIBLE, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = options.url === undefined ? await openEmbedded(options) : await openServer({ url: options.url });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
