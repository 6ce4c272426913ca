/** Rented machines as people see and stop them, on both databases. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobCosts, MachineDetail, MachineView, NewJob, StackEdits, StartJob, WorkspaceCosts } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/auth/principal.ts';
import { jobById, listAudit, machineOwner } from '../../src/db/index.ts';
import type { InstanceView, Offer, Provider } from '../../src/gpu/provider.ts';
import { changeProvisioning, createJob, getMachine, getProvisioning, jobCosts, listMachines, rentalTeller, stackEdits, startJob, stopAllMachines, undoProvisioning, workspaceCosts, type StopParts } from '../../src/jobs/index.ts';
import { openRentalLedger } from '../../src/jobs/rental-ledger.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { machineName, type Rental, type RentalLedger } from '../../src/rental/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { storeJob } from '../support/stored-results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-machines-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const SECOND = 1000;
const offer: Offer = { id: '1', provider: 'runpod', description: 'RTX 4090', usdPerHour: 3.6, machine: { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false } };

function rental(place: { workspaceId: string; jobId: string }, more: Partial<Rental> = {}): Rental {
  const now = Date.now();
  return {
    id: randomUUID(), ...place, provider: 'runpod', name: `aima-test00-${randomUUID().slice(0, 6)}-1-${randomUUID().slice(0, 8)}`, state: 'ready', version: 1, reservedUsd: 2,
    attempt: 1, offer: { id: '1', description: 'RTX 4090', usdPerHour: 3.6, gpu: 'RTX 4090', interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0 }, keyMaterial: 'SEALED-KEY', instanceId: `pod-${randomUUID().slice(0, 8)}`, hardEndAt: now + 3600 * SECOND, trafficUsd: 0,
    spentUsd: 0, spentAt: now - 100 * SECOND, at: { intended: now - 110 * SECOND, requesting: now - 100 * SECOND, ready: now - 40 * SECOND }, created: true, absences: 0, logins: 1, wipes: 0, deletes: 0, refusedMs: 0, duplicates: [], alerts: [], ...more,
  };
}

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  let ledger: RentalLedger;
  let me: Principal;
  const ended: string[] = [];
  let listed: InstanceView[] = [];
  const never = () => Promise.reject(new Error('never'));
  const runpod: Provider = {
    name: 'runpod', remote: true, offers: () => Promise.resolve([offer]), launch: never, inspect: never, list: () => Promise.resolve(listed), charged: (id) => Promise.resolve(id === 'unbooked' ? undefined : 0.42),
    terminate: (id) => { ended.push(id); return id === 'stubborn' ? Promise.reject(new AppError('PROVIDER_REFUSED', 'Not now.')) : Promise.resolve('accepted'); }, balance: () => Promise.resolve({ usd: 100 }),
  };
  beforeAll(async () => {
    jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-')));
    ledger = await openRentalLedger(opened().database);
    me = await jobs.test.member();
  });

  const costs = () => ({ database: opened().database, charging: [runpod] });
  const stop = (): StopParts => ({
    database: opened().database, ledger, providers: () => Promise.resolve([runpod]), wake: () => undefined,
    rental: { clock: realClock, random: Math.random, holder: 'test', installation: () => opened().database.read('everything', (tx) => machineOwner(tx)) },
  });
  async function startedJob(who: Principal): Promise<string> {
    const { mediaId } = await storeJob(opened().database, who.workspaceId);
    const parts = { ...jobs.parts, providers: [...jobs.parts.providers, runpod] };
    const { id } = await createJob(parts, who, NewJob.parse({ name: 'test', mediaIds: [mediaId] }));
    await startJob(parts, who, id, StartJob.parse({ offerId: 'runpod:1' }));
    return id;
  }
  const rent = (place: { workspaceId: string; jobId: string }, more: Partial<Rental> = {}) => ledger.insert(rental(place, more), undefined, 'driver', 60_000);
  const job = (who: Principal, id: string) => opened().database.read({ workspaceId: who.workspaceId }, (tx) => jobById(tx, id));

  test('a machine is listed with what it costs, page by page, and never with its keys', async () => {
    const who = await jobs.test.member();
    const jobId = randomUUID();
    const made = [await rent({ workspaceId: who.workspaceId, jobId }), await rent({ workspaceId: who.workspaceId, jobId }, { state: 'gone', at: { intended: 1, requesting: 1000, gone: 61_000 }, absentSince: 61_000, reservedUsd: 0.06 })];
    const first = await listMachines(costs(), who, { limit: 1 });
    const second = await listMachines(costs(), who, { limit: 1, cursor: first.next ?? 'none' });
    expect(second.next).toBeUndefined();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(new Set(made.map(({ id }) => id)));
    const { items: [open] } = await listMachines(costs(), who, { limit: 10, open: true });
    expect(MachineView.parse(open)).toMatchObject({ phase: 'working', provider: 'runpod', usdPerHour: 3.6, usdPerMinute: 0.06, reservedUsd: 2, gpu: 'RTX 4090' });
    expect(open?.spentUsd).toBeCloseTo(0.1, 1);
    expect((await listMachines(costs(), who, { limit: 10, open: false })).items).toMatchObject([{ phase: 'gone', spentUsd: 0.06, seconds: 60, usdPerMinute: 0 }]);
    expect(JSON.stringify([first, second])).not.toContain('SEALED-KEY');
    const stranger = await jobs.test.member();
    expect((await listMachines(costs(), stranger, { limit: 10 })).items).toEqual([]);
    await expect(getMachine(costs(), stranger, made[0]?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('what happens to a machine is told in its log, as events, as alarms and in the audit trail', async () => {
    const who = await jobs.test.member();
    const jobId = randomUUID();
    const machine = await rent({ workspaceId: who.workspaceId, jobId });
    const teller = rentalTeller({ database: opened().database });
    const at = Date.now();
    teller.tell({ kind: 'state', rental: { ...machine, state: 'provisioning' }, from: 'booting', at });
    teller.tell({ kind: 'step', rental: machine, step: 'bundle', detail: 'done in 3 s', at: at + 1 });
    teller.tell({ kind: 'spent', rental: machine, usd: 0.1, at: at + 2 });
    teller.tell({ kind: 'alert', alert: 'not_ended', severity: 'critical', provider: 'runpod', rental: machine, message: 'It does not end.', value: 30, at: at + 3 });
    await teller.settled();
    const detail = MachineDetail.parse(await getMachine(costs(), who, machine.id));
    expect(detail.log.map(({ kind, what, detail: more }) => [kind, what, more])).toEqual([['state', 'provisioning', undefined], ['step', 'bundle', 'done in 3 s'], ['alert', 'not_ended', 'It does not end.']]);
    expect(await jobs.events(who, 'machine.changed')).toMatchObject([{ machineId: machine.id, jobId, state: 'provisioning' }, { step: 'bundle' }]);
    expect(await jobs.events(who, 'metrics')).toMatchObject([{ machineId: machine.id, usdPerMinute: 0.06 }]);
    expect(await jobs.events(who, 'alert')).toMatchObject([{ alert: 'not_ended', severity: 'critical', machineId: machine.id, value: 30 }]);
    const log = await opened().database.read({ workspaceId: who.workspaceId }, (tx) => listAudit(tx, who.workspaceId, { objectTypes: ['machine'] }, undefined, 10));
    expect(log.map(({ action }) => action)).toEqual(['machine.alarmed', 'machine.provisioning']);
    expect(JSON.stringify(log)).not.toContain('SEALED-KEY');
  });

  test('a machine of nobody is told to the installation', async () => {
    const teller = rentalTeller({ database: opened().database });
    const { workspaceId: _w, jobId: _j, ...orphan } = rental({ workspaceId: randomUUID(), jobId: randomUUID() });
    teller.tell({ kind: 'state', rental: orphan, from: 'intended', at: Date.now() });
    teller.tell({ kind: 'alert', alert: 'provider_silent', severity: 'critical', provider: 'vastai', message: 'silent', at: Date.now() });
    await teller.settled();
    const log = await opened().database.read('everything', (tx) => listAudit(tx, null, { objectTypes: ['machine'] }, undefined, 10));
    expect(log).toMatchObject([{ action: 'machine.alarmed', objectId: 'vastai' }, { action: 'machine.ready', objectId: orphan.id }]);
  });

  test('the costs of a job are told to the second: expected, booked and counted', async () => {
    const jobId = await startedJob(me);
    const place = { workspaceId: me.workspaceId, jobId };
    await rent(place, { state: 'gone', at: { intended: 0, requesting: 1000, gone: 101_000 }, absentSince: 101_000, reservedUsd: 0.1, endReason: 'unreachable' });
    await rent(place, { state: 'gone', attempt: 2, instanceId: 'unbooked', at: { intended: 0, requesting: 1000, gone: 31_000 }, absentSince: 31_000, reservedUsd: 0.03, endReason: 'finished' });
    const report = JobCosts.parse(await jobCosts(costs(), me, jobId));
    expect(report).toMatchObject({ ourUsd: 0.13, providerUsd: null, seconds: 130, confirmedGone: true, machines: [{ seconds: 100, ourUsd: 0.1, providerUsd: 0.42, endReason: 'unreachable' }, { seconds: 30, providerUsd: null }] });
    expect(report.estimatedUsd).toBeGreaterThan(0);
    await expect(jobCosts(costs(), await jobs.test.member(), jobId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('the costs of a workspace are told by day, with what the limits leave', async () => {
    const who = await jobs.test.member();
    const place = { workspaceId: who.workspaceId, jobId: randomUUID() };
    const now = Date.now();
    await rent(place, { state: 'gone', at: { intended: now, requesting: now - 90_000, gone: now }, absentSince: now, reservedUsd: 0.5 });
    await rent(place);
    const report = WorkspaceCosts.parse(await workspaceCosts(costs(), who, 30));
    expect(report).toMatchObject({ days: [{ provider: 'runpod', machines: 2 }], today: { usd: 25, spentUsd: 2.5 }, month: { usd: 200, spentUsd: 2.5 }, usdPerMinute: 0.06 });
    expect(report.usd).toBeCloseTo(0.6, 1);
    expect((await workspaceCosts(costs(), await jobs.test.member(), 30)).days).toEqual([]);
  });

  test('a workspace stops what it has: its jobs are paused with their reason, its machines ended, and nobody else\'s', async () => {
    const [who, other] = [await jobs.test.member(), await jobs.test.member()];
    const jobId = await startedJob(who), otherJob = await startedJob(other);
    const machine = await rent({ workspaceId: who.workspaceId, jobId }, { instanceId: 'mine', duplicates: ['mine-twice'] });
    const theirs = await rent({ workspaceId: other.workspaceId, jobId: otherJob }, { instanceId: 'theirs' });
    ended.length = 0;
    const report = await stopAllMachines(stop(), who, { scope: 'workspace' });
    expect(report).toMatchObject({ jobs: [jobId], told: 1, machines: [{ id: 'mine', outcome: 'accepted' }, { id: 'mine-twice' }] });
    expect(ended.sort()).toEqual(['mine', 'mine-twice']);
    expect(await job(who, jobId)).toMatchObject({ state: 'paused', failure: { code: 'EMERGENCY_STOP' } });
    expect(await job(other, otherJob)).toMatchObject({ state: 'queued' });
    expect((await ledger.read(machine.id))?.endWanted).toBe('emergency');
    expect((await ledger.read(theirs.id))?.endWanted).toBeUndefined();
    expect(await opened().database.read({ workspaceId: who.workspaceId }, (tx) => listAudit(tx, who.workspaceId, { action: 'machines.stopped' }, undefined, 5))).toMatchObject([{ actor: who.actor, details: '{"jobs":1,"machines":2,"refused":0,"unlisted":0}' }]);
    await expect(stopAllMachines(stop(), { ...who, permissions: new Set(['jobs:read']) }, { scope: 'workspace' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(stopAllMachines(stop(), { ...who, permissions: new Set(['jobs:write']) }, { scope: 'installation' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('an administrator stops everything of ours, written down or not, and touches nothing foreign', async () => {
    const installation = await opened().database.read('everything', (tx) => machineOwner(tx));
    expect(installation).toMatch(/^[a-z0-9]{6}$/);
    const own = machineName({ installation, job: 'abcdef', attempt: 1, nonce: '01234567' });
    listed = [['forgotten', own], ['another', machineName({ installation: 'zzzzzz', job: 'abcdef', attempt: 1, nonce: '01234567' })], ['foreign', 'my-own-pod']].map(([id = '', name = '']) => ({ id, name, status: 'running', access: [] }));
    const who = await jobs.test.member();
    const jobId = await startedJob(who);
    await rent({ workspaceId: who.workspaceId, jobId }, { instanceId: 'written-down' });
    ended.length = 0;
    const report = await stopAllMachines(stop(), { ...who, permissions: new Set([...who.permissions, 'system:manage']) }, { scope: 'installation' });
    expect(report.jobs).toContain(jobId);
    expect(ended).toEqual(expect.arrayContaining(['written-down', 'forgotten']));
    expect(ended).not.toContain('another');
    expect(ended).not.toContain('foreign');
    expect(report).toMatchObject({ unlisted: [], told: expect.any(Number) as number });
    listed = [];
  });

  test('how machines are set up has versions, and each of them comes back', async () => {
    const admin: Principal = { ...me, permissions: new Set([...me.permissions, 'system:manage']) };
    const parts = { database: opened().database };
    expect(await getProvisioning(parts, admin)).toEqual({ version: 0, edits: {}, earlier: [] });
    expect(await changeProvisioning(parts, admin, StackEdits.parse({ weights: 'push' }))).toMatchObject({ version: 1, edits: { weights: 'push' } });
    expect(await changeProvisioning(parts, admin, StackEdits.parse({ skip: ['cuda'] }), 1)).toMatchObject({ version: 2, earlier: [{ version: 1, edits: { weights: 'push' } }] });
    await expect(changeProvisioning(parts, admin, {}, 1)).rejects.toMatchObject({ code: 'VERSION_CHANGED' });
    expect(await stackEdits(opened().database)).toEqual({ skip: ['cuda'] });
    expect(await undoProvisioning(parts, admin, undefined)).toMatchObject({ version: 3, edits: { weights: 'push' }, repeats: 1 });
    expect(await undoProvisioning(parts, admin, 0)).toMatchObject({ version: 4, edits: {} });
    await expect(undoProvisioning(parts, admin, 99)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getProvisioning(parts, { ...me, permissions: new Set(['jobs:read']) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
