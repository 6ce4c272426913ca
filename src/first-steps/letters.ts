/** Capital letters as strokes of a pen on a field of 10 x 14: text without any font, since a machine may have none. */

interface Letter { width: number; path: string }

const LETTERS: Readonly<Record<string, Letter>> = {
  A: { width: 10, path: 'M0 14L5 0L10 14M1.8 9.2H8.2' },
  B: { width: 9, path: 'M0 0V14H5A3.9 3.6 0 0 0 5 6.8H0M5 6.8A3.3 3.4 0 0 0 5 0H0' },
  D: { width: 10, path: 'M0 0V14H3.5A6.3 7 0 0 0 3.5 0Z' },
  E: { width: 8, path: 'M8 0H0V14H8M0 7H6.5' },
  F: { width: 8, path: 'M8 0H0V14M0 7H6.5' },
  G: { width: 10, path: 'M9.4 2.6A5.6 7 0 1 0 9.8 10V7.6H6' },
  H: { width: 9, path: 'M0 0V14M9 0V14M0 7H9' },
  I: { width: 2, path: 'M1 0V14' },
  L: { width: 8, path: 'M0 0V14H8' },
  M: { width: 11, path: 'M0 14V0L5.5 9L11 0V14' },
  N: { width: 9, path: 'M0 14V0L9 14V0' },
  O: { width: 11, path: 'M5.5 0A5.5 7 0 1 0 5.5 14A5.5 7 0 1 0 5.5 0Z' },
  P: { width: 9, path: 'M0 14V0H5A3.9 3.8 0 0 1 5 7.6H0' },
  S: { width: 9, path: 'M8.4 2.4C7 -0.7 0.6 -0.8 0.6 3.4C0.6 7.8 8.9 5.9 8.9 10.5C8.9 15 1.6 15 0.2 11.4' },
  T: { width: 10, path: 'M0 0H10M5 0V14' },
  V: { width: 10, path: 'M0 0L5 14L10 0' },
  W: { width: 14, path: 'M0 0L3.5 14L7 2L10.5 14L14 0' },
  Y: { width: 10, path: 'M0 0L5 7.2L10 0M5 7.2V14' },
  Z: { width: 9, path: 'M0 0H9L0 14H9' },
};
const GAP = 3.5;
const SPACE = 7;
const HEIGHT = 14;

/**
 * One line, centred.
 *
 * @param text of the capitals above and spaces; whatever else is left out
 * @param at where its middle stands, and how high its letters are, in pixels
 * @returns SVG
 */
export function writtenLine(text: string, at: { x: number; y: number; height: number; colour: string }): string {
  const scale = at.height / HEIGHT;
  let x = 0;
  const drawn: string[] = [];
  for (const character of text) {
    const letter = LETTERS[character];
    if (letter) drawn.push(`<path transform="translate(${x} 0)" d="${letter.path}"/>`);
    x += letter ? letter.width + GAP : SPACE;
  }
  const width = Math.max(0, x - GAP);
  return `<g transform="translate(${at.x - width * scale / 2} ${at.y - at.height / 2}) scale(${scale})" fill="none" stroke="${at.colour}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${drawn.join('')}</g>`;
}
