/** Calls to action in a text, by a table of phrases. */
import { type CallKind, type PhraseRow, phraseRows } from './call-phrases.ts';
import { folded, nearlySame, type Token, tokensOf } from './folded.ts';

export interface Call {
  kind: CallKind;
  language: 'en' | 'de';
  /** As it was said or written, and where in the text. */
  words: string;
  from: number;
  to: number;
  /** How surely such words are a call, if they are read rightly. */
  strength: number;
}

interface Phrase {
  kind: CallKind;
  language: 'en' | 'de';
  at: PhraseRow['at'];
  /** Folded, without spaces: recognisers join and divide words. */
  compact: string;
}

/** All readings of a phrase with alternatives. */
function readings(phrase: string): string[] {
  const found = /\[([^\]]*)\]/.exec(phrase);
  if (!found) return [phrase];
  return (found[1] ?? '').split('|').flatMap((choice) => readings(phrase.slice(0, found.index) + choice + phrase.slice(found.index + found[0].length)));
}

/** By their first two letters: most words begin no phrase. */
const known = new Map<string, Phrase[]>();
for (const { kind, language, at, phrases } of phraseRows) {
  for (const reading of new Set(phrases.flatMap(readings))) {
    const compact = reading.split(/\s+/).map(folded).join('');
    known.set(compact.slice(0, 2), [...known.get(compact.slice(0, 2)) ?? [], { kind, language, at, compact }]);
  }
}

/** Read from pictures, a long phrase may have one wrong letter. */
const LEAST_FUZZY_LETTERS = 10;
const STRENGTH: Readonly<Record<PhraseRow['at'], number>> = { anywhere: 0.95, start: 0.8, alone: 0.7 };
const FUZZY = 0.8;
const QUESTION = 0.6;
const OPENERS: ReadonlySet<string> = new Set(['and', 'or', 'so', 'please', 'just', 'now', 'also', 'then', 'guys', 'but', 'go', 'und', 'oder', 'bitte', 'also', 'jetzt', 'dann', 'einfach', 'leute', 'aber'].map(folded));
/** "forget to follow", "sure to follow", „vergesst nicht, mir zu folgen“: a call; "want to follow": none. */
const BEFORE_TO: ReadonlySet<string> = new Set(['forget', 'sure', 'remember'].map(folded));
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'when', 'wenn', 'falls'].map(folded));
const SUBJECTS: ReadonlySet<string> = new Set(['i', 'you', 'we', 'they', 'he', 'she', 'it', 'who', 'that', 'people', 'to', 'can', 'will', 'would', 'did', 'do', 'dont', 'not', 'never', 'always', 'also', 'he', 'ich', 'du', 'wir', 'ihr', 'er', 'sie', 'es', 'man', 'wer', 'das', 'nicht', 'der', 'die'].map(folded));

/** Whether an order may begin here. */
function begins(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  const before = tokens[i - 1];
  if (!token || !before || token.opens || OPENERS.has(before.folded)) return true;
  if (before.folded === 'to') return BEFORE_TO.has(tokens[i - 2]?.folded ?? '');
  // "If you like this video follow me": the clause of the condition has ended, though no comma says so.
  let first = i - 1;
  while (first > 0 && !tokens[first]?.opens) first -= 1;
  return CONDITIONS.has(tokens[first]?.folded ?? '') && i - first > 3 && !SUBJECTS.has(before.folded);
}

/** The last token of the phrase that begins at token `i`, or nothing. */
function ends(tokens: readonly Token[], i: number, compact: string, fuzzy: boolean): { last: number; exact: boolean } | undefined {
  let joined = '';
  const slack = fuzzy && compact.length >= LEAST_FUZZY_LETTERS ? 1 : 0;
  for (let last = i; last < tokens.length && joined.length < compact.length + slack; last++) {
    joined += tokens[last]?.folded ?? '';
    if (joined === compact) return { last, exact: true };
    if (slack > 0 && joined.length >= compact.length - 1 && joined.length <= compact.length + 1 && nearlySame(joined, compact)) return { last, exact: false };
  }
  return undefined;
}

/** @param written read from a picture: letters may be wrong, and words may stand alone as on a button */
export function findCalls(text: string, { written }: { written: boolean }): Call[] {
  const tokens = tokensOf(text);
  const found: Call[] = [];
  for (const [i, token] of tokens.entries()) {
    const near = token.folded.length > 1 ? token.folded.slice(0, 2) : token.folded + (tokens[i + 1]?.folded[0] ?? '');
    for (const { kind, language, at, compact } of known.get(near) ?? []) {
      if (at === 'alone' && !written) continue;
      const end = ends(tokens, i, compact, written);
      const [first, last] = [tokens[i], end && tokens[end.last]];
      if (!end || !first || !last) continue;
      if (at === 'alone' && (i > 0 || end.last < tokens.length - 1)) continue;
      if (at === 'start' && !begins(tokens, i)) continue;
      const asked = kind === 'question' ? (/^[^.!\n]*\?/u.test(text.slice(last.to)) ? 1 : QUESTION) : 1;
      found.push({ kind, language, words: text.slice(first.from, last.to), from: first.from, to: last.to, strength: STRENGTH[at] * asked * (end.exact ? 1 : FUZZY) });
    }
  }
  return longest(found);
}

/** Of calls of one kind that share words, the longest; in the order of the text. */
function longest(found: readonly Call[]): Call[] {
  const kept: Call[] = [];
  for (const call of found.toSorted((a, b) => (b.to - b.from) - (a.to - a.from) || b.strength - a.strength)) {
    if (!kept.some((other) => other.kind === call.kind && other.from < call.to && call.from < other.to)) kept.push(call);
  }
  return kept.sort((a, b) => a.from - b.from || a.kind.localeCompare(b.kind));
}
