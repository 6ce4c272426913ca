/** All jobs that are not in the archive: cards in the looks of their stages, live, filtered, one or many at a time. */
import { BookmarkIcon, CheckCircleIcon, PlusIcon, QueueListIcon } from '@heroicons/react/24/outline';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';
import { NewJob } from '#features/new-job/index.ts';
import { useList } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { PullToRefresh } from '#ui/pull-to-refresh.tsx';
import { Page, Skeleton } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { filterFrom, isNarrowed, paramsOf, queryOf, type JobFilter } from './job-filter.ts';
import { JobFilters } from './job-filters.tsx';
import type { Job } from './job-look.ts';
import { JobTile } from './job-tile.tsx';
import { useListWords } from './list-words.ts';
import { Templates } from './templates.tsx';

const CARD_PX = 280;
const CARD_HEIGHT_PX = 176;

function useFilter(): [JobFilter, (to: JobFilter) => void] {
  const [params, setParams] = useSearchParams();
  const change = useCallback((to: JobFilter) => { setParams(paramsOf(to), { replace: true }); }, [setParams]);
  return [filterFrom(params), change];
}

function None({ filter, mayWrite, onNew }: { filter: JobFilter; mayWrite: boolean; onNew(): void }) {
  const t = useListWords();
  if (isNarrowed(filter)) return <Empty icon={QueueListIcon} title={t('noMatch')} action={<ButtonLink to="/archive">{t('archive')}</ButtonLink>}>{t('noMatchText')}</Empty>;
  return <Empty icon={QueueListIcon} title={t('none')} action={mayWrite && <Button look="primary" icon={PlusIcon} onClick={onNew}>{t('newJob')}</Button>}>{t('noneText')}</Empty>;
}

/** In the size of the cards that come. */
const Outline = () => <Waiting className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">{Array.from({ length: 8 }, (_, at) => <Skeleton key={at} className="h-44" />)}</Waiting>;

function Jobs({ filter, selecting, onNew, mayWrite }: { filter: JobFilter; selecting: boolean; onNew(): void; mayWrite: boolean }) {
  const t = useListWords();
  const list = useList('listJobs', { query: queryOf(filter) });
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const toggle = (id: string): void => { setChosen((before) => (before.has(id) ? before.difference(new Set([id])) : before.union(new Set([id])))); };
  return (
    <>
      <div className="-mb-4"><PullToRefresh onRefresh={refetch} /></div>
      {selecting && <BulkBar chosen={items.filter(({ id }) => chosen.has(id))} onAll={() => { setChosen(new Set(items.map(({ id }) => id))); }} onNone={() => { setChosen(new Set()); }} />}
      {list.error && <ProblemNote error={list.error} onRetry={() => { void refetch(); }} />}
      {list.isPending && !list.error && <Outline />}
      {list.data && items.length === 0 && <None filter={filter} mayWrite={mayWrite} onNew={onNew} />}
      {items.length > 0 && (
        <VirtualGrid<Job> items={items} label={t('title')} keyOf={({ id }) => id} columnWidth={CARD_PX} rowHeight={CARD_HEIGHT_PX} onEnd={more}>
          {(job) => <JobTile job={job} selecting={selecting} selected={chosen.has(job.id)} onSelect={() => { toggle(job.id); }} />}
        </VirtualGrid>
      )}
      {isFetchingNextPage && <p role="status" className="text-center text-muted">{t('loading')}</p>}
    </>
  );
}

export function Component() {
  const t = useListWords();
  const mayWrite = useMe()?.permissions.includes('jobs:write') ?? false;
  const [filter, change] = useFilter();
  const [selecting, setSelecting] = useState(false);
  const [open, setOpen] = useState<'new' | 'templates'>();
  const close = (): void => { setOpen(undefined); };
  return (
    <Page
      title={t('title')}
      actions={<>
        {mayWrite && <Button icon={CheckCircleIcon} aria-pressed={selecting} onClick={() => { setSelecting(!selecting); }}><span className="max-sm:sr-only">{t(selecting ? 'selectEnd' : 'select')}</span></Button>}
        <Button icon={BookmarkIcon} onClick={() => { setOpen('templates'); }}><span className="max-sm:sr-only">{t('templates')}</span></Button>
        {mayWrite && <Button look="primary" icon={PlusIcon} onClick={() => { setOpen('new'); }}>{t('newJob')}</Button>}
      </>}
    >
      <JobFilters filter={filter} change={change} />
      <Jobs filter={filter} selecting={selecting} mayWrite={mayWrite} onNew={() => { setOpen('new'); }} />
      <NewJob open={open === 'new'} mediaIds={[]} onClose={close} />
      {open === 'templates' && <Templates onClose={close} />}
    </Page>
  );
}
