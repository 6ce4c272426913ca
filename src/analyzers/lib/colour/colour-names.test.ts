import { expect, test } from 'vitest';
import { COLOUR_NAMES, colourName, germanColour } from './colour-names.ts';
import { hexOf, okLabOf } from './colour-space.ts';

const rgb = (hex: string): [number, number, number] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]; // three in, three out

test('OKLab as published: white, red, blue', () => {
  expect(okLabOf(255, 255, 255).L).toBeCloseTo(1, 4);
  const red = okLabOf(255, 0, 0);
  expect([red.L, red.a, red.b].map((value) => value.toFixed(3))).toEqual(['0.628', '0.225', '0.126']);
  const blue = okLabOf(0, 0, 255);
  expect([blue.L, blue.a, blue.b].map((value) => value.toFixed(3))).toEqual(['0.452', '-0.032', '-0.312']);
});

test('there and back again', () => {
  for (const hex of ['#000000', '#ffffff', '#123456', '#c0ffee', '#fe0102', '#808080']) expect(hexOf(okLabOf(...rgb(hex)))).toBe(hex);
});

test.each([
  ['#000000', 'black'], ['#404040', 'dark grey'], ['#808080', 'grey'], ['#c8c8c8', 'light grey'], ['#ffffff', 'white'],
  ['#ff0000', 'red'], ['#8b0000', 'dark red'], ['#ffc0cb', 'pink'], ['#ff69b4', 'pink'], ['#ff8c00', 'orange'], ['#8b4513', 'brown'], ['#f5deb3', 'beige'],
  ['#ffff00', 'yellow'], ['#808000', 'olive'], ['#008000', 'green'], ['#00ff00', 'green'], ['#0b3d0b', 'dark green'], ['#98fb98', 'light green'],
  ['#008080', 'teal'], ['#40e0d0', 'turquoise'], ['#0000ff', 'blue'], ['#00008b', 'dark blue'], ['#87ceeb', 'light blue'],
  ['#800080', 'magenta'], ['#8a2be2', 'purple'], ['#ff00ff', 'magenta'],
])('%s is %s', (hex, name) => {
  expect(colourName(okLabOf(...rgb(hex)))).toBe(name);
});

test('every name has a German word of its own', () => {
  expect(new Set(COLOUR_NAMES.map(germanColour)).size).toBe(COLOUR_NAMES.length);
});
