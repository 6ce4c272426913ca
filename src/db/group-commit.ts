/**
 * Commits that wait for one flush together. The embedded server runs with `synchronous_commit=off`: a commit is visible at
 * once but not yet on the disk. Nobody is told of it before a flush that began later has ended; one flush serves all who
 * wait. Readers wait too if what they may have seen is not flushed yet.
 */
import type { PGlite } from '@electric-sql/pglite';

/** Writes one small record and flushes the WAL up to it, and with it every commit before; gives its place in the WAL. */
const FLUSH = `select pg_wal_lsn_diff(pg_logical_emit_message(false, 'aima', '', true), '0/0')::float8 as lsn`;

export interface GroupCommit {
  /** To be called inside a transaction that may write, before it does. */
  writing(): void;
  /** Resolves when everything written so far is on the disk. */
  flushed(): Promise<void>;
}

/** `onFlush`: told the place in the WAL in bytes after each flush. */
export function groupCommit(client: Pick<PGlite, 'transaction'>, onFlush: (lsn: number) => void): GroupCommit {
  let writes = 0;
  let safe = 0;
  /** The flush that has not begun yet, which everybody who comes may still join. */
  let upcoming: Promise<void> | undefined;

  const flush = (): Promise<void> =>
    client.transaction(async (tx) => {
      // The client is exclusive from here on: every transaction that began writing has ended, and later ones need a new flush.
      upcoming = undefined;
      const covered = writes;
      const { rows } = await tx.query<{ lsn: number }>(FLUSH);
      safe = Math.max(safe, covered);
      onFlush(rows[0]?.lsn ?? 0);
    });

  return {
    writing: () => { writes += 1; },
    async flushed() {
      if (safe >= writes) return;
      const joined = (upcoming ??= flush());
      try {
        await joined;
      } catch (error) {
        if (upcoming === joined) upcoming = undefined; // it failed before it could begin
        throw error;
      }
    },
  };
}
