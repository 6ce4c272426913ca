/** What lets several processes and repeating clients share one database: leases, keys of requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { claimKey, endKeyClaims, finishKey, releaseKey, sweepKeys, withLease, type KeyClaim, type KeyedRequest } from '../../src/db/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

const request = (more: Partial<KeyedRequest> = {}): KeyedRequest => ({ actor: 'user:1', key: 'k', operation: 'startJob', bodySha256: 'a'.repeat(64), claimMs: 60_000, ...more });
const claimOf = (claim: KeyClaim): string => {
  if (claim.state !== 'claimed') throw new Error(`it is ${claim.state}`);
  return claim.claim;
};

await onBothDatabases((opened) => {
  keyCases(opened);
  leaseCases(opened);
});

type Opened = Parameters<Parameters<typeof onBothDatabases>[0]>[0];

function keyCases(opened: Opened): void {
  const claim = (workspaceId: string, more: Partial<KeyedRequest> = {}): Promise<KeyClaim> =>
    opened().database.transaction({ workspaceId }, (tx) => claimKey(tx, request(more)));
  const answer = { status: 201, headers: { etag: '"1"' }, body: '{"id":"ü\u0000"}'.replace('\u0000', '') };

  test('of many that ask at once one does it, and every later one gets its answer', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(workspaceId)));
    expect(claims.map(({ state }) => state).sort()).toEqual(['claimed', ...Array.from({ length: 7 }, () => 'running')]);
    const mine = claimOf(claims.find(({ state }) => state === 'claimed') ?? { state: 'running' });
    expect(await database.transaction({ workspaceId }, (tx) => finishKey(tx, 'user:1', 'k', mine, answer))).toBe(true);
    expect(await claim(workspaceId)).toEqual({ state: 'answered', answer });
  });

  test('another body or operation under the same key is told, another person or workspace has its own keys', async () => {
    const [mine, theirs] = [await storeJob(opened().database), await storeJob(opened().database)];
    await claim(mine.workspaceId);
    expect(await claim(mine.workspaceId, { bodySha256: 'b'.repeat(64) })).toEqual({ state: 'other_request' });
    expect(await claim(mine.workspaceId, { operation: 'stopJob' })).toEqual({ state: 'other_request' });
    expect(await claim(mine.workspaceId, { actor: 'user:2' })).toMatchObject({ state: 'claimed' });
    expect(await claim(theirs.workspaceId)).toMatchObject({ state: 'claimed' });
  });

  test('who died over it is replaced, and can no longer give its answer', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const dead = claimOf(await claim(workspaceId, { claimMs: 0 }));
    const next = claimOf(await claim(workspaceId));
    expect(await claim(workspaceId)).toEqual({ state: 'running' });
    expect(await database.transaction({ workspaceId }, (tx) => finishKey(tx, 'user:1', 'k', dead, answer))).toBe(false);
    await database.transaction({ workspaceId }, (tx) => releaseKey(tx, 'user:1', 'k', dead));
    expect(await claim(workspaceId)).toEqual({ state: 'running' });
    await database.transaction({ workspaceId }, (tx) => releaseKey(tx, 'user:1', 'k', next));
    expect(await claim(workspaceId)).toMatchObject({ state: 'claimed' });
  });

  test('where nobody else can be at work, a new start frees the key of who died over it, and keeps answers', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const finished = claimOf(await claim(workspaceId, { key: 'finished' }));
    await database.transaction({ workspaceId }, (tx) => finishKey(tx, 'user:1', 'finished', finished, answer));
    await claim(workspaceId);
    expect(await claim(workspaceId)).toEqual({ state: 'running' });
    await database.transaction('everything', endKeyClaims);
    expect(await claim(workspaceId)).toMatchObject({ state: 'claimed' });
    expect(await claim(workspaceId, { key: 'finished' })).toEqual({ state: 'answered', answer });
  });

  test('after a day the key is free, swept or not', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const first = claimOf(await claim(workspaceId));
    await database.transaction({ workspaceId }, (tx) => finishKey(tx, 'user:1', 'k', first, answer));
    const pass = (): Promise<unknown> => database.transaction({ workspaceId }, (tx) => tx.execute(sql`update idempotency_key set expires_at = clock_timestamp() - interval '1 ms'`));
    await pass();
    const second = claimOf(await claim(workspaceId, { operation: 'stopJob' }));
    await database.transaction({ workspaceId }, (tx) => finishKey(tx, 'user:1', 'k', second, answer));
    expect(await claim(workspaceId, { operation: 'stopJob' })).toMatchObject({ state: 'answered' });
    await pass();
    await database.transaction('everything', sweepKeys);
    expect(await claim(workspaceId)).toMatchObject({ state: 'claimed' });
  });
}

function leaseCases(opened: Opened): void {
  test('one of many holds the lease, and the next one gets it as soon as it is given back', async () => {
    const { database } = opened();
    let working = 0;
    const work = async (): Promise<string> => {
      working += 1;
      expect(working).toBe(1);
      await sleep(20);
      working -= 1;
      return 'done';
    };
    const told = await Promise.all(['a', 'b', 'c'].map((holder) => withLease(database, 'sweep', holder, work)));
    expect(told.filter((one) => one !== undefined)).toEqual([{ result: 'done' }]);
    expect(await withLease(database, 'sweep', 'd', work)).toEqual({ result: 'done' });
    await expect(withLease(database, 'sweep', 'e', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withLease(database, 'sweep', 'f', work)).toEqual({ result: 'done' });
  });

  test('it is renewed while the work lasts, and who lost it is stopped', async () => {
    const { database } = opened();
    const other = (): Promise<unknown> => withLease(database, 'long', 'b', () => Promise.resolve());
    const result = await withLease(database, 'long', 'a', async (signal) => {
      await sleep(900);
      expect(signal.aborted).toBe(false);
      expect(await other()).toBeUndefined();
      await database.transaction('everything', (tx) => tx.execute(sql`update lease set holder = 'thief' where name = 'long'`));
      await new Promise((resolve) => { signal.addEventListener('abort', resolve); });
      return 'stopped';
    }, { leaseMs: 600 });
    expect(result).toEqual({ result: 'stopped' });
    // What the thief holds is not given back by whoever lost it.
    await database.transaction('everything', (tx) => tx.execute(sql`update lease set until = clock_timestamp() + interval '1 minute' where name = 'long'`));
    expect(await other()).toBeUndefined();
  });
}
