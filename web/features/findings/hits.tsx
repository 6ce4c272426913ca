/** All that was found, medium by medium; arrows go from one finding to the next. */
import { MagnifyingGlassIcon } from '@heroicons/react/24/outline';
import { useCallback, useMemo, type KeyboardEvent } from 'react';
import type { useList } from '#lib/api.ts';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { rowsOf } from './hit-rows.ts';
import { HitRow, MediumRow } from './hit-row.tsx';
import { useWords } from './words.ts';


/** @returns whether there was one to go to */
export function focusHit(step: 'first' | 1 | -1): boolean {
  const hits = [...document.querySelectorAll<HTMLElement>('a[data-hit]')];
  const at = step === 'first' ? 0 : hits.findIndex((each) => each === document.activeElement) + step;
  const next = at < 0 ? undefined : hits[at];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

function onArrows(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || !(event.target instanceof HTMLElement && event.target.matches('a[data-hit]'))) return;
  if (focusHit(event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
}

export function Hits({ list, words, onOverview }: { list: ReturnType<typeof useList<'searchObservations'>>; words: string; onOverview(job: { id: string; name: string }): void }) {
  const t = useWords();
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error, refetch } = list;
  const rows = useMemo(() => rowsOf(items), [items]);
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (error && items.length === 0) return <ProblemNote error={error} onRetry={() => { void refetch(); }} />;
  if (isPending) return <Waiting className="flex flex-col gap-2">{[1, 2, 3].map((each) => <Skeleton key={each} className="h-32" />)}</Waiting>;
  if (rows.length === 0) return <Empty icon={MagnifyingGlassIcon} title={t('nothing')}>{t('nothingText')}</Empty>;
  return (
    <div onKeyDown={onArrows} className="flex flex-col gap-3">
      <div className="overflow-hidden rounded-md border border-line bg-surface shadow-sm">
        <VirtualGrid items={rows} label={t('hits')} keyOf={({ is, found }) => `${is}/${found.jobId}/${found.id}`} columnWidth={0} rowHeight={52} gap={0} onEnd={more} ahead={10}>
          {({ is, found, samples, untilMs }) => (is === 'medium' ? <MediumRow found={found} onOverview={() => { onOverview({ id: found.jobId, name: found.jobName }); }} /> : <HitRow found={found} words={words} samples={samples} untilMs={untilMs} />)}
        </VirtualGrid>
      </div>
      {isFetchingNextPage && <Skeleton className="h-16" />}
      {error && <ProblemNote error={error} onRetry={() => { void fetchNextPage(); }} />}
    </div>
  );
}
