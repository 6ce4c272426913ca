/**
 * Puts back spaces that the recogniser swallowed. It was trained mostly on script without spaces and drops them on tight
 * crops; where the background between two letters is flat, the gap itself can be measured.
 */
import { LINE_HEIGHT, type LineCrop } from './crop-line.ts';
import type { ReadCharacter } from './ctc-decode.ts';

/** Columns of the crop per step of the recogniser. */
const COLUMNS_PER_STEP = 8;
/** A column emptier than this part of a well-filled one is a gap. */
const EMPTY_PART = 0.25;
/** Narrowest space, as part of the crop's height; letters of a word stand closer. */
const MIN_SPACE = 0.17;
/** How much wider a space is than the usual gap of this line: keeps letter-spaced titles together. */
const TIMES_USUAL_GAP = 2.5;
/** Scripts that are written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Range of brightness within each column's middle rows, for the columns that are picture. */
export function columnContrast({ input, width }: LineCrop): Float32Array {
  const padded = input.dims[3] ?? 0;
  const contrast = new Float32Array(width);
  const green = LINE_HEIGHT * padded;
  for (let x = 0; x < width; x++) {
    let [low, high] = [Infinity, -Infinity];
    for (let y = Math.floor(LINE_HEIGHT * 0.15); y < LINE_HEIGHT * 0.85; y++) {
      const value = Number(input.data[green + y * padded + x] ?? 0);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    contrast[x] = high - low;
  }
  return contrast;
}

/** Longest run of values below `limit` in [from, to). */
function longestGap(contrast: Float32Array, from: number, to: number, limit: number): number {
  let [longest, run] = [0, 0];
  for (let x = Math.max(0, from); x < Math.min(contrast.length, to); x++) {
    run = (contrast[x] ?? 0) < limit ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

/** The characters as text, spaces trimmed and single, with spaces added where the picture shows them. */
export function withSpaces(characters: readonly ReadCharacter[], contrast: Float32Array): string {
  const byContrast = sorted(contrast);
  const limit = (byContrast[Math.floor(byContrast.length * 0.75)] ?? 0) * EMPTY_PART;
  const centre = (c: ReadCharacter): number => ((c.firstStep + c.lastStep + 1) / 2) * COLUMNS_PER_STEP;
  const gaps = characters.map((character, i) => {
    const next = characters[i + 1];
    return next === undefined ? 0 : longestGap(contrast, Math.round(centre(character)), Math.round(centre(next)), limit);
  });
  const between = sorted(gaps.slice(0, -1));
  const usual = between[Math.floor(between.length / 2)] ?? 0;
  const space = Math.max(MIN_SPACE * LINE_HEIGHT, TIMES_USUAL_GAP * usual);
  return characters
    .map((character, i) => {
      const next = characters[i + 1];
      const widens = next !== undefined && (gaps[i] ?? 0) >= space && !UNSPACED.test(character.text + next.text);
      return widens ? `${character.text} ` : character.text;
    })
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
