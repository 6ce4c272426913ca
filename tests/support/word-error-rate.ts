/** Word error rate: edits (insert, delete, replace) per word of the truth, case and punctuation aside. */
const words = (text: string): string[] => text.toLowerCase().replace(/[^\p{L}\p{N}' ]+/gu, ' ').split(/\s+/).filter((word) => word !== '');

export function wordErrorRate(truth: string, said: string): number {
  const wanted = words(truth);
  const got = words(said);
  let row = got.map((_, i) => i + 1);
  row.unshift(0);
  for (const [i, word] of wanted.entries()) {
    const next = [i + 1];
    for (const [j, other] of got.entries()) {
      next.push(Math.min((row[j] ?? 0) + (word === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return wanted.length === 0 ? 0 : (row.at(-1) ?? 0) / wanted.length;
}
