/** Which shots of a medium are decided, and which of them are held. Knows nothing of pictures: only of times. */
import type { Run } from '@aima/contract';
import { HOLD_REASONS, type HoldReason } from './verdict.ts';

/** A stretch of the medium from `startMs` up to, not including, `endMs`. */
export interface Hold {
  startMs: number;
  endMs: number;
  reason: HoldReason;
}

export interface GateState {
  /** Everything before this is decided; Infinity at the end. */
  readonly decidedUntilMs: number;
  readonly holds: readonly Hold[];
}

/** Adds a hold; neighbours with the same reason become one. */
function withHold(holds: readonly Hold[], hold: Hold): Hold[] {
  const last = holds.at(-1);
  if (last?.reason === hold.reason && last.endMs >= hold.startMs) return [...holds.slice(0, -1), { ...last, endMs: Math.max(last.endMs, hold.endMs) }];
  return [...holds, hold];
}

export interface ShotLedger {
  state(): GateState;
  /** Start of the first shot that is not decided. */
  openFromMs(): number;
  /**
   * Ends the open shot. `seen`: how many pictures of it were looked at. One that nobody looked at shares the fate of
   * both neighbours: held with the one before, else decided with the one after.
   */
  close(endMs: number, seen: number, reason: HoldReason | undefined): void;
  /** Nothing more comes. */
  end(): void;
}

/** @param fromMs where the first shot begins: before 0 where it ran into this part of the film */
export function shotLedger(fromMs = 0): ShotLedger {
  let openFromMs = fromMs;
  let decidedUntilMs = 0;
  let holds: Hold[] = [];
  let before: HoldReason | undefined;
  return {
    state: () => ({ decidedUntilMs, holds }),
    openFromMs: () => openFromMs,
    close(endMs, seen, reason) {
      const verdict = seen > 0 ? reason : before;
      if (seen === 0 && verdict === undefined) return; // joins the next shot
      if (verdict !== undefined) holds = withHold(holds, { startMs: openFromMs, endMs, reason: verdict });
      before = verdict;
      openFromMs = endMs;
      decidedUntilMs = endMs;
    },
    end() {
      decidedUntilMs = Infinity;
    },
  };
}

/** True where something from `startMs` to `endMs` (both included) touches a held shot. */
export const isHeld = (holds: readonly Hold[], startMs: number, endMs: number): boolean =>
  holds.some((hold) => startMs < hold.endMs && endMs >= hold.startMs);

/** A stretch that a person released as 'not explicit'. */
export type Released = Pick<Hold, 'startMs' | 'endMs'>;

/** Released wholly; of a photo both have no length. */
export const isReleased = (released: readonly Released[], { startMs, endMs }: Pick<Hold, 'startMs' | 'endMs'>): boolean =>
  released.some((stretch) => stretch.startMs <= startMs && endMs <= stretch.endMs);

/** What runs were held for, each stretch once, in order of time. */
export function holdsOf(runs: readonly Pick<Run, 'held'>[]): Hold[] {
  const holds = new Map<string, Hold>();
  for (const { startMs, endMs, reason } of runs.flatMap(({ held = [] }) => held)) {
    holds.set(`${startMs}-${endMs}`, { startMs, endMs, reason: HOLD_REASONS.find((known) => known === reason) ?? 'age_unknown' });
  }
  return [...holds.values()].sort((a, b) => a.startMs - b.startMs);
}

/** Share of the medium that is not held, 0..1; of a photo all or nothing. */
export function shareLeft(holds: readonly Hold[], durationMs: number): number {
  if (holds.length === 0) return 1;
  if (durationMs <= 0) return 0;
  const held = holds.reduce((sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, durationMs) - Math.max(0, startMs)), 0);
  return Math.min(1, Math.max(0, 1 - held / durationMs));
}
