/** All findings as a flat list for the page: by analyzer with headings, or in order of time. Pure. */
import type { Observation } from '../model/observation-index.ts';

export type FindingsRow =
  | { readonly kind: 'heading'; readonly key: string; readonly analyzer: string; readonly count: number; readonly open: boolean }
  | { readonly kind: 'finding'; readonly key: string; readonly observation: Observation; readonly startMs: number; readonly endMs: number };

export interface FindingsView {
  /** 0..1 */
  readonly leastConfidence: number;
  readonly order: 'analyzer' | 'time';
  /** Analyzers whose findings are shown, in the order by analyzer. */
  readonly open: ReadonlySet<string>;
}

export const FIRST_VIEW: FindingsView = { leastConfidence: 0, order: 'analyzer', open: new Set() };

const row = (observation: Observation): FindingsRow => ({ kind: 'finding', key: observation.id, observation, startMs: observation.startMs, endMs: observation.endMs });

/** @param byAnalyzer each in order of time @param nameOf by which analyzers are sorted @param empty analyzers that ran and found nothing, or did not run */
export function findingsRows(all: readonly Observation[], byAnalyzer: ReadonlyMap<string, readonly Observation[]>, { leastConfidence, order, open }: FindingsView, nameOf: (analyzer: string) => string, empty: readonly string[] = []): FindingsRow[] {
  const sure = (rows: readonly Observation[]): readonly Observation[] => (leastConfidence <= 0 ? rows : rows.filter(({ confidence }) => confidence >= leastConfidence));
  if (order === 'time') return sure(all).map(row);
  const named = (names: Iterable<string>): string[] => [...names].toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  // What found nothing, or did not run, stands behind what there is to read.
  return [...named(byAnalyzer.keys()), ...named(new Set(empty.filter((name) => !byAnalyzer.has(name))))].flatMap((analyzer): FindingsRow[] => {
    const rows = sure(byAnalyzer.get(analyzer) ?? []);
    const heading: FindingsRow = { kind: 'heading', key: `/${analyzer}`, analyzer, count: rows.length, open: open.has(analyzer) };
    return heading.open ? [heading, ...rows.map(row)] : [heading];
  });
}
