/** Waiting with an end: a call that may never answer gets so long and no longer, by the clock that is handed in. */
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';

/** @throws AppError PROVIDER_UNREACHABLE where the time is over, CANCELLED where `signal` aborted; what `work` throws */
export async function bounded<T>(clock: Clock, ms: number, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const over = new AbortController();
  const answered = new AbortController();
  const stop = (): void => { over.abort(); };
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) over.abort();
  // Whoever sleeps here wakes at once when the answer is there or nobody waits for it any more.
  const late = clock.sleep(ms, AbortSignal.any([answered.signal, over.signal])).then((): never => {
    over.abort();
    throw signal?.aborted ? new AppError('CANCELLED', 'Cancelled.') : new AppError('PROVIDER_UNREACHABLE', `No answer within ${Math.round(ms / 1000)} s.`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work(over.signal), late]);
  } finally {
    signal?.removeEventListener('abort', stop);
    answered.abort();
  }
}

/** Waits for `work` no longer than until the signal aborts; what it does goes on. @returns undefined then */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const stop = (): void => { resolve(undefined); };
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => { signal.removeEventListener('abort', stop); });
  });
}
