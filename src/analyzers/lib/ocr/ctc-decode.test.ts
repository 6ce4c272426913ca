import { expect, test } from 'vitest';
import { ctcDecode, type ReadCharacter } from './ctc-decode.ts';
import { withSpaces } from './restore-spaces.ts';
import { settleLookalikes } from './settle-lookalikes.ts';

const labels = ['', 'A', 'B', ' '];

/** One row of probabilities per step; the winner gets `probability`, the rest is shared. */
function scores(steps: readonly [winner: number, probability: number][]): Float32Array {
  return Float32Array.from(steps.flatMap(([winner, probability]) => labels.map((_, k) => (k === winner ? probability : (1 - probability) / 3))));
}

test('repeats are one character unless a blank stands between them', () => {
  const read = ctcDecode(scores([[1, 0.5], [1, 1], [0, 1], [1, 1], [2, 1], [3, 1], [2, 0.75]]), labels);
  expect(read.map((character) => character.text).join('')).toBe('AAB B');
  expect(read[0]).toEqual({ text: 'A', probability: 1, firstStep: 0, lastStep: 1 });
  expect(read.at(-1)).toMatchObject({ probability: 0.75, firstStep: 6 });
});

test('blanks alone are no text', () => {
  expect(ctcDecode(scores([[0, 1], [0, 0.6]]), labels)).toEqual([]);
});

/** Letters 24 columns wide every 32 columns from column 4 on, each read at its middle; `gaps` widens what follows a letter. */
function line(text: string, gaps: Readonly<Record<number, number>> = {}): { characters: ReadCharacter[]; contrast: Float32Array } {
  let x = 4;
  const filled: [number, number][] = [];
  const characters = [...text].map((character, i): ReadCharacter => {
    filled.push([x, x + 24]);
    const step = Math.round((x + 8) / 8);
    x += 32 + (gaps[i] ?? 0);
    return { text: character, probability: 1, firstStep: step, lastStep: step };
  });
  const contrast = new Float32Array(x);
  for (const [from, to] of filled) contrast.fill(1, from, to);
  return { characters, contrast };
}

test('a swallowed space comes back where the gap is much wider than usual', () => {
  const { characters, contrast } = line('LINKINBIO', { 3: 16, 5: 16 });
  expect(withSpaces(characters, contrast)).toBe('LINK IN BIO');
});

test('even gaps stay as they are, also wide ones and those of Chinese', () => {
  const spaced = line('INTRO', { 0: 16, 1: 16, 2: 16, 3: 16 });
  expect(withSpaces(spaced.characters, spaced.contrast)).toBe('INTRO');
  const chinese = line('东西南北', { 1: 30 });
  expect(withSpaces(chinese.characters, chinese.contrast)).toBe('东西南北');
});

test('spaces that were read are kept once and trimmed', () => {
  const { characters, contrast } = line(' A  B ');
  expect(withSpaces(characters, contrast)).toBe('A B');
});

const doubtful = (text: string, probability = 0.6): string =>
  settleLookalikes([...text].map((character, i) => ({ text: character, probability: /[O0o]/.test(character) ? probability : 1, firstStep: i, lastStep: i }))).map((c) => c.text).join('');

test('a doubtful O or 0 follows the rest of its word', () => {
  expect(doubtful('SALE 5O OFF')).toBe('SALE 50 OFF');
  expect(doubtful('0K 7')).toBe('OK 7');
  expect(doubtful('Use cOde')).toBe('Use code');
});

test('a sure O or 0, one alone and one in a mixed word stay', () => {
  expect(doubtful('5O', 0.95)).toBe('5O');
  expect(doubtful('0')).toBe('0');
  expect(doubtful('Once')).toBe('Once');
  expect(doubtful('H20')).toBe('H20');
});
