/**
 * Commits that wait for one flush together. The embedded server runs with `synchronous_commit=off`: a commit is visible at
 * once but not yet on the disk. Nobody is told of it before a flush that began later has ended; one flush serves all who
 * wait. Readers wait too if what they may have seen is not flushed yet. Where the server was lost before its flush and
 * started anew, a later flush says nothing about what went before: all who waited are told that they do not know.
 */
import { z } from 'zod';
import type { EmbeddedClient } from './embedded-client.ts';

/** Writes one small record and flushes the WAL up to it, and with it every commit before; gives its place in the WAL. */
const FLUSH = `select pg_wal_lsn_diff(pg_logical_emit_message(false, 'aima', '', true), '0/0')::float8 as lsn`;

const Flushed = z.tuple([z.object({ lsn: z.number() })]);

export interface GroupCommit {
  /** To be called inside a transaction that may write, before it does. */
  writing(): void;
  /** Which server it is, counted; to be asked for inside a transaction. */
  server(): number;
  /** Resolves when everything written so far is on the disk. `server`: the one that the caller's transaction was on. */
  flushed(server: number): Promise<void>;
  /** The server was lost with everything that it had not flushed; another has taken its place and nobody used it yet. */
  renewed(): void;
}

/** `onFlush`: told the place in the WAL in bytes after each flush. */
export function groupCommit(client: Pick<EmbeddedClient, 'between'>, onFlush: (lsn: number) => void): GroupCommit {
  let writes = 0;
  let safe = 0;
  let server = 1;
  /** The flush that has not begun yet, which everybody who comes may still join. */
  let upcoming: Promise<void> | undefined;

  async function flush(): Promise<void> {
    let covered = 0;
    const { rows } = await client.between(() => {
      // Every transaction that began writing has ended, and later ones need a new flush.
      upcoming = undefined;
      covered = writes;
    }, FLUSH);
    safe = Math.max(safe, covered);
    onFlush(Flushed.parse(rows)[0].lsn);
  }

  const stillThere = (since: number): void => {
    if (since !== server) throw new Error('Connection terminated: the embedded database was lost before this was on the disk');
  };

  return {
    writing: () => { writes += 1; },
    server: () => server,
    async flushed(since) {
      stillThere(since);
      if (safe >= writes) return;
      const joined = (upcoming ??= flush());
      try {
        await joined;
      } catch (error) {
        if (upcoming === joined) upcoming = undefined; // it failed before it could begin
        throw error;
      }
      stillThere(since);
    },
    renewed() {
      server += 1;
      safe = writes;
    },
  };
}
