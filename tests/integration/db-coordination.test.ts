/** What lets several processes and repeating clients share one database: leases, keys of requests. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { claimKey, endKeyClaims, finishKey, releaseKey, sweepKeys, withLease, type Database, type KeyClaim, type KeyedRequest } from '../../src/db/index.ts';
import { once, type StoredAnswer } from '../../src/http/idempotency.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

const request = (more: Partial<KeyedRequest> = {}): KeyedRequest => ({ claim: randomUUID(), actor: 'user:1', key: 'k', operation: 'startJob', bodySha256: 'a'.repeat(64), claimMs: 60_000, ...more });
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

  test('work that is done is answered although its answer cannot be kept yet; a claim that broke off is let go of', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    let calls = 0;
    /** Away for the calls named; of a lost answer the work was done all the same. */
    const away = (...lost: number[]): Pick<Database, 'transaction'> => {
      calls = 0;
      return { async transaction(scope, work) {
        calls += 1;
        const lose = lost.includes(calls);
        if (lose && calls > 1) throw new AppError('DATABASE_UNREACHABLE', 'away');
        const done = await database.transaction(scope, work);
        if (lose) throw new AppError('DATABASE_UNREACHABLE', 'the connection broke at the end');
        return done;
      } };
    };
    const parts = { principal: { actor: 'user:1', workspaceId } as Principal, operation: 'o', fingerprint: 'f'.repeat(64), signal: new AbortController().signal };
    let done = 0;
    const work = (): Promise<StoredAnswer> => Promise.resolve({ status: 201, body: `{"n":${++done}}` });
    expect(await once({ ...parts, key: 'key-one-1', database: away(2, 3) }, work)).toMatchObject({ status: 201, replayed: false });
    await expect(once({ ...parts, key: 'key-two-2', database: away(1, 2) }, work)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    await sleep(1_500);
    expect(await once({ ...parts, key: 'key-one-1', database }, work)).toEqual({ status: 201, body: '{"n":1}', replayed: true });
    expect(await once({ ...parts, key: 'key-two-2', database }, work)).toMatchObject({ body: '{"n":2}', replayed: false });
  });

  test('a claim lasts as long as its work; that of a dead process runs out, and a repetition waits for that', { timeout: 60_000 }, async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    const parts = { database, principal: { actor: 'user:1', workspaceId } as Principal, operation: 'o', fingerprint: 'f'.repeat(64), signal: new AbortController().signal };
    let done = 0;
    const slow = once({ ...parts, key: 'slow-work-1' }, async () => {
      done += 1;
      await sleep(11_500);
      return { status: 201 };
    });
    await database.transaction({ workspaceId }, (tx) => claimKey(tx, request({ key: 'dead-work-1', operation: 'o', bodySha256: 'f'.repeat(64), claimMs: 3_000 })));
    await sleep(200);
    const again = once({ ...parts, key: 'slow-work-1' }, () => Promise.resolve({ status: 500 }));
    expect(await once({ ...parts, key: 'dead-work-1' }, () => Promise.resolve({ status: 204 }))).toMatchObject({ status: 204, replayed: false });
    expect(await slow).toMatchObject({ status: 201, replayed: false });
    expect(await again).toMatchObject({ status: 201, replayed: true });
    expect(done).toBe(1);
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

  test('whoever could not give it back at once does so as soon as the database is there again', async () => {
    const { database } = opened();
    let calls = 0;
    // Only a lease's own statements come this way: taking it, then giving it back twice in vain.
    const away: Database = { ...database, transaction: (scope, work) => (++calls === 2 || calls === 3 ? Promise.reject(new AppError('DATABASE_UNREACHABLE', 'away')) : database.transaction(scope, work)) };
    expect(await withLease(away, 'given-back', 'a', () => Promise.resolve(1))).toEqual({ result: 1 });
    expect(await withLease(database, 'given-back', 'b', () => Promise.resolve(2))).toBeUndefined();
    await sleep(1_800);
    expect(await withLease(database, 'given-back', 'b', () => Promise.resolve(2))).toEqual({ result: 2 });
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
