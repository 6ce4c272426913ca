/** The same for many, a few at a time; each ends on its own, and one that fails keeps no other from its turn. */

export type Outcome<T> = { state: 'waiting' | 'working' } | { state: 'done'; value: T } | { state: 'failed'; error: unknown };

const AT_ONCE = 3;

/** @param tell after each step, with the index of the item */
export async function runMany<Item, T>(items: readonly Item[], work: (item: Item) => Promise<T>, tell: (index: number, outcome: Outcome<T>) => void, signal?: AbortSignal): Promise<void> {
  const rest = items.entries();
  const line = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (signal?.aborted) return;
      tell(index, { state: 'working' });
      try {
        tell(index, { state: 'done', value: await work(item) });
      } catch (error) {
        tell(index, { state: 'failed', error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}
