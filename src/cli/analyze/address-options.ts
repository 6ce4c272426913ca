/** What the command line says of addresses and live sources. */
import { AppError } from '../../kernel/app-error.ts';
import type { UrlWords } from '../../sources/index.ts';

export const addressFlags = {
  'enable-urls': { type: 'boolean' }, 'i-have-the-right': { type: 'boolean' }, 'max-gib': { type: 'string' }, live: { type: 'boolean' }, segment: { type: 'string' }, for: { type: 'string' },
} as const;

export interface AddressOptions {
  words: UrlWords;
  maxBytes: number;
  /** The address plays, whatever it looks like. */
  live: boolean;
  segmentSeconds: number;
  /** Ends by itself after so much of a live source. */
  forMs: number | undefined;
}

const MAX_GIB = 20;
const SEGMENT_SECONDS = 10;
/** Shorter ones have no room for a sentence, longer ones are no longer live. */
const SEGMENT_LIMITS = [2, 600] as const;

function numberIn(flag: string, text: string | undefined, standard: number, least: number, most: number): number {
  const value = text === undefined ? standard : Number(text);
  if (!(value >= least && value <= most)) throw new AppError('USAGE', `--${flag} is a number from ${least} to ${most}, not '${text ?? ''}'.`);
  return value;
}

const UNITS: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `90`, `90s`, `10m`, `1h30m`. @throws AppError USAGE */
export function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(min|[smh]|$)/g)];
  const ms = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? Number.NaN), 0);
  if (parts.map(([whole]) => whole).join('') !== text || !(ms >= 1_000)) throw new AppError('USAGE', `--for is a length such as 90s, 10m or 1h30m, not '${text}'.`);
  return ms;
}

/** @throws AppError USAGE */
export function addressOptions(values: Readonly<{ [flag in keyof typeof addressFlags]?: string | boolean | undefined }>): AddressOptions {
  const text = (flag: keyof typeof addressFlags): string | undefined => typeof values[flag] === 'string' ? values[flag] : undefined;
  const forText = text('for');
  return {
    words: { enabled: values['enable-urls'] === true, right: values['i-have-the-right'] === true },
    maxBytes: Math.round(numberIn('max-gib', text('max-gib'), MAX_GIB, 0.001, 100_000) * 2 ** 30),
    live: values.live === true,
    segmentSeconds: numberIn('segment', text('segment'), SEGMENT_SECONDS, ...SEGMENT_LIMITS),
    forMs: forText === undefined ? undefined : durationOf(forText),
  };
}
