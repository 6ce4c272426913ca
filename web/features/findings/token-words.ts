/** A token as people read it. */
import { analyzerName } from '#lib/analyzer-names.ts';
import { findingLabel } from '#lib/finding-labels.ts';
import { date } from '#lib/format.ts';
import type { Translate } from '#lib/words.ts';
import type { Token } from './search-query.ts';
import type { useWords } from './words.ts';

type Say = ReturnType<typeof useWords>;

/** @param jobNames of those jobs whose names are known */
export function tokenValue({ key, value }: Token, t: Say & Translate<Record<string, string>>, jobNames: ReadonlyMap<string, string>): string {
  switch (key) {
    case 'label': return findingLabel(value);
    case 'analyzer': return analyzerName(value);
    case 'kind': return t(`kind_${value}`);
    case 'review': return t(`review_${value}`);
    case 'from': case 'to': return date(`${value}T00:00`);
    case 'job': return jobNames.get(value) ?? value.slice(0, 8);
    default: return value;
  }
}
