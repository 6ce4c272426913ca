/** Tokens that a theme of one's own may set, what they are without it (as in page.css), and which of them must stand out from which. */
import type { OwnColours } from '#lib/appearance.ts';
import { contrast, rgbOf } from './contrast.ts';

export type Token = keyof OwnColours;
export type Base = 'light' | 'dark';

export const TOKENS: readonly Token[] = ['canvas', 'surface', 'raised', 'line', 'edge', 'ink', 'muted', 'link', 'primary', 'primary-hover', 'on-primary'];

/** Not for choosing: what they say must look the same for everybody; they still have to be read on chosen grounds. */
const FIXED = ['success-ink', 'warning-ink', 'danger-ink', 'cost-ink'] as const;
type FixedToken = (typeof FIXED)[number];

export const BASE_COLOURS: Readonly<Record<Base, Readonly<Record<Token | FixedToken, string>>>> = {
  light: {
    canvas: '#f3f4f6', surface: '#ffffff', raised: '#ffffff', line: '#e5e7eb', edge: '#858d99', ink: '#1f2937', muted: '#4b5563', link: '#1d4ed8', primary: '#2563eb', 'primary-hover': '#1d4ed8', 'on-primary': '#ffffff',
    'success-ink': '#047857', 'warning-ink': '#92400e', 'danger-ink': '#b91c1c', 'cost-ink': '#c53030',
  },
  dark: {
    canvas: '#0b1120', surface: '#111827', raised: '#1f2937', line: '#374151', edge: '#6b7280', ink: '#f3f4f6', muted: '#a9b2c0', link: '#93c5fd', primary: '#2563eb', 'primary-hover': '#1d4ed8', 'on-primary': '#ffffff',
    'success-ink': '#34d399', 'warning-ink': '#fbbf24', 'danger-ink': '#fca5a5', 'cost-ink': '#fc8181',
  },
};

/** Level AA: text (1.4.3), and the edges of controls (1.4.11). */
const TEXT = 4.5;
const CONTROL = 3;

type Shown = Token | FixedToken;
interface Pair { front: Shown; ground: Token; least: number }

const GROUNDS: readonly Token[] = ['canvas', 'surface', 'raised'];
const TEXTS: readonly Shown[] = ['ink', 'muted', 'link', ...FIXED];
const PAIRS: readonly Pair[] = [
  ...TEXTS.flatMap((front) => GROUNDS.map((ground) => ({ front, ground, least: TEXT }))),
  { front: 'on-primary', ground: 'primary', least: TEXT }, { front: 'on-primary', ground: 'primary-hover', least: TEXT },
  { front: 'edge', ground: 'surface', least: CONTROL },
];

export const coloursOf = (base: Base, own: OwnColours): Readonly<Record<Shown, string>> => {
  const chosen = Object.entries(own).filter(([, colour]) => rgbOf(colour) !== undefined);
  return { ...BASE_COLOURS[base], ...Object.fromEntries(chosen) };
};

export interface WeakPair extends Pair { ratio: number }

/** Pairs below level AA, the weakest first. */
export function weakPairs(base: Base, own: OwnColours): WeakPair[] {
  const colours = coloursOf(base, own);
  return PAIRS.flatMap((pair) => {
    const ratio = contrast(colours[pair.front], colours[pair.ground]);
    return ratio !== undefined && ratio < pair.least ? [{ ...pair, ratio }] : [];
  }).toSorted((a, b) => a.ratio / a.least - b.ratio / b.least);
}
