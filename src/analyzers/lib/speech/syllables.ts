/**
 * Syllables of a written word, counted by its vowels. Spelling is not sound: of English words about one in ten is off by
 * one, which over a passage mostly evens out.
 */

const ENGLISH_SILENT_E = /(?:[^aeiouyl]|[aeiouy]l|[^c]ll)es?$|[^aeioutd]ed$/;
/** Endings whose e is spoken although it looks silent. */
const ENGLISH_SPOKEN_ES = /(?:[sxz]|ch|sh|c|g)es$/;
/** Two vowels side by side that are two syllables. */
const ENGLISH_APART = /i(?:a(?!n$|l$|ge)|o(?!n|us)|um)|eo(?!ple)|[aeou]ing|ua(?!r)/g;

function english(word: string): number {
  const groups = word.match(/[aeiouy]+/g)?.length ?? 0;
  const apart = word.match(ENGLISH_APART)?.length ?? 0;
  const silent = groups > 1 && ENGLISH_SILENT_E.test(word) && !ENGLISH_SPOKEN_ES.test(word) ? 1 : 0;
  return groups + apart - silent;
}

const german = (word: string): number => word.match(/äu|au|ai|ay|ei|ey|eu|ie(?=.)|ie$|aa|ee|oo|[aeiouyäöü]/g)?.length ?? 0;

/** A digit is spoken as little more than a syllable: 50, 2024, 1990. */
const SYLLABLES_PER_DIGIT = 1.3;

const counters: Readonly<Record<string, (word: string) => number>> = { en: english, de: german };

/** @returns undefined for a language whose spelling is not known here */
export function syllablesOf(words: readonly string[], language: string): number | undefined {
  const count = counters[language];
  if (!count) return undefined;
  return words.flatMap((word) => word.toLowerCase().replace(/['’]/g, '').split('-')).filter((part) => part !== '')
    .reduce((sum, part) => sum + (/^\d+$/.test(part) ? Math.round(part.length * SYLLABLES_PER_DIGIT) : Math.max(1, count(part))), 0);
}
