/** Loads all observations of one medium as one stream of lines, and anew when the server says that they changed. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, type ApiError } from '#lib/api.ts';
import { onEvent } from '#lib/live.ts';
import { indexObservations, type Observation, type ObservationIndex } from './observation-index.ts';

export interface LoadedObservations {
  /** Empty until they are there. */
  index: ObservationIndex;
  loading: boolean;
  error: ApiError | null;
  refetch(): void;
}

const NOTHING = indexObservations([]);
/** While a job works on the medium, its findings come in bursts. */
const RENEW_MS = 1_000;

const keyFor = (jobId: string, mediaId: string): readonly unknown[] => ['observations of', jobId, mediaId];

/** Lines of a stream of bytes; an unfinished last line is one, too. */
async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string[], void, undefined> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ? decoder.decode(value, { stream: true }) : decoder.decode())).split('\n');
    rest = done ? '' : lines.pop() ?? '';
    yield lines.filter((line) => line !== '');
    if (done) return;
  }
}

async function load(jobId: string, mediaId: string, signal: AbortSignal): Promise<ObservationIndex> {
  const { body } = await client().raw('streamObservations', { path: { jobId }, query: { mediaId } }, { signal });
  const rows: Observation[] = [];
  // A line is an Observation of the contract, which the server has checked.
  if (body) for await (const lines of linesOf(body)) for (const line of lines) rows.push(JSON.parse(line) as Observation);
  return indexObservations(rows);
}

/** Reads them anew, after a change of one's own. */
export const renewObservations = (queries: QueryClient, jobId: string, mediaId: string): Promise<void> => queries.invalidateQueries({ queryKey: keyFor(jobId, mediaId) });

/** Once per burst of events, and never two at a time; what was there stays until the new is. */
function useRenewal(jobId: string, mediaId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: number | undefined;
    const later = (): void => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        if (queries.isFetching({ queryKey: keyFor(jobId, mediaId) }) > 0) later();
        else void queries.invalidateQueries({ queryKey: keyFor(jobId, mediaId) });
      }, RENEW_MS);
    };
    const stop = onEvent(({ kind, body }) => {
      if ((kind === 'results.changed' || kind === 'run.changed') && body['jobId'] === jobId && (body['mediaId'] === undefined || body['mediaId'] === mediaId)) later();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries, jobId, mediaId]);
}

export function useObservations(jobId: string, mediaId: string): LoadedObservations {
  const asked = useQuery<ObservationIndex, ApiError>({
    queryKey: keyFor(jobId, mediaId), queryFn: ({ signal }) => load(jobId, mediaId, signal),
    structuralSharing: false, staleTime: Infinity, refetchOnWindowFocus: false,
  });
  useRenewal(jobId, mediaId);
  return { index: asked.data ?? NOTHING, loading: asked.isPending, error: asked.error, refetch: () => { void asked.refetch(); } };
}
