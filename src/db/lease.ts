/** Of many processes one does a piece of periodic work: it holds the lease of that name for as long as it renews it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from './drizzle.ts';
import { z } from 'zod';
import { rowsOf, type Database, type Transaction } from './database.ts';
import { writeWhenBack } from './when-back.ts';

const LEASE_MS = 60_000;

export interface LeaseOptions {
  /** How long it lasts without being renewed; renewed at a third of it. Longer than any pause of the process. */
  leaseMs?: number;
  signal?: AbortSignal;
}

/** True if it is ours now: it was free, had run out, or was ours already. The clock is the database's. */
const take = (database: Database, name: string, holder: string, leaseMs: number): Promise<boolean> =>
  database.transaction('everything', async (tx) => (await rowsOf(tx, sql`
    insert into lease (name, holder, until) values (${name}, ${holder}, clock_timestamp() + ${leaseMs} * interval '1 ms')
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
    where lease.until <= clock_timestamp() or lease.holder = excluded.holder returning 1 as taken`, z.object({}))).length > 0);

/** Renews until `work` has ended; aborts it if the lease is lost or may have been. */
async function keep(database: Database, name: string, holder: string, leaseMs: number, ended: AbortSignal, lost: AbortController): Promise<void> {
  let safeUntil = performance.now() + leaseMs;
  while (!ended.aborted && !lost.signal.aborted) {
    await sleep(leaseMs / 3, undefined, { signal: ended, ref: false }).catch(() => undefined);
    if (ended.aborted) return;
    const asked = performance.now();
    // A database that is away for a moment does not end the lease; one that stays away does.
    const renewed = await take(database, name, holder, leaseMs).catch(() => undefined);
    if (renewed === true) safeUntil = asked + leaseMs;
    else if (renewed === false || performance.now() + leaseMs / 3 >= safeUntil) lost.abort();
  }
}

/**
 * Runs `work` if no other holder has the lease. `work` stops when its signal aborts: the lease was lost, or the caller's
 * signal aborted.
 *
 * @param holder names this process and this use of it: two that say the same are taken for one
 * @returns undefined if somebody else has it
 * @throws whatever `work` throws; AppError DATABASE_UNREACHABLE
 */
export async function withLease<T>(database: Database, name: string, holder: string, work: (signal: AbortSignal) => Promise<T>, { leaseMs = LEASE_MS, signal }: LeaseOptions = {}): Promise<{ result: T } | undefined> {
  if (!await take(database, name, holder, leaseMs)) return undefined;
  const lost = new AbortController();
  const ended = new AbortController();
  const keeping = keep(database, name, holder, leaseMs, ended.signal, lost);
  try {
    return { result: await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal) };
  } finally {
    ended.abort();
    await keeping;
    // So that nobody waits for it to run out; where this fails it does.
    await writeWhenBack(() => database.transaction('everything', (tx) => tx.execute(sql`delete from lease where name = ${name} and holder = ${holder}`)), leaseMs).catch(() => undefined);
  }
}

/** Where one process alone can have the database, whoever held a lease is gone. */
export async function releaseAllLeases(tx: Transaction): Promise<void> {
  await tx.execute(sql`delete from lease`);
}
