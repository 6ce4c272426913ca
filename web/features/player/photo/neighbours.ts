/** The medium before and after in its job. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useList } from '#lib/api.ts';
import { useScene } from '../model/player-context.tsx';

export interface Neighbours {
  previous: string | undefined;
  next: string | undefined;
  /** Counted from 1; undefined until it is known. */
  place: number | undefined;
  go(step: 1 | -1): void;
}

/** Reads as many pages of the job's media as it takes to know both. */
export function useNeighbours(): Neighbours {
  const { jobId, mediaId } = useScene();
  const navigate = useNavigate();
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage } = useList('listJobMedia', { path: { jobId }, query: { limit: 200 } });
  const index = items.findIndex((each) => each.mediaId === mediaId);
  const wanted = (index < 0 || index === items.length - 1) && hasNextPage && !isFetchingNextPage;
  useEffect(() => { if (wanted) void fetchNextPage(); }, [wanted, fetchNextPage]);
  const previous = index > 0 ? items[index - 1]?.mediaId : undefined;
  const next = index >= 0 ? items[index + 1]?.mediaId : undefined;
  return {
    previous, next, place: index < 0 ? undefined : index + 1,
    go(step) {
      const to = step === 1 ? next : previous;
      if (to !== undefined) void navigate(`/jobs/${jobId}/media/${to}`);
    },
  };
}
