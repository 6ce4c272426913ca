/** Events on both kinds of database: numbered in the order of the commits, delivered to everybody, read on from a number. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventMessage, EventReset } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { openEventHub, publish, sweepEvents, type EventHub } from '../../src/events/index.ts';
import { onBothDatabases, type OpenedDatabase } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

const WAIT_MS = 20_000;
type Opened = () => OpenedDatabase;

const send = (database: Database, workspaceId: string, n: number): Promise<void> =>
  database.transaction({ workspaceId }, (tx) => publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: `m${n}`, state: 'stored' } }));

/** The next `count` messages. */
async function take(hub: EventHub, workspaceId: string, afterSeq: number | undefined, count: number, subscribed?: () => void): Promise<(EventMessage | EventReset)[]> {
  const messages: (EventMessage | EventReset)[] = [];
  const stop = new AbortController();
  const stream = hub.subscribe(workspaceId, afterSeq, AbortSignal.any([stop.signal, AbortSignal.timeout(WAIT_MS)]))[Symbol.asyncIterator]();
  const first = stream.next();
  subscribed?.();
  for (let next = await first; next.done !== true; next = await stream.next()) {
    messages.push(next.value);
    if (messages.length === count) break;
  }
  stop.abort();
  await stream.return?.();
  return messages;
}
const seqsOf = (messages: readonly (EventMessage | EventReset)[]): (number | 'reset')[] => messages.map((message) => ('reset' in message ? 'reset' : message.seq));
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

await onBothDatabases((opened) => {
  writingCases(opened);
  deliveryCases(opened);
  trimmingCases(opened);

  test('a second process is told, and after a break of its connection too', async () => {
    const { database, url } = opened();
    if (url === undefined) return; // one process alone may open the embedded database
    const { workspaceId } = await storeJob(database);
    const other = await openDatabase({ url, folder: '' });
    const hub = await openEventHub(other, { pollMs: 3_600_000 });
    // Until it listens: the poll is off, so only notifications can tell.
    const listeners = () => database.read('everything', (tx) => rowsOf(tx, sql`select pid from pg_stat_activity where application_name = 'aima-listener' and datname = current_database() and state = 'idle' and query ilike 'listen%'`, z.object({ pid: z.int() })));
    await expect.poll(listeners).toHaveLength(1);
    const taking = take(hub, workspaceId, 0, 3);
    await send(database, workspaceId, 1);
    await sleep(300);
    await send(database, workspaceId, 2);
    await database.transaction('everything', (tx) => tx.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'aima-listener' and datname = current_database()`));
    await send(database, workspaceId, 3);
    expect(seqsOf(await taking)).toEqual([1, 2, 3]);
    await hub.close();
    await other.close();
  });
});

function writingCases(opened: Opened): void {
  test('events get numbers in the order of the commits, in a workspace and over everything', async () => {
    const { database } = opened();
    const [{ workspaceId }, other] = [await storeJob(database), await storeJob(database)];
    await Promise.all(Array.from({ length: 20 }, (_, n) =>
      database.transaction(n % 2 === 0 ? { workspaceId } : 'everything', (tx) => publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: `m${n}`, state: 'stored' } }))));
    const stored = (id: string): Promise<{ seq: number }[]> => database.read({ workspaceId: id }, (tx) => rowsOf(tx, sql`select seq::integer as seq from event order by seq`, z.object({ seq: z.int() })));
    expect((await stored(workspaceId)).map(({ seq }) => seq)).toEqual(numbers(1, 20));
    expect(await stored(other.workspaceId)).toEqual([]);
    await expect(database.transaction(other, (tx) => publish(tx, workspaceId, { kind: 'metrics', body: {} }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
}

function deliveryCases(opened: Opened): void {
  test('everybody who watches gets every event once and in order, each from the number it names', async () => {
    const { database } = opened();
    const hub = await openEventHub(database, { pollMs: 3_600_000 }); // only notifications can tell
    const [{ workspaceId }, other] = [await storeJob(database), await storeJob(database)];
    for (const n of numbers(1, 5)) await send(database, workspaceId, n);
    let subscribed = 0;
    const takings = [take(hub, workspaceId, 0, 35, () => { subscribed += 1; }), take(hub, workspaceId, 3, 32, () => { subscribed += 1; }), take(hub, workspaceId, undefined, 30, () => { subscribed += 1; })];
    while (subscribed < 3) await sleep(5);
    await sleep(100); // the third one goes on from whatever is the newest when it subscribes
    await Promise.all(numbers(6, 35).map((n) => send(database, workspaceId, n)));
    await send(database, other.workspaceId, 1);
    const [all, later, fromNow] = await Promise.all(takings);
    expect(seqsOf(all ?? [])).toEqual(numbers(1, 35));
    expect(seqsOf(later ?? [])).toEqual(numbers(4, 35));
    expect(seqsOf(fromNow ?? [])).toEqual(numbers(6, 35));
    expect(all?.[0]).toMatchObject({ kind: 'media.changed', body: { mediaId: 'm1', state: 'stored' } });
    await hub.close();
  });

  test('who reads slowly misses nothing, though far more happens than the hub remembers', async () => {
    const { database } = opened();
    const hub = await openEventHub(database);
    const { workspaceId } = await storeJob(database);
    const stream = hub.subscribe(workspaceId, 0, AbortSignal.timeout(60_000))[Symbol.asyncIterator]();
    const first = stream.next();
    await send(database, workspaceId, 1);
    const seen = [(await first).value as EventMessage];
    const burst = async (from: number): Promise<void> => database.transaction({ workspaceId }, async (tx) => {
      for (const n of numbers(from, from + 299)) await publish(tx, workspaceId, { kind: 'job.progress', body: { jobId: `j${n}` } });
    });
    for (const from of [2, 302, 602]) await burst(from);
    await sleep(300); // the hub has read all of it meanwhile
    while (seen.length < 901) {
      const { value } = await stream.next() as { value: EventMessage };
      seen.push(value);
      if (seen.length === 500) await burst(902);
    }
    expect(seqsOf(seen)).toEqual(numbers(1, 901));
    await stream.return?.();
    await hub.close();
  });

  test('closing the hub, leaving, and a workspace that is not there end a subscription', async () => {
    const { database } = opened();
    const hub = await openEventHub(database);
    const { workspaceId } = await storeJob(database);
    await expect(take(hub, '00000000-0000-4000-8000-000000000000', 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const waiting = take(hub, workspaceId, 0, 1);
    await sleep(50);
    await hub.close();
    expect(await waiting).toEqual([]);
  });

  test('should a notification be lost, the poll finds what is new', async () => {
    const { database } = opened();
    const deaf: Database = { ...database, listen: () => Promise.resolve({ close: () => Promise.resolve() }) };
    const hub = await openEventHub(deaf, { pollMs: 100 });
    const { workspaceId } = await storeJob(database);
    const taking = take(hub, workspaceId, 0, 2);
    await sleep(50);
    await send(database, workspaceId, 1);
    await sleep(250);
    await send(database, workspaceId, 2);
    expect(seqsOf(await taking)).toEqual([1, 2]);
    await hub.close();
  });
}

function trimmingCases(opened: Opened): void {
  test('what is old is forgotten; who missed only passing events reads on, who missed more is told to begin anew', async () => {
    const { database } = opened();
    const hub = await openEventHub(database);
    const { workspaceId } = await storeJob(database);
    const age = (seq: number, hours: number): Promise<unknown> =>
      database.transaction('everything', (tx) => tx.execute(sql`update event set at = at - ${hours} * interval '1 hour' where workspace_id = ${workspaceId}::uuid and seq = ${seq}`));
    const progress = (): Promise<void> => database.transaction({ workspaceId }, (tx) => publish(tx, workspaceId, { kind: 'job.progress', body: { jobId: 'j' } }));
    await send(database, workspaceId, 1);
    await progress();
    await send(database, workspaceId, 3);
    await progress();
    for (const [seq, hours] of [[1, 200], [2, 2], [3, 100]] as const) await age(seq, hours);
    await sweepEvents(database);
    expect(seqsOf(await take(hub, workspaceId, 1, 2))).toEqual([3, 4]);
    expect(await take(hub, workspaceId, 0, 1)).toEqual([{ reset: true, seq: 4 }]);
    // A number that this database never gave: it was put back to an earlier state.
    expect(await take(hub, workspaceId, 99, 1)).toEqual([{ reset: true, seq: 4 }]);
    await hub.close();
  });
}
