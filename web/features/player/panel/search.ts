/** Search in what was found in one medium: all words must be there, whatever their case and accents. Pure. */
import type { Observation } from '../model/observation-index.ts';

/** A stretch of a text, in UTF-16 units. */
export interface Stretch { readonly from: number; readonly to: number }

const MARKS = /\p{Mn}+/gu;

const foldedPart = (part: string): string => part.toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replace(MARKS, '');

/** Without case and accents, `ß` as `ss`. */
const folded = (text: string): string => foldedPart(text).replaceAll(/\s+/g, ' ').trim();

/** Words of a query; `"several words"` are one. */
export const termsOf = (query: string): readonly string[] =>
  [...query.matchAll(/"([^"]*)"?|([^\s"]+)/g)].map(([, phrase, word]) => folded(phrase ?? word ?? '')).filter((term) => term !== '');

const HAY = new WeakMap<Observation, string>();

/** All that is searched in an observation, folded once. */
function hayOf(observation: Observation): string {
  const known = HAY.get(observation);
  if (known !== undefined) return known;
  const { text = '', label = '', sentence, attributes } = observation;
  const name = attributes?.['speakerName'];
  const hay = [text, label.replaceAll('_', ' '), sentence, typeof name === 'string' ? name : ''].map(folded).join('\n');
  HAY.set(observation, hay);
  return hay;
}

export const fits = (observation: Observation, terms: readonly string[]): boolean => {
  const hay = hayOf(observation);
  return terms.every((term) => hay.includes(term));
};

/** Ids of what fits, in the order of the rows; nothing for an empty query. */
export const hitsIn = (rows: readonly Observation[], terms: readonly string[]): readonly string[] =>
  (terms.length === 0 ? [] : rows.filter((row) => fits(row, terms)).map(({ id }) => id));

/** Where the terms stand in a text, merged and in order. Places count in the text as it is shown. */
export function placesIn(text: string, terms: readonly string[]): readonly Stretch[] {
  if (terms.length === 0) return [];
  let plain = '';
  const origin: number[] = [];
  let at = 0;
  for (const part of text) {
    const made = /^\s$/u.test(part) ? (plain.endsWith(' ') ? '' : ' ') : foldedPart(part);
    for (let i = 0; i < made.length; i++) origin.push(at);
    plain += made;
    at += part.length;
  }
  origin.push(text.length);
  const found: Stretch[] = [];
  for (const term of terms) for (let from = plain.indexOf(term); from >= 0; from = plain.indexOf(term, from + term.length)) found.push({ from: origin[from] ?? 0, to: endOf(origin, from + term.length, text.length) });
  return merged(found);
}

/** To the next character that something was made of, so that its accents are marked, too. */
function endOf(origin: readonly number[], index: number, length: number): number {
  const last = origin[index - 1] ?? 0;
  const next = origin[index] ?? length;
  if (next > last) return next;
  return origin.slice(index).find((each) => each > last) ?? length;
}

function merged(found: readonly Stretch[]): Stretch[] {
  const all: { from: number; to: number }[] = [];
  for (const each of found.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && each.from <= last.to) last.to = Math.max(last.to, each.to);
    else all.push({ ...each });
  }
  return all;
}

/** The hit after or before the one that was looked at, round and round. */
export function steppedHit(hits: readonly string[], current: string | undefined, step: 1 | -1): string | undefined {
  if (hits.length === 0) return undefined;
  const at = current === undefined ? -1 : hits.indexOf(current);
  if (at < 0) return step === 1 ? hits[0] : hits.at(-1);
  return hits[(at + step + hits.length) % hits.length];
}
