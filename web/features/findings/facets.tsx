/** What the findings are, with numbers; each choice narrows the search, or takes that back. */
import type { components } from '@aima/contract/client';
import { useState, type ReactNode } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { findingLabel } from '#lib/finding-labels.ts';
import { number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Skeleton } from '#ui/surface.tsx';
import { sameToken, withoutToken, withToken, type SearchQuery, type Token } from './search-query.ts';
import { useWords as useUiWords } from '#ui/words.ts';
import { useWords } from './words.ts';

export type Facets = components['schemas']['SearchFacets'];
interface Choice { token: Token; name: string; count?: number }
interface Shown { query: SearchQuery; onChange(query: SearchQuery): void }
const FEW = 6;

function ChoiceRow({ choice: { token, name, count }, query, onChange }: Shown & { choice: Choice }) {
  const on = query.tokens.some((each) => sameToken(each, token));
  return (
    <li>
      <button type="button" aria-pressed={on} onClick={() => { onChange(on ? withoutToken(query, token) : withToken(query, token)); }} className={classes('flex w-full items-baseline justify-between gap-2 rounded-md px-2 py-1 text-left', on ? 'bg-primary/15 font-medium text-link' : 'hover:bg-ink/10')}>
        <span dir="auto" className="min-w-0 truncate" title={name}>{name}</span>
        {count !== undefined && <span className="numbers shrink-0 text-muted">{number(count)}</span>}
      </button>
    </li>
  );
}

function Group({ title, choices, ...shown }: Shown & { title: string; choices: readonly Choice[] }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  if (choices.length === 0) return null;
  return (
    <Section title={title}>
      <ul>{(all ? choices : choices.slice(0, FEW)).map((choice) => <ChoiceRow key={choice.token.value} choice={choice} {...shown} />)}</ul>
      {choices.length > FEW && <Button look="quiet" aria-expanded={all} className="self-start text-link" onClick={() => { setAll(!all); }}>{t(all ? 'fewerOf' : 'moreOf')}</Button>}
    </Section>
  );
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => <section className="flex flex-col gap-1"><h2 className="px-2 text-base font-semibold text-muted">{title}</h2>{children}</section>;

function Days({ query, onChange }: Shown) {
  const t = useWords();
  const day = (key: 'from' | 'to', label: string) => {
    const value = query.tokens.find((each) => each.key === key)?.value ?? '';
    return (
      <label className="flex min-w-0 grow basis-28 flex-col gap-1 text-xs text-muted">
        {label}
        <input type="date" value={value} className="w-full rounded-md border border-edge bg-surface px-2 py-1 text-base text-ink" onChange={({ currentTarget }) => { onChange(currentTarget.value === '' ? { ...query, tokens: query.tokens.filter((each) => each.key !== key) } : withToken(query, { key, value: currentTarget.value })); }} />
      </label>
    );
  };
  return <Section title={t('facet_dates')}><div className="flex flex-wrap gap-2 px-2">{day('from', t('fromDay'))}{day('to', t('toDay'))}</div></Section>;
}

const distinct = (labels: Facets['labels']): Choice[] => {
  const sums = new Map<string, number>();
  for (const { label, count } of labels) sums.set(label, (sums.get(label) ?? 0) + count);
  return [...sums].map(([label, count]) => ({ token: { key: 'label' as const, value: label }, name: findingLabel(label), count })).sort((a, b) => b.count - a.count).slice(0, 50);
};

export function FacetLists({ facets, ...shown }: Shown & { facets: Facets | undefined }) {
  const t = useWords();
  const sure = useUiWords();
  const choice = (key: Token['key'], value: string, name: string, count?: number): Choice => ({ token: { key, value }, name, ...(count !== undefined && { count }) });
  return (
    <div className="flex flex-col gap-4">
      {facets ? (
        <>
          <Group title={t('facet_labels')} choices={distinct(facets.labels)} {...shown} />
          <Group title={t('facet_analyzers')} choices={facets.analyzers.map(({ analyzer, count }) => choice('analyzer', analyzer, analyzerName(analyzer), count))} {...shown} />
          <Group title={t('facet_kinds')} choices={facets.kinds.map(({ kind, count }) => choice('kind', kind, t(`kind_${kind}`), count))} {...shown} />
          <Group title={t('facet_jobs')} choices={facets.jobs.map(({ jobId, name, count }) => choice('job', jobId, name, count))} {...shown} />
        </>
      ) : <Skeleton className="h-64" />}
      <Group title={t('facet_confidence')} choices={[choice('confidence', '0.85', sure('certainty_very_likely')), choice('confidence', '0.6', sure('certainty_likely'))]} {...shown} />
      <Group title={t('facet_review')} choices={(['open', 'accepted', 'rejected'] as const).map((value) => choice('review', value, t(`review_${value}`)))} {...shown} />
      <Days {...shown} />
    </div>
  );
}
