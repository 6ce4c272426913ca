/** Looks after a job that is worked on: keeps its claim, and stops the work when a person, the money or the database says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import { claimedJob, renewJobClaim } from '../db/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { JobWork, StopReason } from './job-work.ts';

export interface WatchedClaim {
  stop(reason: StopReason): void;
  /** Why the work was stopped. */
  reason(): StopReason | undefined;
  /** Ends the watch; the claim stays. */
  end(): Promise<void>;
}

const LOOK_MS = 500;

/**
 * @param abort ends the work @param leave ends what would be waited for after that
 * @param overLimit true once the job has cost what it may
 */
export function watchClaim({ parts, options, claim }: Pick<JobWork, 'parts' | 'options' | 'claim'>, abort: AbortController, leave: AbortController, overLimit: () => boolean): WatchedClaim {
  const ended = new AbortController();
  let reason: StopReason | undefined;
  const stop = (why: StopReason): void => {
    reason ??= why;
    abort.abort();
    if (why === 'stopping' || why === 'lost') leave.abort();
  };

  async function look(renew: boolean): Promise<StopReason | undefined> {
    const { database } = parts;
    const row = renew ? await database.transaction('everything', (tx) => renewJobClaim(tx, claim, options.leaseMs)) : await database.read('everything', (tx) => claimedJob(tx, claim));
    if (!row) return 'lost';
    if (row.state === 'analysing') return overLimit() ? 'cost_limit' : undefined;
    return row.state === 'paused' || row.state === 'cancelled' ? row.state : 'lost';
  }

  async function watch(): Promise<void> {
    let renewedAt = performance.now();
    while (!ended.signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted) return;
      const asked = performance.now();
      const renew = asked - renewedAt >= options.leaseMs / 3;
      try {
        const why = await look(renew);
        if (renew && why !== 'lost') renewedAt = asked;
        if (why !== undefined) stop(why);
      } catch (error) {
        // A database that is away for a moment ends nothing; the claim may be somebody else's once it has run out.
        parts.onFailure?.(toAppError(error), 'claim of a job');
        if (performance.now() - renewedAt >= options.leaseMs * 0.8) stop('lost');
      }
    }
  }

  const watching = watch();
  return {
    stop,
    reason: () => reason,
    async end() {
      ended.abort();
      await watching;
    },
  };
}
