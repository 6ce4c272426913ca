/**
 * Time that stands still while anything can run and then jumps to the next sleeper: hours pass in milliseconds, and the same
 * program sleeps and wakes in the same order in every run.
 *
 * Whoever awaits work of another kind (a file, a socket, a thread) lets the time stand still by `hold`.
 */
import type { Clock } from '../../src/kernel/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass until the work is done. @throws Error where it waits for something that no time brings */
  run<T>(work: Promise<T> | (() => Promise<T>)): Promise<T>;
  /** Lets so much time pass, waking everybody who sleeps no longer than that. */
  advance(ms: number): Promise<void>;
  /** Time stands still until the work, which takes real time, is done. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** How many sleep now. */
  readonly sleepers: number;
}

interface Sleeper {
  atMs: number;
  order: number;
  wake: () => void;
  awake: boolean;
}

/** Turns of the event loop in which nobody touches the clock before time jumps: promises and ticks need one, chained immediates two. */
const QUIET_TURNS = 2;
/** So long nobody may be asleep, in turns, while work is unfinished. */
const DEADLOCK_TURNS = 2_000;

const before = (a: Sleeper, b: Sleeper): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap: the earliest first, those of one moment in the order in which they lay down. */
function sleepersByTime() {
  const heap: Sleeper[] = [];
  const at = (i: number): Sleeper => heap[i] as Sleeper; // every caller stays below the length
  const swap = (i: number, j: number): void => { const kept = at(i); heap[i] = at(j); heap[j] = kept; };
  return {
    push(sleeper: Sleeper): void {
      heap.push(sleeper);
      for (let i = heap.length - 1; i > 0;) {
        const parent = (i - 1) >> 1;
        if (!before(at(i), at(parent))) break;
        swap(i, parent);
        i = parent;
      }
    },
    peek: (): Sleeper | undefined => heap[0],
    pop(): void {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      for (let i = 0; ;) {
        let first = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && before(at(child), at(first))) first = child;
        if (first === i) break;
        swap(i, first);
        i = first;
      }
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** @param startMs milliseconds since 1970 */
export function virtualClock(startMs = Date.UTC(2026, 10, 21, 2)): VirtualClock {
  const sleepers = sleepersByTime();
  let nowMs = startMs;
  let order = 0;
  let asleep = 0;
  let touches = 0;
  let held = 0;

  const awaken = (sleeper: Sleeper): void => {
    if (sleeper.awake) return;
    sleeper.awake = true;
    asleep -= 1;
    sleeper.wake();
  };

  /** Until whatever can run has run. */
  const drain = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS || held > 0;) {
      const seen = touches;
      await turn();
      quiet = seen === touches ? quiet + 1 : 0;
    }
  };

  const next = (): Sleeper | undefined => {
    while (sleepers.peek()?.awake) sleepers.pop();
    return sleepers.peek();
  };

  /** @returns whether somebody was woken */
  const jump = (limitMs: number): boolean => {
    const first = next();
    if (first === undefined || first.atMs > limitMs) return false;
    nowMs = Math.max(nowMs, first.atMs);
    // Those of one moment wake together, in order; what they do then interleaves the same way each time.
    for (let due = next(); due !== undefined && due.atMs <= nowMs; due = next()) {
      sleepers.pop();
      awaken(due);
    }
    return true;
  };

  const clock: VirtualClock = {
    now: () => {
      touches += 1;
      return nowMs;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        touches += 1;
        if (signal?.aborted) { resolve(); return; }
        const sleeper: Sleeper = { atMs: nowMs + Math.max(0, ms), order: order += 1, awake: false, wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        } };
        const abort = (): void => { touches += 1; awaken(sleeper); };
        signal?.addEventListener('abort', abort, { once: true });
        asleep += 1;
        sleepers.push(sleeper);
      }),
    async run(work) {
      let settled = false;
      const running = (typeof work === 'function' ? work() : work).finally(() => { settled = true; });
      // Whoever awaits the result below hears of a failure; until then it is not unhandled.
      running.catch(() => undefined);
      for (let idle = 0; ;) {
        await drain();
        if (settled) return running;
        if (jump(Number.POSITIVE_INFINITY)) { idle = 0; continue; }
        idle += 1;
        if (idle > DEADLOCK_TURNS) throw new Error('Nobody sleeps and the work is not done: it waits for something that no time brings.');
      }
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await drain();
      while (jump(untilMs)) await drain();
      nowMs = untilMs;
      touches += 1;
      await drain();
    },
    async hold(work) {
      held += 1;
      try {
        return await work;
      } finally {
        held -= 1;
        touches += 1;
      }
    },
    get sleepers() { return asleep; },
  };
  return clock;
}
