/** The list of media, page by page as one scrolls; events change single media instead of reading all of it anew. */
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { call, isApiError, queryClient, type ApiError } from '#lib/api.ts';
import { onEvent } from '#lib/live.ts';
import type { MediaItem } from '#ui/media-picture.tsx';
import { withChanged, withNew, type ListPage } from './list-pages.ts';
import type { MediaQuery } from './media-filter.ts';

const FIRST_PAGE = 100;
const LATER_PAGES = 500;
/** Several events of one moment cause one reading. */
const GATHER_MS = 300;
/** With more changes at once the first page is read anew instead. */
const MOST_SINGLE = 30;

type Pages = InfiniteData<ListPage<MediaItem>, string | undefined>;

export interface MediaList {
  items: readonly MediaItem[];
  error: ApiError | null;
  isPending: boolean;
  hasMore: boolean;
  /** Something came that may belong anywhere in this order. */
  stale: boolean;
  loadMore(): void;
  reload(): void;
  /** Reads these anew. */
  look(ids: readonly string[]): void;
}

/** Null where it does not belong to this list any more. */
async function lookAt(id: string, { state = 'stored' }: MediaQuery): Promise<[string, MediaItem | null] | undefined> {
  try {
    const item = await call('getMedium', { path: { mediaId: id } });
    return [id, item.state === state ? item : null];
  } catch (error) {
    return isApiError(error) && error.status === 404 ? [id, null] : undefined;
  }
}

async function changeSingle(key: readonly unknown[], query: MediaQuery, ids: readonly string[]): Promise<void> {
  const looked = await Promise.all(ids.map((id) => lookAt(id, query)));
  const changed = new Map(looked.filter((each) => each !== undefined));
  queryClient.setQueryData<Pages>(key, (before) => before && { ...before, pages: withChanged(before.pages, changed) });
}

async function addNewest(key: readonly unknown[], query: MediaQuery): Promise<void> {
  const { items } = await call('listMedia', { query: { ...query, limit: FIRST_PAGE } });
  queryClient.setQueryData<Pages>(key, (before) => before && { ...before, pages: withNew(before.pages, items) });
}

export function useMediaList(query: MediaQuery): MediaList {
  const key = useMemo(() => ['media-list', query], [query]);
  const [stale, setStale] = useState(false);
  const result = useInfiniteQuery<ListPage<MediaItem>, ApiError, Pages, readonly unknown[], string | undefined>({
    queryKey: key, initialPageParam: undefined, getNextPageParam: (last) => last.next ?? undefined, staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false,
    queryFn: ({ pageParam, signal }) => call('listMedia', { query: { ...query, limit: pageParam === undefined ? FIRST_PAGE : LATER_PAGES, ...(pageParam !== undefined && { cursor: pageParam }) } }, { signal }),
  });
  const { data, error, isPending, hasNextPage, isFetching, fetchNextPage, refetch } = result;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);

  const look = useCallback((ids: readonly string[]): void => {
    const there = new Set(queryClient.getQueryData<Pages>(key)?.pages.flatMap((page) => page.items.map(({ id }) => id)));
    const [known, unknown] = [ids.filter((id) => there.has(id)), ids.filter((id) => !there.has(id))];
    if (known.length > 0) void changeSingle(key, query, known.slice(0, MOST_SINGLE));
    if (known.length > MOST_SINGLE) setStale(true);
    if (unknown.length === 0) return;
    if ((query.sort ?? 'newest') === 'newest') addNewest(key, query).catch(() => { setStale(true); });
    else setStale(true);
  }, [key, query]);

  useEffect(() => {
    const waiting = new Set<string>();
    let timer: number | undefined;
    const silence = onEvent(({ kind, body }) => {
      if (kind !== 'media.changed' || typeof body['mediaId'] !== 'string') return;
      waiting.add(body['mediaId']);
      timer ??= window.setTimeout(() => { timer = undefined; look([...waiting]); waiting.clear(); }, GATHER_MS);
    });
    return () => { silence(); clearTimeout(timer); };
  }, [look]);

  return {
    items, error, isPending, hasMore: hasNextPage, stale, look,
    loadMore: useCallback(() => { if (hasNextPage && !isFetching) void fetchNextPage(); }, [hasNextPage, isFetching, fetchNextPage]),
    reload: () => { setStale(false); void refetch(); },
  };
}
