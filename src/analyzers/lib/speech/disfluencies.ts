/**
 * Fillers, repetitions and restarts in written speech, after the classes of Shriberg (1994), Preliminaries to a Theory of
 * Speech Disfluencies. Recognisers leave many of them out, so what is found is a lower bound.
 */
import { wordsOf } from './passages.ts';

export interface Disfluency {
  kind: 'filler' | 'discourse_marker' | 'repetition' | 'restart';
  /** As written. */
  words: string;
}

/** Hesitation sounds mean nothing else in their language. German „um“ and „er“ are words, English "um" and "er" are not. */
const FILLERS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(['um', 'umm', 'uh', 'uhh', 'uhm', 'er', 'erm', 'eh', 'hm', 'hmm', 'mm', 'mhm', 'uh-huh']),
  de: new Set(['äh', 'ähh', 'ähm', 'ähem', 'öh', 'öhm', 'eh', 'ehm', 'hm', 'hmm', 'mh', 'mhm', 'tja']),
};

/** Mostly ordinary words: they fill where commas set them off. */
const MARKERS: Readonly<Record<string, readonly string[]>> = {
  en: ['you know', 'i mean', 'like', 'basically', 'actually', 'literally', 'kind of', 'sort of', 'you see', 'well'],
  de: ['sozusagen', 'quasi', 'also', 'halt', 'irgendwie', 'weißt du', 'wissen sie', 'ich sag mal', 'ich meine', 'na ja', 'naja', 'im grunde'],
};

/** Said twice on purpose, or by grammar. */
const DOUBLED: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(['very', 'no', 'yes', 'yeah', 'so', 'really', 'that', 'had', 'bye', 'ha', 'go', 'many', 'much', 'long', 'never', 'more', 'knock', 'wait', 'okay', 'please', 'now', 'well', 'there', 'blah', 'come']),
  de: new Set(['sehr', 'nein', 'nee', 'ja', 'so', 'ganz', 'die', 'der', 'das', 'den', 'viel', 'immer', 'nie', 'ha', 'tschüss', 'los', 'bitte', 'komm', 'schnell', 'nach', 'mehr', 'doch', 'sie', 'bla', 'gut', 'okay', 'hallo', 'wie']),
};

/** Of two words and more a phrase is said again by accident only where it is this short. */
const LONGEST_REPEATED = 3;

const CUT_OFF = /[\p{L}]+(?:--?|—|–)(?=\s|$)/gu;

function repetitions(text: string, language: string): Disfluency[] {
  const found: Disfluency[] = [];
  // A sentence or clause that begins as the last one ended repeats nothing.
  for (const clause of text.split(/[.!?…;:]+/u)) {
    const words = wordsOf(clause).filter((word) => !FILLERS[language]?.has(word.toLowerCase()));
    const lower = words.map((word) => word.toLowerCase());
    for (let i = 0; i < lower.length; i++) {
      for (let length = LONGEST_REPEATED; length >= 1; length--) {
        const first = lower.slice(i, i + length);
        const again = lower.slice(i + length, i + 2 * length);
        if (again.length < length || first.join(' ') !== again.join(' ')) continue;
        // Digits are read out one by one.
        if (first.some((word) => /^\d+$/.test(word)) || first.every((word) => DOUBLED[language]?.has(word))) continue;
        found.push({ kind: 'repetition', words: words.slice(i, i + 2 * length).join(' ') });
        i += 2 * length - 1;
        break;
      }
    }
  }
  return found;
}

function markers(text: string, language: string): Disfluency[] {
  const clauses = text.split(/([,;–—])|(?<=[.!?])\s/u).filter((part) => part !== undefined);
  return clauses.flatMap((part, i) => {
    const setOff = clauses[i + 1] === ',' && i + 2 < clauses.length;
    return setOff && MARKERS[language]?.includes(wordsOf(part).join(' ').toLowerCase()) ? [{ kind: 'discourse_marker', words: part.trim() } as const] : [];
  });
}

/** Nothing is found in languages other than English and German. */
export function disfluenciesOf(text: string, language: string): Disfluency[] {
  if (!FILLERS[language]) return [];
  return [
    ...wordsOf(text).filter((word) => FILLERS[language]?.has(word.toLowerCase())).map((words) => ({ kind: 'filler', words }) as const),
    ...markers(text, language),
    ...repetitions(text, language),
    ...(text.match(CUT_OFF) ?? []).map((words) => ({ kind: 'restart', words }) as const),
  ];
}
