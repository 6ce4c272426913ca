/** Real time for a running emulator: it can go faster, and jump. */
import { setTimeout as realSleep } from 'node:timers/promises';
import type { Clock } from '../../../src/kernel/clock.ts';

export interface AdjustableClock extends Clock {
  /** Jumps ahead; whoever would have slept until then wakes. */
  advance(ms: number): void;
}

/** @param speed seconds that pass in one real second */
export function adjustableClock(speed = 1): AdjustableClock {
  const realStartMs = Date.now();
  let jumpedMs = 0;
  let jumped = new AbortController();
  const now = (): number => realStartMs + (Date.now() - realStartMs) * speed + jumpedMs;
  return {
    now,
    async sleep(ms, signal) {
      const untilMs = now() + ms;
      while (now() < untilMs && signal?.aborted !== true) {
        const wake = signal ? AbortSignal.any([signal, jumped.signal]) : jumped.signal;
        await realSleep(Math.min(Math.ceil((untilMs - now()) / speed), 2 ** 31 - 1), undefined, { signal: wake }).catch(() => undefined);
      }
    },
    advance(ms) {
      jumpedMs += ms;
      const before = jumped;
      jumped = new AbortController();
      before.abort();
    },
  };
}
