/** What every ledger of rented machines must do. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Caps, Rental, RentalLedger } from '../../src/rental/index.ts';

export interface LedgerPlace {
  ledger: RentalLedger;
  /** A workspace that exists. */
  newWorkspace(): Promise<string>;
}

const LEASE_MS = 60_000;
/** Long enough for every ledger's clock, in real time. */
const SHORT_MS = 150;
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const rentalOf = (workspaceId: string | undefined, jobId: string | undefined, changes: Partial<Rental> = {}): Rental => ({
  id: randomUUID(), workspaceId, jobId, provider: 'tiny', name: `aima-abc123-222222-1-${randomUUID().slice(0, 8)}`, state: 'intended', version: 0, reservedUsd: 1, attempt: 1,
  offer: { id: 'o', description: 'RTX 4090', usdPerHour: 0.6, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 }, keyMaterial: 'sealed', hardEndAt: 5, trafficUsd: 0, spentUsd: 0, at: { intended: 1 }, created: false,
  absences: 0, logins: 0, wipes: 0, deletes: 0, refusedMs: 0, duplicates: [], alerts: [], ...changes,
});

const caps = (changes: Partial<Caps> = {}): Caps => ({ jobUsd: 2.5, ...changes });
const tooLow = (cap: string) => expect.objectContaining({ code: 'COST_LIMIT_TOO_LOW', details: expect.objectContaining({ cap }) as object }) as Error;

export function rentalLedgerCases(place: () => LedgerPlace): void {
  rowCases(place);
  claimCases(place);
  moneyCases(place);
}

function rowCases(place: () => LedgerPlace): void {
  test('a rental is read as it was written, by id, name and job, and is open until it is gone', async () => {
    const { ledger, newWorkspace } = place();
    const jobId = randomUUID();
    const first = await ledger.insert(rentalOf(await newWorkspace(), jobId, { hostKey: 'SHA256:x', seenAt: 7, duplicates: ['d'] }), caps(), 'a', LEASE_MS);
    expect(first).toMatchObject({ version: 1, state: 'intended', reservedUsd: 1 });
    expect(await ledger.read(first.id)).toEqual(first);
    expect(await ledger.byNames([first.name, 'other'])).toEqual([first]);
    expect(await ledger.byNames([])).toEqual([]);
    expect(await ledger.ofJob(jobId)).toEqual([first]);
    expect((await ledger.open()).map(({ id }) => id)).toContain(first.id);
    const gone = await ledger.update({ ...first, state: 'gone', at: { ...first.at, gone: 9 }, seenAt: undefined }, 'a', LEASE_MS);
    expect(gone).toMatchObject({ state: 'gone', version: 2, at: { intended: 1, gone: 9 } });
    expect(gone?.seenAt).toBeUndefined();
    expect((await ledger.open()).map(({ id }) => id)).not.toContain(first.id);
    expect((await ledger.byNames([first.name])).map(({ state }) => state)).toEqual(['gone']);
  });

  test('who writes onto an older version, or without the claim, writes nothing', async () => {
    const { ledger, newWorkspace } = place();
    const row = await ledger.insert(rentalOf(await newWorkspace(), randomUUID()), caps(), 'a', LEASE_MS);
    const next = await ledger.update({ ...row, state: 'requesting' }, 'a', LEASE_MS);
    expect(next?.version).toBe(2);
    expect(await ledger.update({ ...row, state: 'gone' }, 'a', LEASE_MS)).toBeUndefined();
    expect(await ledger.update({ ...row, version: 2, state: 'unknown' }, 'b', LEASE_MS)).toBeUndefined();
    expect(await ledger.read(row.id)).toMatchObject({ state: 'requesting', version: 2 });
  });

  test('a wish to end it reaches the one who drives, and nothing that is gone', async () => {
    const { ledger, newWorkspace } = place();
    const workspace = await newWorkspace();
    const row = await ledger.insert(rentalOf(workspace, randomUUID()), caps(), 'a', LEASE_MS);
    const gone = await ledger.insert(rentalOf(workspace, randomUUID(), { state: 'gone', at: { intended: 1, gone: 2 } }), caps(), 'a', LEASE_MS);
    expect(await ledger.wantEnd('cancelled', [row.id, gone.id])).toBe(1);
    expect(await ledger.wantEnd('emergency', [])).toBe(0);
    await ledger.wantEnd('emergency');
    // The first wish stays, also when the driver writes what it read before.
    expect(await ledger.update({ ...row, state: 'requesting' }, 'a', LEASE_MS)).toMatchObject({ endWanted: 'cancelled', version: 2 });
    expect((await ledger.renew(row.id, 'a', LEASE_MS))?.endWanted).toBe('cancelled');
    expect((await ledger.read(gone.id))?.endWanted).toBeUndefined();
  });

  test('a machine that belongs to nobody is written down too', async () => {
    const { ledger } = place();
    const row = await ledger.insert(rentalOf(undefined, undefined, { state: 'terminating', reservedUsd: 0 }), undefined, 'a', LEASE_MS);
    expect(await ledger.update({ ...row, state: 'confirming' }, 'a', LEASE_MS)).toMatchObject({ state: 'confirming' });
  });
}

function claimCases(place: () => LedgerPlace): void {
  test('one drives at a time, until the claim is given back or runs out', async () => {
    const { ledger, newWorkspace } = place();
    const row = await ledger.insert(rentalOf(await newWorkspace(), randomUUID()), caps(), 'a', LEASE_MS);
    expect(await ledger.claim(row.id, 'b', LEASE_MS)).toBeUndefined();
    expect(await ledger.renew(row.id, 'b', LEASE_MS)).toBeUndefined();
    expect(await ledger.unclaimed()).not.toContain(row.id);
    await ledger.release(row.id, 'b');
    expect(await ledger.claim(row.id, 'b', LEASE_MS)).toBeUndefined();
    await ledger.release(row.id, 'a');
    expect(await ledger.unclaimed()).toContain(row.id);
    expect(await ledger.claim(row.id, 'b', SHORT_MS)).toMatchObject({ id: row.id, version: 1 });
    expect(await ledger.update({ ...row, state: 'requesting' }, 'a', LEASE_MS)).toBeUndefined();
    await pause(SHORT_MS + 50);
    expect(await ledger.unclaimed()).toContain(row.id);
    const claims = await Promise.all(['c', 'd', 'e'].map((holder) => ledger.claim(row.id, holder, LEASE_MS)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });
}

function moneyCases(place: () => LedgerPlace): void {
  test('what is reserved counts for the job, the day and the workspace, each by its limit', async () => {
    const { ledger, newWorkspace } = place();
    const workspaceId = await newWorkspace();
    const jobId = randomUUID();
    await ledger.insert(rentalOf(workspaceId, jobId), caps(), 'a', LEASE_MS);
    await ledger.insert(rentalOf(workspaceId, randomUUID(), { state: 'gone', at: { gone: 1_000 } }), caps(), 'a', LEASE_MS);
    await ledger.insert(rentalOf(await newWorkspace(), randomUUID()), caps(), 'a', LEASE_MS);
    const limits = caps({ day: { usd: 9, sinceMs: 1_001 }, workspace: { usd: 9, sinceMs: 1_000 } });
    expect(await ledger.committed({ workspaceId, jobId }, limits)).toEqual({ jobUsd: 1, dayUsd: 1, workspaceUsd: 2 });
    await expect(ledger.insert(rentalOf(workspaceId, jobId, { reservedUsd: 1.6 }), caps(), 'a', LEASE_MS)).rejects.toThrow(tooLow('job'));
    await expect(ledger.insert(rentalOf(workspaceId, jobId), caps({ day: { usd: 1.9, sinceMs: 1_001 } }), 'a', LEASE_MS)).rejects.toThrow(tooLow('day'));
    await expect(ledger.insert(rentalOf(workspaceId, jobId), caps({ workspace: { usd: 2.9, sinceMs: 0 } }), 'a', LEASE_MS)).rejects.toThrow(tooLow('workspace'));
    await ledger.insert(rentalOf(workspaceId, jobId, { reservedUsd: 1.5 }), caps(), 'a', LEASE_MS);
    expect(await ledger.ofJob(jobId)).toHaveLength(2);
  });

  test('more can be reserved only where it fits; what it has itself does not count twice', async () => {
    const { ledger, newWorkspace } = place();
    const row = await ledger.insert(rentalOf(await newWorkspace(), randomUUID()), caps(), 'a', LEASE_MS);
    await expect(ledger.update({ ...row, reservedUsd: 2.6 }, 'a', LEASE_MS, caps())).rejects.toThrow(tooLow('job'));
    expect(await ledger.update({ ...row, reservedUsd: 2.5 }, 'a', LEASE_MS, caps())).toMatchObject({ reservedUsd: 2.5, version: 2 });
  });

  test('many who reserve at the same time get no more than there is', async () => {
    const { ledger, newWorkspace } = place();
    const workspaceId = await newWorkspace();
    const day = caps({ jobUsd: 100, day: { usd: 3, sinceMs: 0 } });
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => ledger.insert(rentalOf(workspaceId, randomUUID()), day, 'a', LEASE_MS)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const each of tries) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'COST_LIMIT_TOO_LOW' });
  });
}
