/** Which row belongs to a moment, and whether a list runs along with the film. Pure. */

export interface Timed { readonly startMs: number; readonly endMs: number }

/**
 * Row of this moment in rows sorted by their begin: the last that has begun; -1 before the first. O(log n).
 */
export function rowAt(rows: readonly Timed[], ms: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.startMs ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** True while the moment is in the row, and not only after it; a moment of its own lasts until `graceMs` later. */
export const holds = ({ startMs, endMs }: Timed, ms: number, graceMs = 250): boolean => ms >= startMs && ms < Math.max(endMs, startMs + graceMs);

/** Someone who scrolls wants to read elsewhere: the list stands still until it is told to follow again. */
export type FollowEvent = 'user_scrolled' | 'follow' | 'row_chosen' | 'searched';

export function nextFollowing(following: boolean, event: FollowEvent): boolean {
  if (event === 'user_scrolled' || event === 'searched') return false;
  return event === 'follow' ? true : following;
}
