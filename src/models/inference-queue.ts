/**
 * One call at a time over all models: each call already uses every thread it was given, so two at once
 * would only take turns on the same cores. Lanes (models) are served in turn, so that a model with a long
 * backlog delays another by one call, not by its backlog.
 */
import { AppError } from '../kernel/app-error.ts';
import { type WorkMeter, workMeter } from '../kernel/work-meter.ts';

export interface InferenceQueue {
  /** Runs `work` when it is this lane's turn. @throws AppError CANCELLED if closed before its turn */
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
  /** Time spent inside calls so far, waiting excluded. */
  busySeconds(): number;
  /** Refuses new and waiting calls; resolves when the running one has ended. */
  close(): Promise<void>;
}

interface Waiting {
  start(): Promise<void>;
  refuse(error: AppError): void;
}

export function createInferenceQueue(now: () => number = () => performance.now()): InferenceQueue {
  /** Insertion order is the order of turns: a lane goes to the end after each call. */
  const lanes = new Map<string, Waiting[]>();
  let running: Promise<void> | undefined;
  let busyMs = 0;
  let closed = false;

  function next(): void {
    const [first] = lanes;
    if (first === undefined) {
      running = undefined;
      return;
    }
    const [lane, waiting] = first;
    const call = waiting.shift();
    lanes.delete(lane);
    if (waiting.length > 0) lanes.set(lane, waiting);
    running = call?.start().then(next);
  }

  const call = <T>(work: () => Promise<T>, resolve: (value: T) => void, reject: (reason: unknown) => void, meter: WorkMeter | undefined, since = now()): Waiting => ({
    async start() {
      const from = now();
      if (meter) meter.waitedMs += from - since;
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
      } finally {
        busyMs += now() - from;
        if (meter) meter.workedMs += now() - from;
      }
    },
    refuse: reject,
  });

  return {
    run: (lane, work) => new Promise((resolve, reject) => {
      if (closed) {
        reject(new AppError('CANCELLED', 'The models were closed.'));
        return;
      }
      const waiting = lanes.get(lane) ?? [];
      waiting.push(call(work, resolve, reject, workMeter.getStore()));
      lanes.set(lane, waiting);
      if (running === undefined) next();
    }),
    busySeconds: () => busyMs / 1000,
    async close() {
      closed = true;
      for (const waiting of lanes.values()) for (const each of waiting) each.refuse(new AppError('CANCELLED', 'The models were closed.'));
      lanes.clear();
      await running;
    },
  };
}
