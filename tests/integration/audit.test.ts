/** The audit log on both kinds of database: chained, append-only, each workspace its own. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { recordAudit } from '../../src/audit/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

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
});
