/** What is kept of providers of machines, on both databases. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addProvisioningPlan, backupTables, deleteProviderKey, machineMeasures, noteMachineMeasure, providerKeys, provisioningPlan, provisioningPlans, setProviderKey } from '../../src/db/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';

await onBothDatabases((opened) => {
  const everything = <T>(work: Parameters<ReturnType<typeof opened>['database']['transaction']>[1]): Promise<T> => opened().database.transaction('everything', work) as Promise<T>;

  test('a key is set, replaced and forgotten; no backup takes it along', async () => {
    await everything((tx) => setProviderKey(tx, { provider: 'runpod', sealed: 's1.a.b', setBy: 'user:1' }));
    await everything((tx) => setProviderKey(tx, { provider: 'runpod', sealed: 's1.a.c', setBy: 'user:2' }));
    expect(await everything((tx) => providerKeys(tx))).toMatchObject([{ provider: 'runpod', sealed: 's1.a.c', setBy: 'user:2' }]);
    expect((await everything<{ table: string }[]>((tx) => backupTables(tx))).map(({ table }) => table)).not.toContain('provider_key');
    expect(await everything((tx) => deleteProviderKey(tx, 'runpod'))).toBe(true);
    expect(await everything((tx) => deleteProviderKey(tx, 'runpod'))).toBe(false);
    expect(await everything((tx) => providerKeys(tx))).toEqual([]);
  });

  test('no member of a workspace sees a key', async () => {
    await everything((tx) => setProviderKey(tx, { provider: 'vastai', sealed: 's1.a.b', setBy: 'user:1' }));
    const workspaceId = randomUUID();
    await expect(opened().database.read({ workspaceId }, (tx) => providerKeys(tx))).rejects.toThrow();
  });

  test('the last measurements of each kind of machine are kept, in their order', async () => {
    for (let i = 1; i <= 15; i++) await everything((tx) => noteMachineMeasure(tx, { provider: 'vastai', gpu: 'RTX 4090', bootSeconds: i, provisionSeconds: undefined, workFactor: i / 100, transferMbps: undefined }));
    await everything((tx) => noteMachineMeasure(tx, { provider: 'runpod', gpu: 'RTX 4090', bootSeconds: 1, provisionSeconds: 2, workFactor: undefined, transferMbps: 300 }));
    const rows = await everything<Awaited<ReturnType<typeof machineMeasures>>>((tx) => machineMeasures(tx));
    expect(rows.filter(({ provider }) => provider === 'vastai').map(({ bootSeconds }) => bootSeconds)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(rows.at(-1)).toEqual({ provider: 'runpod', gpu: 'RTX 4090', bootSeconds: 1, provisionSeconds: 2, workFactor: undefined, transferMbps: 300 });
  });

  test('a plan gets versions; who read an old one changes nothing', async () => {
    expect(await everything((tx) => addProvisioningPlan(tx, { body: { a: 1 }, changedBy: 'user:1' }, 0))).toBe(1);
    expect(await everything((tx) => addProvisioningPlan(tx, { body: { a: 2 }, changedBy: 'user:1' }, 0))).toBeUndefined();
    expect(await everything((tx) => addProvisioningPlan(tx, { body: { a: 3 }, changedBy: 'user:1' }, 1))).toBe(2);
    expect(await everything((tx) => addProvisioningPlan(tx, { body: { a: 1 }, repeats: 1, changedBy: 'user:2' }, 2))).toBe(3);
    expect(await everything((tx) => provisioningPlans(tx, 2))).toMatchObject([{ version: 3, body: { a: 1 }, repeats: 1 }, { version: 2, body: { a: 3 }, repeats: undefined }]);
    expect(await everything((tx) => provisioningPlan(tx, 1))).toMatchObject({ body: { a: 1 } });
    expect(await everything((tx) => provisioningPlan(tx, 9))).toBeUndefined();
  });
});
