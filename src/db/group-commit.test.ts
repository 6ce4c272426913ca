import { expect, test } from 'vitest';
import type { EmbeddedClient } from './embedded-client.ts';
import { groupCommit } from './group-commit.ts';

/** Transactions one after the other, as the embedded database runs them; each flush of the WAL is counted and may be made to fail. */
function serialClient(): { client: Pick<EmbeddedClient, 'between'>; run: (work: () => void) => Promise<void>; flushes: () => number; fail: (error: Error | undefined) => void } {
  let queue: Promise<unknown> = Promise.resolve();
  let flushes = 0;
  let failure: Error | undefined;
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const query = async (): ReturnType<EmbeddedClient['between']> => {
    if (failure) throw failure;
    flushes += 1;
    return { rows: [{ lsn: flushes * 100 }], fields: [] };
  };
  return {
    client: { between: (begins) => enqueue(() => { begins(); return query(); }) },
    run: (work) => enqueue(async () => { work(); }),
    flushes: () => flushes,
    fail: (error) => { failure = error; },
  };
}

test('what waits at the same time shares a flush that begins after all of it; nothing new needs none', async () => {
  const { client, run, flushes } = serialClient();
  const places: number[] = [];
  const commits = groupCommit(client, (lsn) => { places.push(lsn); });
  await commits.flushed(1);
  expect(flushes()).toBe(0);
  await Promise.all(Array.from({ length: 10 }, async () => {
    await run(commits.writing);
    await commits.flushed(1);
  }));
  expect(flushes()).toBeGreaterThan(0);
  expect(flushes()).toBeLessThan(5);
  const before = flushes();
  await commits.flushed(1); // a reader: all is on the disk
  expect(flushes()).toBe(before);
  expect(places).toEqual(Array.from({ length: before }, (_, i) => (i + 1) * 100));
});

test('a flush that fails confirms nothing, and the next one is tried anew', async () => {
  const { client, run, fail, flushes } = serialClient();
  const commits = groupCommit(client, () => undefined);
  await run(commits.writing);
  fail(new Error('no disk'));
  await expect(commits.flushed(1)).rejects.toThrow('no disk');
  await expect(commits.flushed(1)).rejects.toThrow('no disk');
  fail(undefined);
  await commits.flushed(1);
  expect(flushes()).toBe(1);
});

test('who waits for a server that was lost is not told by the flush of the next one', async () => {
  const { client, run, flushes } = serialClient();
  const commits = groupCommit(client, () => undefined);
  await run(commits.writing);
  const before = commits.server();
  const waiting = commits.flushed(before);
  commits.renewed(); // before the flush could begin: it runs on the next server
  await expect(waiting).rejects.toThrow('lost before');
  await expect(commits.flushed(before)).rejects.toThrow('lost before');
  await run(commits.writing);
  await commits.flushed(commits.server());
  expect(flushes()).toBe(2);
});
