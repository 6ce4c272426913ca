/** What the list shows, as it stands in the address of the page, and as it is asked of the API. */
import type { operations } from '@aima/contract/client';

export const KINDS = ['video', 'image', 'audio'] as const;
export const STATES = ['stored', 'wiping', 'wiped'] as const;
export const SORTS = ['newest', 'name', 'largest', 'longest', 'taken'] as const;

export interface MediaFilter {
  text: string;
  kind: (typeof KINDS)[number] | '';
  state: (typeof STATES)[number];
  /** In no job. */
  free: boolean;
  /** Days as people choose them, the last included: YYYY-MM-DD. */
  from: string;
  to: string;
  sort: (typeof SORTS)[number];
}

export type MediaQuery = NonNullable<operations['listMedia']['parameters']['query']>;

const oneOf = <Word extends string, Other extends string>(words: readonly Word[], given: string | null, otherwise: Other): Word | Other => words.find((word) => word === given) ?? otherwise;
const dayIn = (given: string | null): string => (given !== null && /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : '');

export const filterIn = (address: URLSearchParams): MediaFilter => ({
  text: (address.get('text') ?? '').slice(0, 200), kind: oneOf(KINDS, address.get('kind'), ''), state: oneOf(STATES, address.get('state'), 'stored'), free: address.get('free') === '1',
  from: dayIn(address.get('from')), to: dayIn(address.get('to')), sort: oneOf(SORTS, address.get('sort'), 'newest'),
});

/** Only what differs from the usual, so that addresses stay short. */
export function addressOf({ text, kind, state, free, from, to, sort }: MediaFilter): URLSearchParams {
  const parts = { text, kind, state: state === 'stored' ? '' : state, free: free ? '1' : '', from, to, sort: sort === 'newest' ? '' : sort };
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ''));
}

export const isNarrowed = (filter: MediaFilter): boolean => addressOf({ ...filter, sort: 'newest' }).size > 0;

/** Midnight where the person is. */
const midnight = (day: string, daysLater = 0): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
};

export const queryOf = ({ text, kind, state, free, from, to, sort }: MediaFilter): MediaQuery => ({
  sort, ...(text.trim() !== '' && { text: text.trim() }), ...(kind !== '' && { kind }), ...(state !== 'stored' && { state }), ...(free && { ungrouped: 'true' as const }),
  ...(from !== '' && { from: midnight(from) }), ...(to !== '' && { to: midnight(to, 1) }),
});
