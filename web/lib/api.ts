/** The typed client of AIMA's API, and the two hooks through which every component speaks with it. */
import { createClient, type ApiError, type Client, type Input, type operations, type Output } from '@aima/contract/client';
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseInfiniteQueryResult, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { language } from './words.ts';
import { useSession } from './session.ts';

export type OperationId = keyof operations;
type In<Id extends OperationId> = Input<operations[Id]>;
type Out<Id extends OperationId> = Output<operations[Id]>;
export type { ApiError };

/** Anew for each call, since the language of its errors may have changed. */
export const client = (): Client => createClient({ baseUrl: location.origin, language: language(), retries: 2 });

/** Who is not signed in any more is asked to sign in over whatever stands on the page; then all of it is asked for again. */
function noticed(error: unknown): void {
  if (isApiError(error) && error.status === 401 && error.code === 'SIGN_IN_REQUIRED') useSession.getState().expire();
}

export const isApiError = (error: unknown): error is ApiError => error instanceof Error && 'code' in error && 'next' in error;

const MOST_TRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, gcTime: 300_000, refetchOnWindowFocus: true, retry: (count, error) => count < MOST_TRIES && !(isApiError(error) && error.status >= 400 && error.status < 500) },
    mutations: { retry: false },
  },
});

export const keyOf = <Id extends OperationId>(id: Id, input: In<Id>): readonly unknown[] => [id, input];

export interface AskOptions {
  enabled?: boolean;
  /** For what no event tells, in milliseconds. */
  everyMs?: number;
  staleMs?: number;
  /** Shows what was there for the last input until the next is. */
  keep?: boolean;
}

interface CallOptions { signal?: AbortSignal; ifMatch?: number | undefined }

/** One call outside of a component. @throws ApiError */
export async function call<Id extends OperationId>(id: Id, input: In<Id>, options: CallOptions = {}): Promise<Out<Id>> {
  try {
    // The table gives each operation its own input; here it is one of them.
    const api = client().api as unknown as Record<OperationId, (input: unknown, options: CallOptions) => Promise<Out<Id>>>;
    return await api[id](input, options);
  } catch (error) {
    noticed(error);
    throw error;
  }
}

/** Reads: `useAsk('getJob', { path: { jobId } })`. Events of the server keep it fresh (live.ts). */
export function useAsk<Id extends OperationId>(id: Id, input: In<Id>, { enabled, everyMs, staleMs, keep }: AskOptions = {}): UseQueryResult<Out<Id>, ApiError> {
  return useQuery<Out<Id>, ApiError>({
    queryKey: keyOf(id, input), queryFn: ({ signal }) => call(id, input, { signal }), enabled: enabled ?? true,
    ...(everyMs !== undefined && { refetchInterval: everyMs }), ...(staleMs !== undefined && { staleTime: staleMs }), ...(keep && { placeholderData: (before: Out<Id> | undefined) => before }),
  } as Parameters<typeof useQuery<Out<Id>, ApiError>>[0]);
}

interface Page<Item> { items: Item[]; next?: string | null | undefined }
type ItemOf<Id extends OperationId> = Out<Id> extends { items: (infer Item)[] } ? Item : never;

/** Lists with a cursor, page by page; `items` are all that were loaded. */
export function useList<Id extends OperationId>(id: Id, input: In<Id>, { enabled, everyMs }: AskOptions = {}): UseInfiniteQueryResult<{ pages: Page<ItemOf<Id>>[] }, ApiError> & { items: ItemOf<Id>[] } {
  const { query, ...rest } = input as { query?: Record<string, unknown> };
  const result = useInfiniteQuery<Page<ItemOf<Id>>, ApiError, { pages: Page<ItemOf<Id>>[] }, readonly unknown[], string | undefined>({
    queryKey: ['list', ...keyOf(id, input)], enabled: enabled ?? true, initialPageParam: undefined, getNextPageParam: (last) => last.next ?? undefined,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
    queryFn: ({ pageParam, signal }) => call(id, { ...rest, query: { ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) } } as unknown as In<Id>, { signal }),
  });
  return { ...result, items: result.data?.pages.flatMap(({ items }) => items) ?? [] };
}

/** Changes: `const start = useAct('startJob', ['getJob', 'listJobs'])`; what is named is read anew afterwards. */
export function useAct<Id extends OperationId>(id: Id, renews: readonly OperationId[] = []): UseMutationResult<Out<Id>, ApiError, In<Id> & { ifMatch?: number | undefined }> {
  const queries = useQueryClient();
  return useMutation<Out<Id>, ApiError, In<Id> & { ifMatch?: number | undefined }>({
    mutationFn: ({ ifMatch, ...input }) => call(id, input as unknown as In<Id>, { ifMatch }),
    onSuccess: () => renew(queries, renews),
  });
}

/** Reads anew whatever of these operations is on the page. */
export async function renew(queries: QueryClient, ids: readonly OperationId[], about?: (input: unknown) => boolean): Promise<void> {
  if (ids.length === 0) return;
  const wanted = new Set<unknown>(ids);
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [id, input] = queryKey[0] === 'list' ? queryKey.slice(1) : queryKey;
      return wanted.has(id) && (about?.(input) ?? true);
    },
  });
}
