import { expect, test } from 'vitest';
import type { PGlite } from '@electric-sql/pglite';
import { groupCommit } from './group-commit.ts';

/** Transactions one after the other, as PGlite runs them; each flush of the WAL is counted and may be made to fail. */
function serialClient(): { client: Pick<PGlite, 'transaction'>; run: (work: () => void) => Promise<void>; flushes: () => number; fail: (error: Error | undefined) => void } {
  let queue: Promise<unknown> = Promise.resolve();
  let flushes = 0;
  let failure: Error | undefined;
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const query = async (): Promise<{ rows: { lsn: number }[] }> => {
    if (failure) throw failure;
    flushes += 1;
    return { rows: [{ lsn: flushes * 100 }] };
  };
  return {
    // The part of a transaction that groupCommit uses.
    client: { transaction: ((work: (tx: { query: typeof query }) => Promise<unknown>) => enqueue(() => work({ query }))) as unknown as PGlite['transaction'] },
    run: (work) => enqueue(async () => { work(); }),
    flushes: () => flushes,
    fail: (error) => { failure = error; },
  };
}

test('what waits at the same time shares a flush that begins after all of it; nothing new needs none', async () => {
  const { client, run, flushes } = serialClient();
  const places: number[] = [];
  const commits = groupCommit(client, (lsn) => { places.push(lsn); });
  await commits.flushed();
  expect(flushes()).toBe(0);
  await Promise.all(Array.from({ length: 10 }, async () => {
    await run(commits.writing);
    await commits.flushed();
  }));
  expect(flushes()).toBeGreaterThan(0);
  expect(flushes()).toBeLessThan(5);
  const before = flushes();
  await commits.flushed(); // a reader: all is on the disk
  expect(flushes()).toBe(before);
  expect(places).toEqual(Array.from({ length: before }, (_, i) => (i + 1) * 100));
});

test('a flush that fails confirms nothing, and the next one is tried anew', async () => {
  const { client, run, fail, flushes } = serialClient();
  const commits = groupCommit(client, () => undefined);
  await run(commits.writing);
  fail(new Error('no disk'));
  await expect(commits.flushed()).rejects.toThrow('no disk');
  await expect(commits.flushed()).rejects.toThrow('no disk');
  fail(undefined);
  await commits.flushed();
  expect(flushes()).toBe(1);
});
