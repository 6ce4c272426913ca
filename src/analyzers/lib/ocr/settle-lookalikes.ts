/** The letter O and the digit 0 look the same in many fonts: where the recogniser doubts, the rest of the word decides. */
import type { ReadCharacter } from './ctc-decode.ts';

const DOUBTFUL = 0.9;

function settled(characters: readonly ReadCharacter[], i: number): string {
  const word: string[] = [];
  for (let k = i - 1; k >= 0 && characters[k]?.text.trim(); k--) word.push(characters[k]?.text ?? '');
  for (let k = i + 1; k < characters.length && characters[k]?.text.trim(); k++) word.push(characters[k]?.text ?? '');
  const others = word.filter((character) => /[\p{L}\p{N}]/u.test(character) && !/[oO0]/.test(character));
  if (others.length === 0) return characters[i]?.text ?? '';
  if (others.every((character) => /\d/.test(character))) return '0';
  if (others.every((character) => /\p{Lu}/u.test(character))) return 'O';
  return characters[i]?.text ?? '';
}

/** Doubtful O and 0 become digits in numbers and letters in words of capitals; all else stays as it was read. */
export const settleLookalikes = (characters: readonly ReadCharacter[]): ReadCharacter[] =>
  characters.map((character, i) =>
    /[oO0]/.test(character.text) && character.probability < DOUBTFUL ? { ...character, text: settled(characters, i) } : character);
