/** What is typed into the search: words as the API reads them, and `key:value` parts that become chips. Pure. */
import type { Input, operations } from '@aima/contract/client';

export type SearchFilter = NonNullable<Input<operations['countFoundObservations']>['query']>;

export const TOKEN_KEYS = ['label', 'analyzer', 'person', 'speaker', 'kind', 'confidence', 'from', 'to', 'job', 'medium', 'review'] as const;
type TokenKey = typeof TOKEN_KEYS[number];
export interface Token { key: TokenKey; value: string }
export interface SearchQuery { words: string; tokens: readonly Token[] }

/** As the server takes them. */
const MOST_WORDS = 400;
const MOST_VALUE = 200;
/** Several of these are alternatives; of the others the last counts. */
const MANY: ReadonlySet<TokenKey> = new Set(['label', 'analyzer']);
const OTHER_NAMES: Readonly<Record<string, TokenKey>> = {
  analysator: 'analyzer', sprecher: 'speaker', art: 'kind', sicherheit: 'confidence', von: 'from', ab: 'from', bis: 'to', auftrag: 'job', media: 'medium', urteil: 'review',
};
const PART = /([a-zäöüß]+):(?:"([^"]*)"|([^\s"]+))(?=\s|$)|-?"[^"]*"?|\S+/giu;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const keyOf = (name: string): TokenKey | undefined => TOKEN_KEYS.find((key) => key === name) ?? (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined);

const isDay = (value: string): boolean => DAY.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);

/** `0.8`, `0,8`, `80%`, `>0.8`, as 0..1; undefined for anything else. */
function confidenceOf(value: string): number | undefined {
  const given = /^>?=?(\d+(?:[.,]\d+)?)(%?)$/.exec(value);
  if (!given) return undefined;
  const number = Number((given[1] ?? '').replace(',', '.')) / (given[2] === '%' ? 100 : 1);
  return number <= 1 ? number : undefined;
}

const VALID: Partial<Readonly<Record<TokenKey, (value: string) => boolean>>> = {
  kind: (value) => ['video', 'image', 'audio'].includes(value), confidence: (value) => confidenceOf(value) !== undefined, from: isDay, to: isDay,
  job: (value) => UUID.test(value), review: (value) => ['accepted', 'rejected', 'open'].includes(value),
};

function tokenOf(name: string, value: string): Token | undefined {
  const key = keyOf(name.toLowerCase());
  const given = key === 'kind' ? value.toLowerCase().replace(/^(?:photo|foto|bild)$/, 'image').replace(/^(?:sound|ton)$/, 'audio') : value.trim();
  if (!key || given === '' || given.length > MOST_VALUE || VALID[key]?.(given) === false) return undefined;
  return { key, value: given };
}

export const sameToken = (a: Token, b: Token): boolean => a.key === b.key && a.value === b.value;

/** With this token, in place of another of its key where only one can be. */
export const withToken = ({ words, tokens }: SearchQuery, token: Token): SearchQuery =>
  ({ words, tokens: [...tokens.filter((each) => !sameToken(each, token) && (MANY.has(token.key) || each.key !== token.key)), token] });

export const withoutToken = ({ words, tokens }: SearchQuery, token: Token): SearchQuery => ({ words, tokens: tokens.filter((each) => !sameToken(each, token)) });

/** What is no token, or has no value that it could have, stays among the words. */
export function parseQuery(text: string): SearchQuery {
  let query: SearchQuery = { words: '', tokens: [] };
  const words: string[] = [];
  for (const [part, name, quoted, plain] of text.matchAll(PART)) {
    const token = name === undefined ? undefined : tokenOf(name, quoted ?? plain ?? '');
    if (token) query = withToken(query, token);
    else words.push(part);
  }
  query = { ...query, words: words.join(' ').slice(0, MOST_WORDS) };
  return query;
}

const writeToken = ({ key, value }: Token): string => `${key}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;

/** As it stands in the address; parsing it gives the same query. */
export const writeQuery = ({ words, tokens }: SearchQuery): string => [...tokens.map(writeToken), words].filter((part) => part !== '').join(' ');

export const isEmptyQuery = ({ words, tokens }: SearchQuery): boolean => words.trim() === '' && tokens.length === 0;

/** Midnight here at which this day begins, some days later. */
function midnight(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** What the API is asked for. */
export function filterOf({ words, tokens }: SearchQuery): SearchFilter {
  const all = (key: TokenKey): string[] => tokens.filter((each) => each.key === key).map(({ value }) => value);
  const one = (key: TokenKey): string | undefined => all(key).at(-1);
  const [from, to, confidence] = [one('from'), one('to'), one('confidence')];
  const given = {
    text: words.trim() === '' ? undefined : words.trim(), label: all('label').length > 0 ? all('label') : undefined, analyzer: all('analyzer').length > 0 ? all('analyzer') : undefined,
    personId: one('person'), speakerId: one('speaker'), kind: one('kind'), jobId: one('job'), mediaId: one('medium'), review: one('review'),
    minConfidence: confidence === undefined ? undefined : confidenceOf(confidence), from: from === undefined ? undefined : midnight(from, 0),
    // The last day counts as a whole.
    to: to === undefined ? undefined : midnight(to, 1),
  };
  // What was not given is left out.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Words of the search that should be found in a text: without those that must not be there, and without `or`. */
export const soughtWords = (words: string): string[] =>
  [...words.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)].flatMap(([, minus, phrase, word]) => (minus === '-' || word?.startsWith('-') ? [] : (phrase ?? word ?? '').split(/\s+/)))
    .filter((word) => word !== '' && word.toLowerCase() !== 'or');

/** A text in turns of what was not and what was sought, beginning with the former. */
export function marked(text: string, words: string): string[] {
  const sought = soughtWords(words).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (sought.length === 0) return [text];
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${sought.join('|')})(?![\\p{L}\\p{N}])`, 'giu'));
}
