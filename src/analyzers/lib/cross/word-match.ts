/** Words on screen and words spoken: how many of the one are found, in order, in the other; and which language words are of. */
import { nearlySame, tokensOf } from '../calls/folded.ts';

/** Shorter words must be the same; longer ones may differ by a letter, which is what text recognition gets wrong. */
const FORGIVING_FROM = 6;
/** Bounds the table of the comparison; a block of text holds some ten words, a few seconds of speech some thirty. */
const MOST_WORDS = 300;

const folded = (text: string): string[] => tokensOf(text).slice(0, MOST_WORDS).map((token) => token.folded);

const sameWord = (a: string, b: string): boolean => a === b || (Math.min(a.length, b.length) >= FORGIVING_FROM && nearlySame(a, b));

/** Words of `written` that are found in `said` in the same order (longest common subsequence), and how many there are. */
export function wordsInOrder(written: string, said: string): { matched: number; words: number } {
  const [a, b] = [folded(written), folded(said)];
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (const [j, other] of b.entries()) next.push(sameWord(word, other) ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    row = next;
  }
  return { matched: row.at(-1) ?? 0, words: a.length };
}

const PLURALS = ['', 's', 'es', 'n', 'en', 'e', 'er'] as const;

/** True where the words are said one after the other; the last may stand in the plural. */
export function names(text: string, name: string): boolean {
  const [said, wanted] = [folded(text), folded(name)];
  const last = wanted.length - 1;
  return wanted.length > 0 && said.some((_, from) => wanted.every((word, i) => (i === last ? PLURALS : ['']).some((ending) => said[from + i] === word + ending)));
}

/** Function words that only one of the two languages has. */
const FUNCTION_WORDS = {
  en: new Set(['the', 'and', 'you', 'your', 'with', 'this', 'that', 'of', 'to', 'is', 'are', 'for', 'we', 'my', 'have', 'it', 'not', 'from', 'what', 'when', 'can', 'do', 'by', 'or', 'our', 'if', 'they', 'be', 'how', 'out']),
  de: new Set(['der', 'die', 'das', 'und', 'ist', 'nicht', 'ein', 'eine', 'einen', 'mit', 'auf', 'für', 'ich', 'du', 'wir', 'ihr', 'euch', 'dein', 'deine', 'mein', 'zu', 'von', 'den', 'dem', 'auch', 'wie', 'bei', 'aus', 'wenn', 'oder', 'sind', 'mehr', 'fur', 'jetzt']),
} as const;
const LEAST_HITS = 3;

/** Language of a text, English or German, by its function words; nothing where there are too few or they do not agree. */
export function languageOf(text: string): 'en' | 'de' | undefined {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const [en, de] = (['en', 'de'] as const).map((language) => words.filter((word) => FUNCTION_WORDS[language].has(word)).length);
  if (en === undefined || de === undefined) return undefined;
  if (en >= LEAST_HITS && en >= 4 * de) return 'en';
  return de >= LEAST_HITS && de >= 4 * en ? 'de' : undefined;
}
