/** What of the archive is shown, as it stands in the address. Pure. */
import type { Input, operations } from '@aima/contract/client';

export type ArchiveQuery = NonNullable<Input<operations['searchArchive']>['query']>;

const FIELDS = ['text', 'from', 'to', 'profile', 'analyzer', 'kind', 'sort'] as const;
export type ArchiveFilter = Partial<Record<typeof FIELDS[number], string>>;
export const KINDS = ['video', 'image', 'audio'] as const;
export const SORTS = ['newest', 'oldest', 'changed', 'name'] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const known = <Word extends string>(words: readonly Word[], word: string | undefined): Word | undefined => words.find((each) => each === word);

function midnight(day: string | undefined, later: number): string | undefined {
  if (day === undefined || !DAY.test(day) || Number.isNaN(Date.parse(day))) return undefined;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export const readFilter = (params: URLSearchParams): ArchiveFilter => Object.fromEntries(FIELDS.flatMap((field) => { const value = params.get(field); return value === null || value === '' ? [] : [[field, value]]; }));

/** What the API does not know is left out. */
export function archiveQuery({ text, from, to, profile, analyzer, kind, sort }: ArchiveFilter): ArchiveQuery {
  const given: ArchiveQuery = {};
  const [since, until, ofKind, order] = [midnight(from, 0), midnight(to, 1), known(KINDS, kind), known(SORTS, sort)];
  if (text !== undefined && text.trim() !== '') given.text = text.trim().slice(0, 500);
  if (since !== undefined) given.from = since;
  if (until !== undefined) given.to = until;
  if (profile !== undefined) given.profile = profile.slice(0, 64);
  if (analyzer !== undefined) given.analyzer = analyzer.slice(0, 100);
  if (ofKind !== undefined) given.kind = ofKind;
  if (order !== undefined) given.sort = order;
  return given;
}

/** Order alone hides nothing. */
export const narrows = ({ sort: _sort, ...filter }: ArchiveFilter): boolean => Object.keys(filter).length > 0;
