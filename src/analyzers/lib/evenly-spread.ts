/** A few of many, for findings that rest on more observations than anybody reads. */

/** Ids that a finding names at most. */
export const MOST_NAMED = 48;

/** At most `most` of the items, evenly spread; the first and the last are among them. */
export function evenlySpread<T>(items: readonly T[], most = MOST_NAMED): T[] {
  if (items.length <= most) return [...items];
  if (most <= 1) return items.slice(0, Math.max(0, most));
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]).filter((item) => item !== undefined);
}
