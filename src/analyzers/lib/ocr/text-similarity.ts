/** How alike two readings are. */

/** Letters and digits only, without case: spacing and punctuation are the least certain part of a reading. */
export const bareText = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Fewest insertions, deletions and replacements that turn one text into the other (Levenshtein distance). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** 1 for the same letters, 0 for nothing in common. */
export function textSimilarity(a: string, b: string): number {
  const [p, q] = [bareText(a), bareText(b)];
  const longer = Math.max(p.length, q.length);
  return longer === 0 ? Number(a === b) : 1 - editDistance(p, q) / longer;
}
