/**
 * Many machines, few calls: one endpoint may be called every two or three seconds, whatever the number of machines. What comes too
 * soon for a call of its own shares one: looking becomes a listing, ending becomes one call that ends several.
 */
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { allInstances } from './account.ts';
import type { WireInstance } from './wire-schemas.ts';
import { DESTROY_INTERVAL_MS, SHOW_INTERVAL_MS, type VastaiWire } from './wire.ts';

type Signal = AbortSignal | undefined;
export type Ending = 'accepted' | 'absent';

/** The work goes on for others. @throws AppError CANCELLED */
function untilAborted<T>(work: Promise<T>, signal: Signal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const leave = (): void => { reject(new AppError('CANCELLED', 'Cancelled.')); };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => { signal.removeEventListener('abort', leave); });
  });
}

export function sharedLook(wire: VastaiWire, clock: Clock): (id: string, signal: Signal) => Promise<WireInstance | undefined> {
  let ownNotBeforeMs = -Infinity;
  let listing: Promise<Map<string, WireInstance>> | undefined;

  const startListing = (): Promise<Map<string, WireInstance>> =>
    allInstances(wire, undefined).then((rows) => new Map(rows.map((row) => [String(row.id), row]))).finally(() => { listing = undefined; });

  return async (id, signal) => {
    const now = clock.now();
    if (now >= ownNotBeforeMs) {
      ownNotBeforeMs = now + SHOW_INTERVAL_MS;
      return wire.show(id, signal);
    }
    listing ??= startListing();
    return (await untilAborted(listing, signal)).get(id);
  };
}

interface Waiter {
  id: string;
  resolve(ending: Promise<Ending>): void;
}

export function sharedEnd(wire: VastaiWire, clock: Clock): (id: string, signal: Signal) => Promise<Ending> {
  let waiting: Waiter[] = [];
  let notBeforeMs = -Infinity;
  let planned = false;

  function send(batch: readonly Waiter[]): void {
    const [first] = batch;
    if (!first) return;
    if (batch.length === 1) { first.resolve(wire.destroy(first.id)); return; }
    const together = wire.destroyMany(batch.map(({ id }) => id));
    // One that makes the call fail must not keep the others alive.
    for (const { id, resolve } of batch) resolve(together.catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'PROVIDER_REFUSED') return wire.destroy(id);
      throw error;
    }));
  }

  async function plan(): Promise<void> {
    planned = true;
    await clock.sleep(notBeforeMs - clock.now());
    planned = false;
    notBeforeMs = clock.now() + DESTROY_INTERVAL_MS;
    const batch = waiting;
    waiting = [];
    send(batch);
  }

  return (id, signal) => {
    if (signal?.aborted) return Promise.reject(new AppError('CANCELLED', 'Cancelled.'));
    if (!planned && clock.now() >= notBeforeMs) {
      notBeforeMs = clock.now() + DESTROY_INTERVAL_MS;
      return wire.destroy(id, signal);
    }
    const ending = new Promise<Ending>((resolve) => { waiting.push({ id, resolve }); });
    if (!planned) void plan();
    return untilAborted(ending, signal);
  };
}
