/** The audit log on both kinds of database: chained, append-only, each workspace its own. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { auditLines, readAudit, recordAudit, verifyAllChains, verifyChain } from '../../src/audit/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

/** A chain of `count` entries in a workspace of its own. */
async function chainOf(database: Database, count: number): Promise<string> {
  const { workspaceId } = await storeJob(database);
  await database.transaction({ workspaceId }, async (tx) => {
    for (let n = 1; n <= count; n++) await recordAudit(tx, { workspaceId, actor: `user:${n % 2}`, action: n % 3 === 0 ? 'media.wiped' : 'job.started', objectType: n % 3 === 0 ? 'media' : 'job', objectId: `x${n}`, details: { n } });
  });
  return workspaceId;
}

/** What only the tables' owner can do, by taking the trigger away first. */
const tamper = (database: Database, change: ReturnType<typeof sql>): Promise<void> => database.transaction('everything', async (tx) => {
  await tx.execute(sql`alter table audit_entry disable trigger append_only`);
  await tx.execute(change);
  await tx.execute(sql`alter table audit_entry enable trigger append_only`);
});

const Row = z.object({ seq: z.string(), text: z.string(), hash: z.string() });

await onBothDatabases((opened) => {
  const entry = (workspaceId: string | null, n: number) => ({ workspaceId, actor: 'user:1', action: 'media.stored', objectType: 'media', objectId: `m${n}`, details: { sizeBytes: n, odd: '\u0001\u007f"\\/\u2028ü😀\n' } });

  test('each entry is chained to the one before it, by a hash that anybody can compute', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    for (const n of [1, 2]) await database.transaction({ workspaceId }, (tx) => recordAudit(tx, entry(workspaceId, n)));
    const rows = await database.read({ workspaceId }, (tx) => rowsOf(tx, sql`
      select seq::text as seq, encode(hash, 'hex') as hash, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as text from audit_entry order by seq`, Row));
    let previous = '0'.repeat(64);
    for (const [i, { seq, text: at, hash }] of rows.entries()) {
      const { odd, sizeBytes } = entry(workspaceId, i + 1).details;
      const canonical = JSON.stringify({ action: 'media.stored', actor: 'user:1', at, details: { odd, sizeBytes }, objectId: `m${i + 1}`, objectType: 'media', previous, seq: Number(seq), workspaceId });
      expect(hash).toBe(createHash('sha256').update(canonical).digest('hex'));
      previous = hash;
    }
    expect(rows.map(({ seq }) => seq)).toEqual(['1', '2']);
  });

  test('a member writes into its own log alone, and nobody changes or removes an entry', async () => {
    const { database } = opened();
    const [mine, theirs] = [await storeJob(database), await storeJob(database)];
    await database.transaction('everything', (tx) => recordAudit(tx, entry(null, 1)));
    await database.transaction(theirs, (tx) => recordAudit(tx, entry(theirs.workspaceId, 1)));
    for (const workspaceId of [theirs.workspaceId, null]) {
      await expect(database.transaction({ workspaceId: mine.workspaceId }, (tx) => recordAudit(tx, entry(workspaceId, 2)))).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    for (const table of ['audit_entry', 'audit_head']) {
      const seen = await database.read({ workspaceId: mine.workspaceId }, (tx) => rowsOf(tx, sql`select 1 from ${sql.identifier(table)}`, z.object({})));
      expect(seen).toEqual([]);
    }
    for (const change of [sql`delete from audit_entry`, sql`update audit_entry set actor = 'user:2'`, sql`truncate audit_entry`]) {
      for (const access of ['everything', { workspaceId: theirs.workspaceId }] as const) {
        await expect(database.transaction(access, (tx) => tx.execute(change))).rejects.toMatchObject({ cause: { code: '42501' } });
      }
    }
  });

  test('many at once get numbers without gaps', async () => {
    const { database } = opened();
    const { workspaceId } = await storeJob(database);
    await Promise.all(Array.from({ length: 30 }, (_, n) => database.transaction({ workspaceId }, (tx) => recordAudit(tx, entry(workspaceId, n)))));
    const rows = await database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select seq::integer as seq from audit_entry order by seq`, z.object({ seq: z.int() })));
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test('a whole chain is told as such, with the end that may be written down', async () => {
    const { database } = opened();
    const workspaceId = await chainOf(database, 5);
    const verified = await verifyChain(database, workspaceId);
    expect(verified).toMatchObject({ whole: true, workspaceId, entries: 5, head: { seq: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
    await database.transaction({ workspaceId }, (tx) => recordAudit(tx, entry(workspaceId, 6)));
    expect(await verifyChain(database, workspaceId, verified.head)).toMatchObject({ whole: true, entries: 6 });
    expect((await verifyAllChains(database)).find((one) => one.workspaceId === workspaceId)).toMatchObject({ whole: true });
    expect(await verifyChain(database, (await storeJob(database)).workspaceId)).toMatchObject({ whole: true, entries: 0 });
  });

  test.each([
    ['a changed word', (id: string) => sql`update audit_entry set actor = 'user:9' where workspace_id = ${id}::uuid and seq = 3`, { seq: 3, kind: 'changed' }],
    ['a changed time', (id: string) => sql`update audit_entry set at = at + interval '1 ms' where workspace_id = ${id}::uuid and seq = 4`, { seq: 4, kind: 'changed' }],
    ['changed details', (id: string) => sql`update audit_entry set details = '{"n":7}' where workspace_id = ${id}::uuid and seq = 2`, { seq: 2, kind: 'changed' }],
    ['one taken out of the middle', (id: string) => sql`delete from audit_entry where workspace_id = ${id}::uuid and seq = 2`, { seq: 2, kind: 'missing' }],
    ['the first one taken away', (id: string) => sql`delete from audit_entry where workspace_id = ${id}::uuid and seq = 1`, { seq: 1, kind: 'missing' }],
    ['the end cut off', (id: string) => sql`delete from audit_entry where workspace_id = ${id}::uuid and seq > 3`, { seq: 4, kind: 'cut_off' }],
  ])('found: %s', async (_, change, fault) => {
    const { database } = opened();
    const workspaceId = await chainOf(database, 5);
    await tamper(database, change(workspaceId));
    expect(await verifyChain(database, workspaceId)).toMatchObject({ whole: false, fault });
  });

  test('cut off together with what the chain says of its end, only a remembered end tells', async () => {
    const { database } = opened();
    const workspaceId = await chainOf(database, 5);
    const { head } = await verifyChain(database, workspaceId);
    await tamper(database, sql`delete from audit_entry where workspace_id = ${workspaceId}::uuid and seq > 3`);
    await tamper(database, sql`update audit_head set seq = 3, hash = (select hash from audit_entry where workspace_id = ${workspaceId}::uuid and seq = 3) where workspace_id = ${workspaceId}::uuid`);
    expect(await verifyChain(database, workspaceId)).toMatchObject({ whole: true, entries: 3 });
    expect(await verifyChain(database, workspaceId, head)).toMatchObject({ whole: false, fault: { kind: 'cut_off', seq: 4 } });
    // Written on anew behind the cut: as long as before, and yet not the same.
    await database.transaction({ workspaceId }, async (tx) => { for (const n of [4, 5, 6]) await recordAudit(tx, entry(workspaceId, n)); });
    expect(await verifyChain(database, workspaceId)).toMatchObject({ whole: true });
    expect(await verifyChain(database, workspaceId, head)).toMatchObject({ whole: false, fault: { kind: 'not_remembered' } });
  });

  test('read in pages from the newest on, by what, who and when; and all of it as lines', async () => {
    const { database } = opened();
    const workspaceId = await chainOf(database, 7);
    await chainOf(database, 3);
    const first = await readAudit(database, workspaceId, { limit: 3 });
    expect(first.items.map(({ seq }) => seq)).toEqual([7, 6, 5]);
    const second = await readAudit(database, workspaceId, { limit: 4, cursor: first.next ?? '' });
    expect(second.items.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    expect(second.next).toBeUndefined();
    const seqs = async (filter: object): Promise<number[]> => (await readAudit(database, workspaceId, { limit: 50, ...filter })).items.map(({ seq }) => seq);
    expect(await seqs({ actor: 'user:0' })).toEqual([6, 4, 2]);
    expect(await seqs({ action: 'media.' })).toEqual([6, 3]);
    expect(await seqs({ action: 'media' })).toEqual([]);
    expect(await seqs({ about: 'storage' })).toEqual([6, 3]);
    expect(await seqs({ about: 'storage', objectType: 'job' })).toEqual([]);
    expect(await seqs({ objectType: 'job', objectId: 'x5' })).toEqual([5]);
    expect(await seqs({ to: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await seqs({ from: '2020-01-01T00:00:00+02:00' })).toHaveLength(7);
    await expect(readAudit(database, workspaceId, { limit: 3, cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    let lines = '';
    for await (const piece of auditLines(database, workspaceId, {})) lines += piece;
    expect(lines.trimEnd().split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
