/** Words in a shape in which what recognisers confuse is the same: case, accents, ß, O and 0, l, I and 1, S and 5. */

export interface Token {
  /** As it was read or heard. */
  raw: string;
  folded: string;
  from: number;
  to: number;
  /** The first of a clause: of the text, a line, or after punctuation. */
  opens: boolean;
}

const CONFUSED: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', l: 'i', '|': 'i', '!': 'i', '5': 's', $: 's', '8': 'b' };

/** ü, u and ue become the same, and so on; the phrases are folded alike, so that nothing is lost by it. */
export const folded = (word: string): string =>
  word.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}+/gu, '').replace(/([aou])e/g, '$1').replace(/[01l|!5$8]/g, (sign) => CONFUSED[sign] ?? sign).replace(/[^\p{L}\p{N}]+/gu, '');

/** Marks between words that end a clause; an apostrophe or hyphen within a word is part of it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: raw, index } of text.matchAll(/[\p{L}\p{N}\p{M}|$]+(?:['’!][\p{L}\p{N}]+)*/gu)) {
    const shape = folded(raw);
    if (shape === '') continue;
    tokens.push({ raw, folded: shape, from: index, to: index + raw.length, opens: tokens.length === 0 || /[^\s\p{L}\p{N}'’-]|\n|\s[-–]\s/u.test(text.slice(end, index)) });
    end = index + raw.length;
  }
  return tokens;
}

/** Whether two words differ by at most one letter put in, left out or changed (Levenshtein distance 1). */
export function nearlySame(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}
