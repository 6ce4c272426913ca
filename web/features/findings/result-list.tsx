/** Where nothing is searched for: every medium with results, the newest jobs first. */
import { ChartBarIcon, DocumentMagnifyingGlassIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useCallback } from 'react';
import { Link } from 'react-router';
import { useList } from '#lib/api.ts';
import { fromNow, number } from '#lib/format.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { Badge, Skeleton } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { useWords } from './words.ts';

type Entry = components['schemas']['ResultEntry'];

function Runs({ runs }: { runs: Entry['runs'] }) {
  const t = useWords();
  const { failed = 0, held = 0, running = 0, waiting = 0 } = runs;
  return (
    <>
      {failed > 0 && <Badge tone="danger">{t('failedRuns', { count: failed })}</Badge>}
      {held > 0 && <Badge tone="warning">{t('heldRuns')}</Badge>}
      {running + waiting > 0 && <Badge tone="info">{t('runningRuns')}</Badge>}
    </>
  );
}

function EntryRow({ entry: { jobId, jobName, mediaId, fileName, runs, observations, updatedAt }, onOverview }: { entry: Entry; onOverview(job: { id: string; name: string }): void }) {
  const t = useWords();
  const name = fileName ?? t('unnamed');
  return (
    <div className="flex items-center gap-3 border-b border-line bg-surface px-3 py-2">
      <div className="min-w-0 grow">
        <p className="truncate font-medium" dir="auto" title={name}><Link data-hit className="inline-block max-w-full truncate py-0.5 align-bottom hover:underline" to={`/jobs/${jobId}/media/${encodeURIComponent(mediaId)}`}>{name}</Link></p>
        <p className="truncate text-muted" dir="auto"><Link className="inline-block max-w-full truncate py-0.5 align-bottom hover:underline" to={`/jobs/${jobId}`}>{jobName}</Link></p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 max-sm:max-w-[45%]">
        <Runs runs={runs} />
        <span className="numbers">{t('observations', { count: observations, shown: number(observations) })}</span>
        {updatedAt !== undefined && <time dateTime={updatedAt} className="numbers text-muted max-sm:hidden">{fromNow(updatedAt)}</time>}
      </div>
      <Button look="quiet" icon={ChartBarIcon} className="px-2" aria-label={t('overview', { name: jobName })} title={t('overview', { name: jobName })} onClick={() => { onOverview({ id: jobId, name: jobName }); }} />
    </div>
  );
}

export function ResultList({ onOverview }: { onOverview(job: { id: string; name: string }): void }) {
  const t = useWords();
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error, refetch } = useList('listResults', { query: { limit: 100 } });
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (error && items.length === 0) return <ProblemNote error={error} onRetry={() => { void refetch(); }} />;
  if (isPending) return <Waiting className="flex flex-col gap-2">{[1, 2, 3, 4].map((each) => <Skeleton key={each} className="h-14" />)}</Waiting>;
  if (items.length === 0) return <Empty icon={DocumentMagnifyingGlassIcon} title={t('noResults')} action={<ButtonLink look="primary" to="/jobs">{t('toJobs')}</ButtonLink>}>{t('noResultsText')}</Empty>;
  return (
    <section className="flex flex-col gap-3">
      <h2>{t('all')}</h2>
      <div className="overflow-hidden rounded-md border border-line bg-surface shadow-sm">
        <VirtualGrid items={items} label={t('all')} keyOf={({ jobId, mediaId }) => `${jobId}/${mediaId}`} columnWidth={0} rowHeight={57} gap={0} onEnd={more} ahead={10}>
          {(entry) => <EntryRow entry={entry} onOverview={onOverview} />}
        </VirtualGrid>
      </div>
    </section>
  );
}
