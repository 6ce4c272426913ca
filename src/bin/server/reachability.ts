/** Asks the database and the storage every few seconds whether they are there, and tells when that changes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { pingDatabase, type Database } from '../../db/index.ts';
import type { StorageDriver } from '../../storage/index.ts';

const EVERY_MS = 3_000;
/** A bucket costs money by the request. */
const S3_EVERY = 10;
/** The embedded database does one thing after the other, and some take seconds. */
const PATIENCE_MS = 10_000;

export interface Reachability {
  now(): { database: boolean; storage: boolean };
  close(): void;
}

async function within(work: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  try {
    const late = sleep(PATIENCE_MS, undefined, { signal: ended.signal, ref: false }).then(() => { throw new Error('It did not answer in time.'); });
    await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}

/** A key that nothing lies under: asking for it shows that the place answers. */
const NOWHERE = 'health';

export function watchReachability({ database, driver, log }: { database: Database; driver: StorageDriver; log: FastifyBaseLogger }): Reachability {
  const state = { database: true, storage: true };
  const ended = new AbortController();

  async function look(part: keyof typeof state, ask: () => Promise<unknown>): Promise<void> {
    let failure: unknown;
    try {
      await within(ask());
    } catch (error) {
      failure = error;
    }
    if (ended.signal.aborted || state[part] === (failure === undefined)) return;
    state[part] = failure === undefined;
    if (failure === undefined) log.info({ part }, `the ${part} answers again`);
    else log.error({ part, err: failure }, `the ${part} does not answer; what was confirmed is kept`);
  }

  const watch = async (): Promise<void> => {
    for (let round = 0; !ended.signal.aborted; round++) {
      await Promise.all([
        look('database', () => database.read('everything', (tx) => pingDatabase(tx))),
        ...(driver.kind === 's3' && round % S3_EVERY > 0 ? [] : [look('storage', () => driver.stat(NOWHERE))]),
      ]);
      await sleep(EVERY_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  };
  void watch();
  return { now: () => ({ ...state }), close: () => { ended.abort(); } };
}
