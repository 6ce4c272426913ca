/**
 * Keeps an account within what its provider allows, as far as that was told. Ending machines comes before making them, and both
 * before reading: reads leave a fifth of every window, launches a tenth, and ending is held back by nothing but a refusal.
 */
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { RateWindow } from './rate-signals.ts';

export type CallKind = 'terminate' | 'launch' | 'read';

/** Calls of one endpoint that must keep an interval between each other (Vast.ai). */
export interface Pace {
  group: string;
  intervalMs: number;
}

export interface RateLimiter {
  /**
   * Resolves when the call may be made.
   * @throws AppError CANCELLED; PROVIDER_UNREACHABLE with `retryAfterMs` where that would take longer than a minute
   */
  take(kind: CallKind, pace?: Pace, signal?: AbortSignal): Promise<void>;
  /** What an answer said of the account's windows. */
  learn(windows: readonly RateWindow[]): void;
  /** The provider refused for so long; with a pace only that endpoint. `intervalMs`: the interval that it named. */
  refused(waitMs: number, pace?: Pace, intervalMs?: number): void;
}

const ORDER: Readonly<Record<CallKind, number>> = { terminate: 0, launch: 1, read: 2 };
/** Part of a window that is left to calls that matter more. */
const RESERVE: Readonly<Record<CallKind, number>> = { terminate: 0, launch: 0.1, read: 0.2 };
const LONGEST_WAIT_MS = 60_000;
/** A machine that runs on costs more than a refusal: whatever was named, ending is tried again after so long. */
const TERMINATE_PATIENCE_MS = 10_000;

interface Held {
  until: number;
  since: number;
}

interface Waiter {
  kind: CallKind;
  pace: Pace | undefined;
  grant(): void;
}

interface Window {
  left: number;
  resetAt: number;
  quota: number;
  windowMs: number;
}

/** What is known of the account, without any waiting. */
function rateBudget() {
  const windows = new Map<string, Window>();
  const intervals = new Map<string, number>();
  const lastAt = new Map<string, number>();
  const held = new Map<string, Held>();

  const heldUntil = (kind: CallKind, name: string): number => {
    const hold = held.get(name);
    if (!hold) return 0;
    return kind === 'terminate' ? Math.min(hold.until, hold.since + TERMINATE_PATIENCE_MS) : hold.until;
  };

  /** The moment from which the call may be made. */
  function readyAt(kind: CallKind, pace: Pace | undefined, now: number): number {
    let at = heldUntil(kind, '');
    if (pace) {
      const last = lastAt.get(pace.group);
      at = Math.max(at, heldUntil(kind, pace.group), last === undefined ? 0 : last + Math.max(pace.intervalMs, intervals.get(pace.group) ?? 0));
    }
    if (kind === 'terminate') return at;
    for (const window of windows.values()) {
      if (window.resetAt > now && window.left <= window.quota * RESERVE[kind]) at = Math.max(at, window.resetAt);
    }
    return at;
  }

  function book(pace: Pace | undefined, now: number): void {
    if (pace) lastAt.set(pace.group, now);
    for (const window of windows.values()) {
      if (window.resetAt <= now) {
        window.left = window.quota;
        window.resetAt = now + window.windowMs;
      }
      window.left -= 1;
    }
  }

  return {
    readyAt,
    book,
    learn(told: readonly RateWindow[], now: number): void {
      for (const { name, left, resetMs, quota, windowMs } of told) {
        const known = windows.get(name);
        windows.set(name, { left, resetAt: now + resetMs, quota: quota ?? known?.quota ?? left, windowMs: windowMs ?? known?.windowMs ?? resetMs });
      }
    },
    refused(waitMs: number, now: number, pace?: Pace, intervalMs?: number): void {
      if (pace && intervalMs !== undefined) intervals.set(pace.group, Math.max(intervalMs, intervals.get(pace.group) ?? 0));
      held.set(pace?.group ?? '', { until: now + waitMs, since: now });
    },
  };
}

export function rateLimiter(clock: Clock): RateLimiter {
  const budget = rateBudget();
  let waiting: Waiter[] = [];
  let wake: AbortController | undefined;

  function pump(): void {
    wake?.abort();
    wake = undefined;
    const now = clock.now();
    let next = Infinity;
    for (const waiter of waiting.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])) {
      const at = budget.readyAt(waiter.kind, waiter.pace, now);
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      waiting = waiting.filter((other) => other !== waiter);
      budget.book(waiter.pace, now);
      waiter.grant();
    }
    if (next === Infinity) return;
    const own = new AbortController();
    wake = own;
    void clock.sleep(next - now, own.signal).then(() => { if (!own.signal.aborted) pump(); });
  }

  return {
    async take(kind, pace, signal) {
      if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      const now = clock.now();
      const waitMs = budget.readyAt(kind, pace, now) - now;
      if (waitMs > LONGEST_WAIT_MS) throw new AppError('PROVIDER_UNREACHABLE', `The provider allows no further request for ${Math.ceil(waitMs / 1000)} s.`, { retryAfterMs: waitMs });
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          waiting = waiting.filter((other) => other !== waiter);
          reject(new AppError('CANCELLED', 'Cancelled.'));
        };
        const waiter: Waiter = { kind, pace, grant() { signal?.removeEventListener('abort', leave); resolve(); } };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(waiter);
        pump();
      });
    },
    learn: (windows) => { budget.learn(windows, clock.now()); },
    refused: (waitMs, pace, intervalMs) => { budget.refused(waitMs, clock.now(), pace, intervalMs); },
  };
}
