/** How long things take: a usual range, and with some chance a far longer one. */
import type { Random } from './random.ts';

export interface Delay {
  minMs: number;
  maxMs: number;
  /** With this chance it takes from `maxMs` up to that long instead. */
  tail?: { chance: number; maxMs: number };
}

export const seconds = (min: number, max: number, tail?: { chance: number; maxSeconds: number }): Delay => ({
  minMs: min * 1_000,
  maxMs: max * 1_000,
  ...(tail && { tail: { chance: tail.chance, maxMs: tail.maxSeconds * 1_000 } }),
});

export const never: Delay = { minMs: 0, maxMs: 0 };

/** Whole milliseconds. The same number of draws every time, so that one setting does not shift what comes after it. */
export function sampleMs(random: Random, delay: Delay): number {
  const [luck, part] = [random.next(), random.next()];
  const [from, to] = delay.tail && luck < delay.tail.chance ? [delay.maxMs, delay.tail.maxMs] : [delay.minMs, delay.maxMs];
  return Math.round(from + part * (to - from));
}
