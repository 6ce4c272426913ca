/** How near a deletion is. Pure. */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `soon`: within a day · `days`: within a week. */
export type Nearness = 'due' | 'soon' | 'days' | 'later';

export const nearnessOf = (remainingMs: number): Nearness => (remainingMs <= 0 ? 'due' : remainingMs < DAY_MS ? 'soon' : remainingMs < 7 * DAY_MS ? 'days' : 'later');

/** How often a countdown has to look at the clock, in milliseconds: each second only where seconds are shown. */
export const tickOf = (soonestMs: number): number => (soonestMs < 2 * HOUR_MS ? 1_000 : 30_000);

/** What of it is worth saying: days alone where there are days, so that the words do not flicker. */
export function rounded(remainingMs: number): number {
  const left = Math.max(0, remainingMs);
  const step = left >= 7 * DAY_MS ? DAY_MS : left >= DAY_MS ? HOUR_MS : left >= HOUR_MS ? 60_000 : 1_000;
  return Math.ceil(left / step) * step;
}
