/** Events are for whoever watches now or comes back soon; the audit log is what is kept. */
import { trimEvents, type Database } from '../db/index.ts';

const HOUR_MS = 3_600_000;

/** Forgets progress and metrics after an hour, everything else after a week. */
export async function sweepEvents(database: Database, { passingMs = HOUR_MS, lastingMs = 7 * 24 * HOUR_MS, signal }: { passingMs?: number; lastingMs?: number; signal?: AbortSignal } = {}): Promise<void> {
  while (signal?.aborted !== true && await database.transaction('everything', (tx) => trimEvents(tx, passingMs, lastingMs)) > 0);
}
