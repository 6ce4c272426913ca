/** The letters O and o and the digit 0 look the same in many fonts: where the recogniser doubts, the rest of the word decides. */
import type { ReadCharacter } from './ctc-decode.ts';

const DOUBTFUL = 0.9;
const ROUND = /^[oO0]$/;

/** The other letters and digits of the word around `i`, and how many characters of it stand before. */
function wordAround(characters: readonly ReadCharacter[], i: number): { others: string[]; isFirst: boolean } {
  let [from, to] = [i, i];
  while (characters[from - 1]?.text.trim()) from--;
  while (characters[to + 1]?.text.trim()) to++;
  const word = characters.slice(from, to + 1).map((character) => character.text);
  return { others: word.filter((character) => /[\p{L}\p{N}]/u.test(character) && !ROUND.test(character)), isFirst: from === i };
}

function settled(characters: readonly ReadCharacter[], i: number, read: string): string {
  const { others, isFirst } = wordAround(characters, i);
  if (others.length === 0) return read;
  if (others.every((character) => /\d/.test(character))) return '0';
  if (others.every((character) => /\p{Lu}/u.test(character))) return 'O';
  // The first letter of a word may be a capital.
  if (!isFirst && others.every((character) => /\p{Ll}/u.test(character))) return 'o';
  return read;
}

/** Doubtful ones become digits in numbers and letters in words; all else stays as it was read. */
export const settleLookalikes = (characters: readonly ReadCharacter[]): ReadCharacter[] =>
  characters.map((character, i) => {
    const doubtful = ROUND.test(character.text) && character.probability < DOUBTFUL;
    return doubtful ? { ...character, text: settled(characters, i, character.text) } : character;
  });
