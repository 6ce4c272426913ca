/** Events on both kinds of database. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { publish } from '../../src/events/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { storeJob } from '../support/stored-results.ts';

await onBothDatabases((opened) => {
  const seqs = async (workspaceId: string): Promise<number[]> =>
    (await opened().database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select seq::integer as seq from event order by seq`, z.object({ seq: z.int() })))).map(({ seq }) => seq);

  test('events get numbers in the order of the commits, in a workspace and over everything', async () => {
    const { database } = opened();
    const [{ workspaceId }, other] = [await storeJob(database), await storeJob(database)];
    await Promise.all(Array.from({ length: 20 }, (_, n) =>
      database.transaction(n % 2 === 0 ? { workspaceId } : 'everything', (tx) => publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: `m${n}`, state: 'stored' } }))));
    expect(await seqs(workspaceId)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await seqs(other.workspaceId)).toEqual([]);
    await expect(database.transaction(other, (tx) => publish(tx, workspaceId, { kind: 'metrics', body: {} }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
