/** What one process of the installation does from time to time: whoever has the lease of a piece of work does it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { withLease, type Database } from '../../db/index.ts';

export interface Sweep {
  name: string;
  everyMs: number;
  work(signal: AbortSignal): Promise<unknown>;
}

export interface Sweeps {
  /** Resolves once none is at work any more. */
  stop(): Promise<void>;
}

/** The first round of each comes after a moment: a start is no time for tidying. */
const FIRST_MS = 5_000;

export function startSweeps(database: Database, sweeps: readonly Sweep[], log: FastifyBaseLogger): Sweeps {
  const stopping = new AbortController();
  const holder = randomUUID();
  const pause = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);

  async function repeat({ name, everyMs, work }: Sweep): Promise<void> {
    await pause(Math.min(FIRST_MS, everyMs));
    while (!stopping.signal.aborted) {
      try {
        await withLease(database, `sweep:${name}`, `${holder}:${name}`, work, { signal: stopping.signal });
      } catch (error) {
        if (!stopping.signal.aborted) log.warn({ sweep: name, err: error }, 'a sweep failed; the next one tries again');
      }
      await pause(everyMs);
    }
  }
  const running = Promise.all(sweeps.map(repeat));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
