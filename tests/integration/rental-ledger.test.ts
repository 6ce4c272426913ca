import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { openRentalLedger } from '../../src/jobs/rental-ledger.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { memoryLedger, type RentalLedger } from '../../src/rental/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { rentalLedgerCases } from '../support/rental-ledger-cases.ts';

describe('in memory', () => {
  const ledger = memoryLedger(realClock);
  rentalLedgerCases(() => ({ ledger, newWorkspace: () => Promise.resolve(randomUUID()) }));
});

async function newWorkspace(database: Database): Promise<string> {
  const id = randomUUID();
  await database.transaction('everything', (tx) => tx.execute(sql`insert into workspace (id, name) values (${id}, 'test')`));
  return id;
}

await onBothDatabases((opened) => {
  let ledger: RentalLedger;
  beforeAll(async () => { ledger = await openRentalLedger(opened().database); });
  rentalLedgerCases(() => ({ ledger, newWorkspace: () => newWorkspace(opened().database) }));

  test('another workspace sees none of them, and a deleted one leaves its machines', async () => {
    const { database } = opened();
    const [mine, other] = [await newWorkspace(database), await newWorkspace(database)];
    const count = (workspaceId: string) => database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select 1 as one from rental where workspace_id = ${mine}`, z.object({})));
    const row = await ledger.insert({
      id: randomUUID(), workspaceId: mine, jobId: randomUUID(), provider: 'tiny', name: randomUUID(), state: 'ready', version: 0, reservedUsd: 1, attempt: 1, offer: { id: 'o', description: '', usdPerHour: 1, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 },
      keyMaterial: '', hardEndAt: 1, trafficUsd: 0, spentUsd: 0, at: {}, created: true, absences: 0, logins: 0, wipes: 0, deletes: 0, refusedMs: 0, duplicates: [], alerts: [],
    }, { jobUsd: 2 }, 'a', 0);
    expect(await count(mine)).toHaveLength(1);
    expect(await count(other)).toHaveLength(0);
    await database.transaction('everything', (tx) => tx.execute(sql`delete from workspace where id = ${mine}`));
    expect(await ledger.read(row.id)).toMatchObject({ workspaceId: undefined, state: 'ready' });
    expect(await ledger.claim(row.id, 'reaper', 1_000)).toBeDefined();
  });
});
