/** The life of one run: how it stands, how long it worked, and calls that end it when they fail, hang or are cancelled. */
import type { RunStatus } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { countWaitsBy } from '@aima/sdk';
import { workMeter } from '../kernel/work-meter.ts';

/** How long one call into an analyzer may go without a sign of life before it counts as hung. */
const CALL_LIMIT_MS = 180_000;

// What one analyzer waits for while another computes it for both is that other one's work.
countWaitsBy((promise) => {
  const meter = workMeter.getStore();
  if (!meter) return;
  const from = performance.now();
  const end = (): void => { meter.waitedMs += performance.now() - from; };
  promise.then(end, end);
});

/** How a run stands; once ended it stays as it ended. */
export interface Outcome {
  status: RunStatus;
  reason?: string | undefined;
  message?: string | undefined;
}

export function failureOf(error: unknown): Outcome {
  const { code, message } = toAppError(error);
  if (code === 'CANCELLED') return { status: 'cancelled', reason: code, message };
  return { status: 'failed', reason: code === 'INTERNAL' ? 'ANALYZER_FAILED' : code, message };
}

interface Stopwatch {
  /** Time in the analyzer's own code and its models, waiting for a model's turn left out. */
  seconds(): number;
  measure<T>(what: () => Promise<T> | T): Promise<T> | T;
}

function stopwatch(): Stopwatch {
  const meter = { waitedMs: 0, workedMs: 0 };
  let inCallsMs = 0;
  return {
    // Model calls made side by side wait side by side; what the models worked is then the floor.
    seconds: () => Math.max(meter.workedMs, inCallsMs - meter.waitedMs) / 1000,
    measure(what) {
      const from = performance.now();
      const end = (): void => { inCallsMs += performance.now() - from; };
      let waits = false;
      try {
        const result = workMeter.run(meter, what);
        if (!(result instanceof Promise)) return result;
        waits = true;
        return result.finally(end);
      } finally {
        // What answers at once is over now; a turn of the event loop later others have worked too.
        if (!waits) end();
      }
    },
  };
}

/** Gives up on a call that hangs or that is cancelled, so that one analyzer never holds the others. */
function limited<T>(call: Promise<T>, name: string, signal: AbortSignal, timers: Set<NodeJS.Timeout>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new AppError('ANALYZER_TIMEOUT', `${name} did not answer for ${CALL_LIMIT_MS / 1000} s.`)); }, CALL_LIMIT_MS);
    timers.add(timer);
    const abort = (): void => { reject(new AppError('CANCELLED', 'Cancelled.')); };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void call.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      timers.delete(timer);
      signal.removeEventListener('abort', abort);
    });
  });
}

export interface RunLife {
  outcome(): Outcome;
  /** False once it has ended, in whatever way. */
  active(): boolean;
  begin(): void;
  /** The first end counts. */
  end(to: Outcome): void;
  /** Does nothing once the run has ended; what it throws ends the run. */
  call<T>(what: () => Promise<T> | T): Promise<T | undefined>;
  seconds(): number;
  /** A sign of life: what is being waited for gets its time anew. */
  alive(): void;
}

export function runLife(name: string, signal: AbortSignal): RunLife {
  const watch = stopwatch();
  const timers = new Set<NodeJS.Timeout>();
  let outcome: Outcome = { status: 'waiting' };
  const active = (): boolean => outcome.status === 'waiting' || outcome.status === 'running';
  const end = (to: Outcome): void => { if (active()) outcome = to; };
  return {
    outcome: () => outcome,
    active,
    begin: () => { outcome = { status: 'running' }; },
    end,
    alive: () => { for (const timer of timers) timer.refresh(); },
    seconds: () => Math.round(watch.seconds() * 1000) / 1000,
    async call(what) {
      if (!active()) return undefined;
      try {
        return await limited(Promise.resolve().then(() => watch.measure(what)), name, signal, timers);
      } catch (error) {
        end(failureOf(error));
        return undefined;
      }
    },
  };
}
