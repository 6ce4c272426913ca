/** Starting a job on a machine that costs money: what is asked before it is queued, on both databases. No machine starts here. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NewJob, StartJob } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { jobById, listAudit, providerKeys } from '../../src/db/index.ts';
import type { Balance, Offer, OfferedMachine, Provider } from '../../src/gpu/provider.ts';
import { createJob, estimateJob, listProviders, openProviderKeys, pauseJob, removeKey, resumeJob, setKey, startJob, type ControlParts } from '../../src/jobs/index.ts';
import { ChosenOffer } from '../../src/jobs/offers/chosen-offer.ts';
import { machineOrder } from '../../src/jobs/offers/machine-order.ts';
import { STANDARD_POLICY, type MachinePolicy } from '../../src/jobs/offers/offer-policy.ts';
import { JobPlan } from '../../src/jobs/plan.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { fixedKeys } from '../support/fixed-keys.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { storeJob } from '../support/stored-results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-paid-start-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const machine: OfferedMachine = { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false, machineId: '7' };
const offers: Offer[] = [
  { id: 'secure/NVIDIA%20GeForce%20RTX%204090/EU-RO-1/12.8/-', provider: 'runpod', description: 'RTX 4090', usdPerHour: 0.74, machine },
  { id: 'home', provider: 'runpod', description: 'RTX 4090', usdPerHour: 0.34, machine: { ...machine, secure: false } },
  { id: 'bid', provider: 'runpod', description: 'RTX 4090', usdPerHour: 0.2, machine: { ...machine, interruptible: true } },
];
const [SECURE, HOME, BID] = ['secure/NVIDIA%20GeForce%20RTX%204090/EU-RO-1/12.8/-', 'home', 'bid'].map((id) => `runpod:${id}`) as [string, string, string]; // three of three

interface Account { offers: Offer[]; balance: Balance | AppError; away: boolean }

function rented(account: Account): Provider {
  const never = () => Promise.reject(new Error('No machine may be touched.'));
  return {
    name: 'runpod', remote: true, launch: () => Promise.resolve({ outcome: 'refused', reason: 'no_capacity', message: '' }), inspect: never, list: () => Promise.resolve([]), terminate: () => Promise.resolve('absent'),
    offers: () => (account.away ? Promise.reject(new AppError('PROVIDER_UNREACHABLE', 'RunPod does not answer.')) : Promise.resolve(account.offers)),
    balance: () => (account.balance instanceof AppError ? Promise.reject(account.balance) : Promise.resolve(account.balance)),
  };
}

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  let me: Principal;
  const account: Account = { offers, balance: { usd: 100 }, away: false };
  let policy: MachinePolicy = STANDARD_POLICY;
  const parts = (more: Partial<ControlParts> = {}): ControlParts => ({ ...jobs.parts, providers: [...jobs.parts.providers, rented(account)], policy, ...more });
  beforeAll(async () => {
    jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-')));
    me = await jobs.test.member();
  });

  const made = async (who = me): Promise<string> => {
    const { mediaId } = await storeJob(opened().database, who.workspaceId);
    return (await createJob(parts(), who, NewJob.parse({ name: 'test', mediaIds: [mediaId] }))).id;
  };
  const start = async (wanted: object, more: Partial<ControlParts> = {}) => startJob(parts(more), me, await made(), StartJob.parse({ offerId: SECURE, ...wanted }));
  const row = (id: string) => opened().database.read({ workspaceId: me.workspaceId }, (tx) => jobById(tx, id));

  test('the estimate compares all machines and says why others were left out', async () => {
    const estimate = await estimateJob(parts(), me, await made());
    expect(estimate.offers.map(({ id }) => id)).toEqual(['this-machine', SECURE]);
    expect(estimate.leftOut?.map(({ id, code }) => [id, code])).toEqual([[BID, 'interruptible'], [HOME, 'not_secure']]);
    expect(estimate.providers).toMatchObject([{ provider: 'local', state: 'answered' }, { provider: 'runpod', state: 'answered', offers: 3 }]);
  });

  test('a start keeps the offer with what was expected, queues and audits it', async () => {
    const job = await start({ costLimitUsd: 3, usdPerHour: 0.74 });
    expect(job).toMatchObject({ state: 'queued', cost: { limitUsd: 3 } });
    const kept = ChosenOffer.parse((await row(job.id))?.offer);
    expect(kept).toMatchObject({ id: offers[0]?.id, provider: 'runpod', usdPerHour: 0.74, machine: { gpu: 'RTX 4090' }, wish: { interruptible: false }, expected: { machines: { machines: 1 } } });
    expect(kept.expected?.usd).toBeGreaterThan(0);
    const log = await opened().database.read({ workspaceId: me.workspaceId }, (tx) => listAudit(tx, me.workspaceId, { action: 'job.started', objectId: job.id }, undefined, 5));
    expect(JSON.stringify(log)).toContain('0.74');
  });

  test.each<[string, object, string]>([
    ['a price that has risen since it was seen', { usdPerHour: 0.5 }, 'PRICE_CHANGED'],
    ['a limit that not even its end fits under', { costLimitUsd: 0.01 }, 'COST_LIMIT_TOO_LOW'],
    ['a machine that is not allowed', { offerId: HOME }, 'NO_OFFER'],
    ['a bid that nobody agreed to', { offerId: BID }, 'NO_OFFER'],
    ['an offer that is gone', { offerId: 'runpod:nothing' }, 'NOT_FOUND'],
    ['a provider that is not there', { offerId: 'nobody:1' }, 'NOT_FOUND'],
  ])('%s is refused and nothing is queued', async (_name, wanted, code) => {
    const id = await made();
    await expect(startJob(parts(), me, id, StartJob.parse({ offerId: SECURE, ...wanted }))).rejects.toMatchObject({ code });
    expect(await row(id)).toMatchObject({ state: 'ready', offer: null });
  });

  test('a bid is taken where the installation allows bids and who starts agrees', async () => {
    policy = { ...STANDARD_POLICY, choice: { ...STANDARD_POLICY.choice, interruptible: true } };
    await expect(start({ offerId: BID })).rejects.toMatchObject({ code: 'NO_OFFER' });
    expect(ChosenOffer.parse((await row((await start({ offerId: BID, interruptible: true, mostMachines: 2 })).id))?.offer).wish).toEqual({ interruptible: true, mostMachines: 2 });
    policy = STANDARD_POLICY;
  });

  test('without money in the account, or without knowing of it, nothing starts', async () => {
    account.balance = { usd: 0.1 };
    await expect(start({})).rejects.toMatchObject({ code: 'BALANCE_TOO_LOW' });
    account.balance = { usd: 100, usdPerHour: 79.5, limitUsdPerHour: 80 };
    await expect(start({})).rejects.toMatchObject({ code: 'BALANCE_TOO_LOW' });
    account.balance = new AppError('PROVIDER_UNREACHABLE', 'RunPod does not answer.');
    await expect(start({})).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
    account.balance = { usd: 100 };
    account.away = true;
    await expect(start({})).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
    // Others are listed all the same, and this machine starts.
    expect((await estimateJob(parts(), me, await made())).providers).toMatchObject([{ state: 'answered' }, { provider: 'runpod', state: 'PROVIDER_UNREACHABLE' }]);
    expect(await start({ offerId: 'this-machine' })).toMatchObject({ state: 'queued' });
    account.away = false;
  });

  test('an order begins with the chosen offer, goes on with others that would have been agreed to, and stays under the caps', async () => {
    account.offers = [...offers, { id: 'other', provider: 'runpod', description: 'A5000', usdPerHour: 0.5, machine: { ...machine, gpu: 'RTX A5000' } }, { id: 'dear', provider: 'runpod', description: 'H100', usdPerHour: 3, machine: { ...machine, gpu: 'H100 SXM' } }];
    const { id } = await start({ costLimitUsd: 3 });
    const job = await row(id);
    if (!job) throw new Error('The job is gone.');
    const ask = (more: Partial<ControlParts> = {}) => machineOrder(parts(more), { job, chosen: ChosenOffer.parse(job.offer), plan: JobPlan.parse(job.plan), media: [{ id: 'm', kind: 'video', durationMs: 60_000, sizeBytes: 2e9 }] });
    const order = await ask();
    // Neither one at home, nor a bid, nor one that costs four times as much.
    expect(order.offers.map((each) => each.id)).toEqual([offers[0]?.id, 'other']);
    expect(order).toMatchObject({ jobId: id, workspaceId: me.workspaceId, maxAttempts: 3, gbIn: expect.closeTo(6.7, 0) as number });
    expect(await order.caps()).toMatchObject({ jobUsd: 3, day: { usd: 25 }, workspace: { usd: 200 } });
    expect(order.expectedSeconds).toBeGreaterThan(60);
    // A machine that failed an hour ago is not tried again.
    expect((await ask({ failedLately: () => Promise.resolve(new Set(['runpod:7'])) })).offers).toEqual([]);
    account.away = true;
    expect((await ask()).offers.map((each) => each.id)).toEqual([offers[0]?.id]);
    account.away = false;
    account.offers = offers;
  });

  test('what is reserved already counts against the caps of day and workspace', async () => {
    const committed = (dayUsd: number, workspaceUsd: number) => () => Promise.resolve({ jobUsd: 0, dayUsd, workspaceUsd });
    await expect(start({}, { committed: committed(24.95, 0) })).rejects.toMatchObject({ code: 'COST_LIMIT_TOO_LOW', details: { cap: 'day' } });
    await expect(start({}, { committed: committed(0, 199.95) })).rejects.toMatchObject({ code: 'COST_LIMIT_TOO_LOW', details: { cap: 'workspace' } });
    expect(await start({}, { committed: committed(20, 20) })).toMatchObject({ state: 'queued' });
  });

  test('no job gets a higher limit than the installation allows', async () => {
    expect((await start({ costLimitUsd: 1000 })).cost.limitUsd).toBe(STANDARD_POLICY.limits.usdPerJob);
  });

  test('accounts that may not start paid work start what is free, and do not go on with what is not', async () => {
    const job = await start({});
    await pauseJob(parts(), me, job.id);
    policy = { ...STANDARD_POLICY, limits: { ...STANDARD_POLICY.limits, paidBy: ['admin'] } };
    await expect(start({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(resumeJob(parts(), me, job.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await start({ offerId: 'this-machine' })).toMatchObject({ state: 'queued' });
    policy = STANDARD_POLICY;
    expect(await resumeJob(parts(), me, job.id)).toMatchObject({ state: 'queued' });
  });

  test('a key that an administrator enters lies sealed, counts before the one of the environment, and is told to nobody', async () => {
    const secret = `rpa_${randomUUID()}`;
    const admin: Principal = { ...me, accountRole: 'admin', permissions: new Set([...me.permissions, 'system:manage']) };
    const plain: Principal = { ...me, permissions: new Set([...me.permissions].filter((permission) => permission !== 'system:manage')) };
    const masterKeys = await fixedKeys('master');
    const keys = openProviderKeys({ database: opened().database, masterKeys, environment: { runpod: 'from-the-environment', vastai: undefined } });
    const administration = { providers: parts().providers, keys, tests: new Map(), running: new Map() };
    expect(await keys.of('runpod')).toEqual({ key: 'from-the-environment', from: 'environment' });
    await expect(setKey(administration, plain, 'runpod', secret, 'en')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const view = await setKey(administration, admin, 'runpod', secret, 'en');
    expect(view).toMatchObject({ setUp: true, keyFrom: 'settings', test: { key: 'valid', mayWrite: true, balanceUsd: 100 } });
    expect(await keys.of('runpod')).toMatchObject({ key: secret, from: 'settings' });
    const told = [view, await listProviders(administration, admin), await opened().database.read('everything', (tx) => providerKeys(tx)), await opened().database.read('everything', (tx) => listAudit(tx, null, { objectTypes: ['provider'] }, undefined, 50))];
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(JSON.stringify(told[3])).toContain('provider.key_set');
    await expect(setKey(administration, admin, 'ssh', secret, 'en')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await removeKey(administration, admin, 'runpod')).toMatchObject({ keyFrom: 'environment' });
    await expect(removeKey(administration, admin, 'runpod')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
