/** Plain names for colours, by rules on lightness, chroma and hue of OKLab. */
import { chromaOf, hueOf, type OkLab } from './colour-space.ts';

/** Stable English names with the German word. */
const NAMES = {
  black: 'Schwarz',
  'dark grey': 'Dunkelgrau',
  grey: 'Grau',
  'light grey': 'Hellgrau',
  white: 'Weiß',
  'dark red': 'Dunkelrot',
  red: 'Rot',
  pink: 'Rosa',
  brown: 'Braun',
  orange: 'Orange',
  beige: 'Beige',
  yellow: 'Gelb',
  'light yellow': 'Hellgelb',
  olive: 'Oliv',
  'dark green': 'Dunkelgrün',
  green: 'Grün',
  'light green': 'Hellgrün',
  teal: 'Petrol',
  turquoise: 'Türkis',
  'dark blue': 'Dunkelblau',
  blue: 'Blau',
  'light blue': 'Hellblau',
  purple: 'Violett',
  'light purple': 'Flieder',
  'dark purple': 'Dunkelviolett',
  magenta: 'Magenta',
} as const;

export type ColourName = keyof typeof NAMES;

/** In `zod.enum` order. */
export const COLOUR_NAMES = Object.keys(NAMES) as [ColourName, ...ColourName[]]; // the keys of the table above, which is not empty

export const germanColour = (name: ColourName): string => NAMES[name];

/** Chroma below which a colour looks grey; dark and very light colours need more to be seen. */
const greyLimit = (lightness: number): number => (lightness < 0.3 ? 0.045 : lightness > 0.9 ? 0.025 : 0.03);

export function colourName(colour: OkLab): ColourName {
  const { L } = colour;
  const chroma = chromaOf(colour);
  if (L < 0.17) return 'black';
  if (chroma < greyLimit(L)) return L < 0.25 ? 'black' : L < 0.45 ? 'dark grey' : L < 0.7 ? 'grey' : L < 0.9 ? 'light grey' : 'white';
  return chromatic(L, chroma, hueOf(colour));
}

function chromatic(L: number, chroma: number, hue: number): ColourName {
  if (hue < 42 || hue >= 350) return reddish(L, chroma, hue);
  if (hue < 75) return orangish(L, chroma);
  if (hue < 118) return yellowish(L, chroma);
  if (hue < 165) return L < 0.42 ? 'dark green' : L > 0.82 && chroma < 0.2 ? 'light green' : 'green';
  if (hue < 215) return L < 0.55 ? 'teal' : 'turquoise';
  if (hue < 285) return L < 0.38 ? 'dark blue' : L > 0.72 ? 'light blue' : 'blue';
  if (hue < 322) return L < 0.35 ? 'dark purple' : L > 0.72 ? 'light purple' : 'purple';
  return L > 0.76 ? 'pink' : L < 0.35 ? 'dark purple' : 'magenta';
}

function reddish(L: number, chroma: number, hue: number): ColourName {
  if (L > 0.72) return chroma < 0.05 && hue > 20 && hue < 350 ? 'beige' : 'pink';
  if (chroma < 0.09 && hue > 20 && hue < 350) return 'brown';
  return L < 0.45 ? 'dark red' : 'red';
}

function orangish(L: number, chroma: number): ColourName {
  if (chroma < 0.075) return L > 0.68 ? 'beige' : 'brown';
  if (L < 0.58) return 'brown';
  return chroma < 0.1 && L > 0.75 ? 'beige' : 'orange';
}

function yellowish(L: number, chroma: number): ColourName {
  if (L > 0.72) return chroma < 0.075 ? 'beige' : chroma < 0.11 ? 'light yellow' : 'yellow';
  if (L < 0.5 && chroma < 0.06) return 'brown';
  return chroma < 0.06 ? 'beige' : 'olive';
}
