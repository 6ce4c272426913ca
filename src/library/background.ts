/** Work that goes on after its request was answered: few at a time, each only once, ended with the server. */
import { AppError, toAppError } from '../kernel/app-error.ts';

export interface Background {
  /** Does nothing where work of that name waits or runs already. Failures are reported, not thrown. */
  start(name: string, work: (signal: AbortSignal) => Promise<unknown>): void;
  /** Resolves once nothing waits or runs any more. */
  idle(): Promise<void>;
  /** Takes no more, aborts what runs and waits for its end. */
  close(): Promise<void>;
}

/** What may go better in a moment. CONFLICT: another process is at it, has to end something first, or was this one before its database went away. */
const PASSING: ReadonlySet<string> = new Set(['DATABASE_UNREACHABLE', 'STORAGE_UNREACHABLE', 'CONFLICT']);
/** Waits between attempts; after the last the next sweep looks again. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;
const MOST_ATTEMPTS = 30;

/** @param report hears of failures; work that was cancelled or is somebody else's is none */
export function openBackground(atOnce: number, report: (error: AppError, name: string) => void): Background {
  const stopping = new AbortController();
  const waiting = new Map<string, (signal: AbortSignal) => Promise<unknown>>();
  const running = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();

  const next = (): void => {
    for (const [name, work] of waiting) {
      if (running.size >= atOnce) return;
      if (running.has(name)) continue;
      waiting.delete(name);
      running.set(name, run(name, work));
    }
  };
  const run = async (name: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    try {
      await work(stopping.signal);
      failures.delete(name);
    } catch (error) {
      const failure = toAppError(error);
      if (!stopping.signal.aborted && failure.code !== 'CANCELLED' && failure.code !== 'CONFLICT') report(failure, name);
      if (PASSING.has(failure.code)) again(name, work);
      else failures.delete(name);
    } finally {
      running.delete(name);
      next();
    }
  };
  const again = (name: string, work: (signal: AbortSignal) => Promise<unknown>): void => {
    const failed = failures.get(name) ?? 0;
    if (failed >= MOST_ATTEMPTS || stopping.signal.aborted) return void failures.delete(name);
    failures.set(name, failed + 1);
    setTimeout(() => { start(name, work); }, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failed)).unref();
  };
  const start = (name: string, work: (signal: AbortSignal) => Promise<unknown>): void => {
    if (stopping.signal.aborted || waiting.has(name)) return;
    waiting.set(name, work);
    next();
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.values());
  };
  return {
    start,
    idle,
    close: async () => {
      waiting.clear();
      stopping.abort();
      await idle();
    },
  };
}

/** At most so many at a time; the others wait in their order, and leave the queue when their signal aborts. */
export function turnstile(places: number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let free = places;
  const queue = new Set<() => void>();
  const enter = (signal: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    if (free > 0) {
      free -= 1;
      return void resolve();
    }
    const called = (): void => {
      signal.removeEventListener('abort', gone);
      queue.delete(called);
      resolve();
    };
    const gone = (): void => {
      queue.delete(called);
      reject(new AppError('CANCELLED', 'Cancelled.'));
    };
    signal.addEventListener('abort', gone, { once: true });
    queue.add(called);
  });
  return async (signal, work) => {
    if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    await enter(signal);
    try {
      return await work();
    } finally {
      const [first] = queue;
      if (first) first();
      else free += 1;
    }
  };
}
