/** Results: one search over everything that was found, in all jobs. */
import { FunnelIcon } from '@heroicons/react/24/outline';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAsk, useList } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { useIsWide } from '#lib/media-query.ts';
import { Page } from '#ui/surface.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FacetLists, type Facets } from './facets.tsx';
import { focusHit, Hits } from './hits.tsx';
import { JobOverview } from './job-overview.tsx';
import { ResultList } from './result-list.tsx';
import { Chips, SearchField } from './search-field.tsx';
import { filterOf, isEmptyQuery, parseQuery, writeQuery, type SearchQuery } from './search-query.ts';
import { useWords } from './words.ts';

/** The address is what is searched for: it can be kept, sent and gone back to. */
function useQueryInAddress(): [SearchQuery, (query: SearchQuery) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.get('text') ?? '';
  const query = useMemo(() => parseQuery(text), [text]);
  const change = useCallback((next: SearchQuery) => { setParams(isEmptyQuery(next) ? {} : { text: writeQuery(next) }); }, [setParams]);
  return [query, change];
}

function Count({ facets }: { facets: Facets | undefined }) {
  const t = useWords();
  if (!facets) return <p className="h-5" />;
  const shown = number(facets.count);
  return <p role="status" className="numbers text-muted">{facets.complete ? t('count', { count: facets.count, shown }) : `${t('countMore', { shown })}. ${t('notAllCounted', { shown })}`}</p>;
}

interface Shown { query: SearchQuery; onChange(query: SearchQuery): void; onOverview(job: { id: string; name: string }): void }

function Searched({ query, onChange, onOverview }: Shown) {
  const t = useWords();
  const wide = useIsWide();
  const filter = useMemo(() => filterOf(query), [query]);
  const list = useList('searchObservations', { query: { ...filter, limit: 100 } });
  const { data: facets } = useAsk('countFoundObservations', { query: filter }, { keep: true });
  const names = useMemo(() => new Map(facets?.jobs.map(({ jobId, name }) => [jobId, name])), [facets]);
  const narrow = <FacetLists facets={facets} query={query} onChange={onChange} />;
  return (
    <>
      <Chips query={query} onChange={onChange} jobNames={names} />
      <Count facets={facets} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[15rem_minmax(0,1fr)]">
        {wide ? <aside aria-label={t('narrow')}>{narrow}</aside> : (
          <details className="rounded-md border border-line bg-surface p-3"><summary className="flex items-center gap-2 font-medium"><FunnelIcon className="size-5" aria-hidden />{t('narrow')}</summary><div className="pt-3">{narrow}</div></details>
        )}
        <Hits list={list} words={query.words} onOverview={onOverview} />
      </div>
    </>
  );
}

export function Component() {
  const t = useWords();
  const [query, change] = useQueryInAddress();
  const [job, setJob] = useState<{ id: string; name: string }>();
  const empty = isEmptyQuery(query);
  return (
    <Page title={t('title')} actions={!empty && <ExportMenu query={query} />}>
      <SearchField query={query} onChange={change} onDown={() => { focusHit('first'); }} />
      {empty ? <ResultList onOverview={setJob} /> : <Searched query={query} onChange={change} onOverview={setJob} />}
      {job && <JobOverview key={job.id} job={job} onClose={() => { setJob(undefined); }} />}
    </Page>
  );
}
