/**
 * What happens inside an emulator by itself, in the order of its time. Nothing runs by timers: whoever looks lets happen what was
 * due until now (`settle`), each event at its own moment. So the clock's sleepers are only those of the client, and the ledger is
 * exact however seldom anybody looks.
 */
import type { Clock } from '../../../src/kernel/clock.ts';

export interface ScheduledEvent {
  readonly atMs: number;
  cancel(): void;
}

export interface Timeline {
  /** Of the event that happens at this moment; else the clock's. */
  now(): number;
  after(ms: number, happen: () => void): ScheduledEvent;
  at(timeMs: number, happen: () => void): ScheduledEvent;
  /** Lets happen what is due. Within an event it does nothing. */
  settle(): void;
  /** When the next event is due; undefined where there is none. */
  nextMs(): number | undefined;
}

interface PlannedEvent extends ScheduledEvent {
  cancelled: boolean;
  happen: () => void;
}

export function createTimeline(clock: Clock): Timeline {
  /** The latest first, so that the next one is taken from the end. */
  const planned: PlannedEvent[] = [];
  let eventMs: number | undefined;

  const now = (): number => eventMs ?? clock.now();
  const dropCancelled = (): void => { while (planned.at(-1)?.cancelled) planned.pop(); };

  const timeline: Timeline = {
    now,
    after: (ms, happen) => timeline.at(now() + ms, happen),
    at(timeMs, happen) {
      const event: PlannedEvent = { atMs: Math.max(timeMs, now()), cancelled: false, happen, cancel: () => { event.cancelled = true; } };
      let i = planned.length;
      while (i > 0) {
        const other = planned[i - 1];
        if (other === undefined || other.atMs > event.atMs) break;
        i -= 1;
      }
      planned.splice(i, 0, event);
      return event;
    },
    settle() {
      if (eventMs !== undefined) return;
      const untilMs = clock.now();
      try {
        for (dropCancelled(); ; dropCancelled()) {
          const event = planned.at(-1);
          if (event === undefined || event.atMs > untilMs) return;
          planned.pop();
          eventMs = event.atMs;
          event.happen();
        }
      } finally {
        eventMs = undefined;
      }
    },
    nextMs: () => {
      dropCancelled();
      return planned.at(-1)?.atMs;
    },
  };
  return timeline;
}
