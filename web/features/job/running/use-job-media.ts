/** Media of a job with their runs: the first ones come with the job, all others page by page. */
import { useMemo } from 'react';
import { useAsk, useList } from '#lib/api.ts';
import { analyzersOf, type Job, type JobMedium } from './run-cells.ts';

const PAGE = 200;

export function useJobMedia({ id, media, mediaNext }: Pick<Job, 'id' | 'media' | 'mediaNext'>): { media: readonly JobMedium[]; more: (() => void) | undefined; isLoadingMore: boolean } {
  const list = useList('listJobMedia', { path: { jobId: id }, query: { limit: PAGE, ...(mediaNext !== undefined && { cursor: mediaNext }) } }, { enabled: mediaNext !== undefined });
  const { data } = list;
  const all = useMemo(() => [...media, ...(data?.pages.flatMap(({ items }) => items) ?? [])], [media, data]);
  return { media: all, more: list.hasNextPage && !list.isFetchingNextPage ? () => { void list.fetchNextPage(); } : undefined, isLoadingMore: list.isFetchingNextPage };
}

/** Those of its profile (or its own choice), and whatever ran. */
export function useAnalyzers({ settings: { profile, analyzers } }: Pick<Job, 'settings'>, media: readonly JobMedium[]): readonly string[] {
  const asked = useAsk('getProfile', { path: { name: profile } }, { enabled: analyzers === undefined, staleMs: 600_000 });
  const wanted = analyzers ?? asked.data?.analyzers;
  const names = analyzersOf(wanted ?? [], media).join(' ');
  // The same array for the same names, so that rows need not be drawn anew.
  return useMemo(() => (names === '' ? [] : names.split(' ')), [names]);
}
