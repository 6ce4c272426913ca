/**
 * Gives the words of a text, understood with all its context, to the phrases it was spoken in. Each phrase was also
 * heard alone; the two readings are aligned by edit distance (Levenshtein, on words), and a word of the whole goes
 * where its counterpart was heard. Times follow from the phrases, words from the context.
 */

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const plain = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A word whose counterparts differ more than this share of all words tells nothing about where it was spoken. */
const MOST_EDITS = 0.5;

type Step = 'both' | 'whole' | 'alone';

/** Cheapest way from one list to the other, from the end to the start. */
function alignment(whole: readonly string[], alone: readonly string[]): { edits: number; steps: Step[] } {
  const costs: number[][] = [Array.from({ length: alone.length + 1 }, (_, j) => j)];
  const cost = (i: number, j: number): number => costs[i]?.[j] ?? Infinity;
  const swap = (i: number, j: number): number => (whole[i - 1] === alone[j - 1] ? 0 : 1);
  for (let i = 1; i <= whole.length; i++) {
    const row = [i];
    costs.push(row);
    for (let j = 1; j <= alone.length; j++) row.push(Math.min(cost(i - 1, j - 1) + swap(i, j), cost(i - 1, j) + 1, (row[j - 1] ?? Infinity) + 1));
  }
  const steps: Step[] = [];
  for (let i = whole.length, j = alone.length; i > 0 || j > 0;) {
    if (i > 0 && j > 0 && cost(i, j) === cost(i - 1, j - 1) + swap(i, j)) {
      steps.push('both');
      i -= 1;
      j -= 1;
    } else if (i > 0 && cost(i, j) === cost(i - 1, j) + 1) {
      steps.push('whole');
      i -= 1;
    } else {
      steps.push('alone');
      j -= 1;
    }
  }
  return { edits: cost(whole.length, alone.length), steps: steps.reverse() };
}

/** @returns one text per phrase, or nothing where the readings differ too much to tell */
export function divideText(whole: string, phrases: readonly string[]): string[] | undefined {
  const words = wordsOf(whole);
  const heard = phrases.flatMap((phrase, index) => wordsOf(phrase).map((word) => ({ word: plain(word), index })));
  const { edits, steps } = alignment(words.map(plain), heard.map(({ word }) => word));
  if (words.length === 0 || edits > MOST_EDITS * words.length) return undefined;
  const texts: string[][] = phrases.map(() => []);
  let i = 0;
  let j = 0;
  for (const step of steps) {
    // A word that was heard in context alone stays with the words before it.
    const index = heard[step === 'whole' ? Math.max(0, j - 1) : j]?.index ?? phrases.length - 1;
    const word = words[i];
    if (step !== 'alone' && word !== undefined) texts[index]?.push(word);
    if (step !== 'alone') i += 1;
    if (step !== 'whole') j += 1;
  }
  const divided = texts.map((each) => each.join(' '));
  return divided.every((each) => each !== '') ? divided : undefined;
}
