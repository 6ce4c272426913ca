/** Jobs on rented machines from the start to the last list without them: emulated providers over HTTP, real machines behind them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AnalysisJobDetail } from '@aima/contract';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { sql } from '../../src/db/drizzle.ts';
import { machineMeasures, openDatabase, type Database } from '../../src/db/index.ts';
import { cancelJob, getJob, jobCosts, stopAllMachines, type Orchestrator } from '../../src/jobs/index.ts';
import { filesHolding } from '../emulators/machine/scan.ts';
import { tryRealMachines } from '../emulators/machine/real-machines.ts';
import type { Emulator } from '../emulators/core/emulator.ts';
import { spawnServer, type KillableServer } from '../support/killable-server.ts';
import { makeFilm } from '../support/made-media.ts';
import { MARKER, markedFilms } from '../support/marked-media.ts';
import { settingsWith, SIGNALS } from '../support/open-test-jobs.ts';
import { rentMachine } from '../support/rented-machine.ts';
import { openProviders, openRentedJobs, stepsOf, warmData, type ProviderWorld, type RentedJobs } from '../support/rented-jobs.ts';
import { mediumOf, newIdempotencyKey, sendFile, signUpAdmin, steadyClient } from '../support/steady-client.ts';
import { onlyThorough } from '../support/thorough.ts';

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Jobs on rented machines are left out: ${tried}`);
else await tried.close();

const folder = mkdtempSync(path.join(tmpdir(), 'aima-rented-jobs-'));
const [short, long, other] = ['short.mp4', 'long.mp4', 'other.mp4'].map((name) => path.join(folder, name)) as [string, string, string]; // three names in, three out
const ANALYZERS = [...SIGNALS, 'voice_activity'];

/** Only a hang takes so long. */
const LONG = { timeout: 240_000, interval: 100 };

const runsOf = ({ media }: AnalysisJobDetail): Record<string, string> => Object.fromEntries(media.flatMap(({ runs }) => runs.map(({ analyzer, status }) => [analyzer, status])));

/** Ours, in the provider's own books. */
const ours = ({ ledger }: Emulator) => {
  const mine = ledger.resources().filter(({ tenant, kind }) => tenant === 'ours' && kind === 'instance');
  return { machines: mine.length, billing: ledger.billing().filter(({ tenant }) => tenant === 'ours').length, spentUsd: mine.reduce((sum, { id }) => sum + ledger.spent({ resource: id }), 0) };
};

describe.skipIf(typeof tried === 'string')('on rented machines', () => {
  let [world, database]: [ProviderWorld, Database] = [] as never; // set before the first test
  let opened: RentedJobs;
  let me: Principal;
  const orchestrators: Orchestrator[] = [];
  const left: string[][] = [];
  beforeAll(async () => {
    mkdirSync(path.join(folder, 'server'));
    await warmData(path.join(folder, 'server', 'data'));
    const film = await markedFilms(folder, 6);
    for (const [i, file] of [short, other].entries()) writeFileSync(file, film(i + 1, 3_000_000));
    await makeFilm(long, { seconds: 40, size: '640x360', fps: 25 });
    world = await openProviders();
    world.onRelease(async ({ disk }) => { left.push(await filesHolding(disk, [MARKER])); });
    database = await openDatabase({ folder: path.join(folder, 'db') });
    opened = await openRentedJobs(database, path.join(folder, 'server'), world);
    me = await opened.jobs.test.member();
  }, 240_000);
  afterEach(async () => { await Promise.all(orchestrators.splice(0).map((each) => each.stop())); });
  afterAll(async () => {
    await database.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const orchestrate = async (): Promise<Orchestrator> => {
    const made = await opened.orchestrate();
    orchestrators.push(made);
    return made;
  };
  const made = async (files: readonly string[], windowSeconds?: number, analyzers = ANALYZERS): Promise<string> => {
    const mediaIds = await Promise.all(files.map((file) => opened.jobs.store(me, file)));
    return (await opened.jobs.make(me, mediaIds, { type: files.length > 1 ? 'batch' : 'single', settings: settingsWith(analyzers, { fresh: true, ...(windowSeconds === undefined ? {} : { windowSeconds }) }) })).id;
  };
  const jobNow = (id: string) => getJob(opened.control, me, id);
  /** Something of it is finished, and not all. */
  const halfDone = (id: string) => expect.poll(async () => (await jobNow(id)).media.some(({ runs }) => runs.some(({ status }) => status === 'running' || status === 'done')), LONG).toBe(true);

  test('from the upload to results and a machine that is gone, with its cost to the second', async () => {
    await orchestrate();
    const id = await made([short]);
    const before = ours(world.runpod);
    await opened.start(me, id, 'runpod');
    const done = await opened.reach(me, id, 'awaiting_review', 'failed');
    expect([done.state, done.failure]).toEqual(['awaiting_review', undefined]);
    expect(runsOf(done)).toEqual(Object.fromEntries(ANALYZERS.map((name) => [name, 'done'])));
    expect(stepsOf(done)).toEqual(expect.arrayContaining(['launch done', 'provision done', 'transfer done', 'analyse done', 'wipe done', 'terminate done', 'confirm_gone done']));
    expect(done.steps.find(({ kind }) => kind === 'wipe')?.detail).toMatchObject({ filesLeft: 0 });

    const after = ours(world.runpod);
    expect([after.machines - before.machines, after.billing]).toEqual([1, 0]);
    expect(left).toEqual([[]]);
    const costs = await jobCosts({ database, charging: opened.machines.providers }, me, id);
    expect(costs).toMatchObject({ confirmedGone: true, machines: [{ provider: 'runpod', endReason: 'finished', confirmedGone: true }] });
    expect(costs.estimatedUsd).toBeGreaterThan(0);
    // Ours counts from the call on, so it is never less than what is really paid.
    expect(costs.ourUsd).toBeGreaterThanOrEqual(after.spentUsd - before.spentUsd - 1e-6);
    expect(done.cost.spentUsd).toBeCloseTo(costs.ourUsd, 6);
    expect(await opened.jobs.events(me, 'metrics')).toContainEqual(expect.objectContaining({ jobId: id, usdPerMinute: expect.any(Number) as number, spentUsd: expect.any(Number) as number, memoryBytes: expect.any(Number) as number }));
    expect(opened.jobs.failures).toEqual([]);
    // What it took is known of its kind now, and no measurement of this machine.
    expect(await database.read('everything', (tx) => machineMeasures(tx))).toMatchObject([{ provider: 'runpod', workFactor: expect.any(Number) as number, provisionSeconds: expect.any(Number) as number }]);
    expect(existsSync(path.join(folder, 'server', 'data', 'measured-times.json'))).toBe(false);
  }, 300_000);

  test('cancelled, the machine is gone and nothing costs any more', async (context) => {
    onlyThorough(context);
    await orchestrate();
    const id = await made([long], 10);
    await opened.start(me, id, 'vastai');
    await halfDone(id);
    await cancelJob(opened.control, me, id);
    const cancelled = await opened.reach(me, id, 'cancelled');
    expect(stepsOf(cancelled)).toEqual(expect.arrayContaining(['terminate done', 'confirm_gone done']));
    expect(ours(world.vastai)).toMatchObject({ machines: 1, billing: 0 });
    expect(cancelled.cost.spentUsd).toBeGreaterThan(0);
  }, 300_000);

  test('stopped with all others, the job is paused and its machine gone', async (context) => {
    onlyThorough(context);
    await orchestrate();
    const id = await made([long], 10);
    const before = ours(world.runpod);
    await opened.start(me, id, 'runpod');
    await halfDone(id);
    const { ledger, setUp, world: parts, installation } = opened.machines;
    const report = await stopAllMachines({ database, ledger, providers: setUp, rental: { ...parts, installation }, wake: opened.control.wake }, me, { scope: 'workspace' });
    expect(report).toMatchObject({ jobs: [id], machines: [{ provider: 'runpod' }] });
    const paused = await opened.reach(me, id, 'paused');
    expect(paused.failure?.code).toBe('EMERGENCY_STOP');
    expect(ours(world.runpod)).toMatchObject({ machines: before.machines + 1, billing: 0 });
  }, 300_000);

  test('a limit that is reached ends the work; what is finished stays; as long as the provider does not end the machine the job is not over', async () => {
    await orchestrate();
    const id = await made([long], 10, ['cut_analysis', 'color_analysis', 'face_detection']);
    await opened.start(me, id, 'runpod');
    await halfDone(id);
    world.runpod.faults.arm({ fault: 'delete-fails', rate: 1, variant: '500' });
    await database.transaction('everything', (tx) => tx.execute(sql`update job set cost_limit_usd = 0.000001 where id = ${id}::uuid`));
    await expect.poll(() => opened.jobs.events(me, 'alert'), LONG).toContainEqual(expect.objectContaining({ alert: 'machine_still_there', jobId: id, code: 'MACHINE_STILL_THERE' }));
    expect(await jobNow(id)).toMatchObject({ state: 'analysing', onMachine: true, progress: { step: 'release' } });
    expect(ours(world.runpod).billing).toBe(1);
    world.runpod.faults.disarm('delete-fails');
    const failed = await opened.reach(me, id, 'failed', 'awaiting_review');
    expect(failed.failure?.code).toBe('COST_LIMIT_REACHED');
    expect(ours(world.runpod).billing).toBe(0);
  }, 300_000);

  test('a machine that vanishes is followed by the next one, and what was finished is not done again', async () => {
    await orchestrate();
    const id = await made([long], 10);
    const before = ours(world.runpod);
    await opened.start(me, id, 'runpod');
    await halfDone(id);
    const [machine] = world.machines.machines;
    // By hand, in the account of the provider.
    const instance = world.runpod.instances().find(({ tenant, goneMs }) => tenant === 'ours' && goneMs === undefined);
    await fetch(`${world.env['RUNPOD_API_URL'] ?? ''}/v2/pods/${instance?.id ?? ''}`, { method: 'DELETE', headers: { authorization: `Bearer ${world.env['RUNPOD_API_KEY'] ?? ''}` } });
    await expect.poll(() => machine?.running, LONG).toBe(false);
    const done = await opened.reach(me, id, 'awaiting_review', 'failed');
    expect([done.state, runsOf(done)['cut_analysis']]).toEqual(['awaiting_review', 'done']);
    expect(ours(world.runpod)).toMatchObject({ machines: before.machines + 2, billing: 0 });
  }, 300_000);

  test('an orchestrator that stops ends its machine; the next one goes on with another', async (context) => {
    onlyThorough(context);
    const first = await orchestrate();
    const id = await made([long], 10);
    const before = ours(world.runpod);
    await opened.start(me, id, 'runpod');
    await halfDone(id);
    await first.stop();
    expect([(await jobNow(id)).state, ours(world.runpod).billing]).toEqual(['queued', 0]);
    await orchestrate();
    const done = await opened.reach(me, id, 'awaiting_review', 'failed');
    expect(done.state).toBe('awaiting_review');
    expect(ours(world.runpod)).toMatchObject({ machines: before.machines + 2, billing: 0 });
  }, 300_000);

  test('several machines share the media of one job; connections that break are made anew and cost no work', async () => {
    await orchestrate();
    const id = await made([short, long, other]);
    const before = ours(world.runpod);
    await opened.start(me, id, 'runpod', { mostMachines: 2 });
    await expect.poll(async () => stepsOf(await jobNow(id)).filter((step) => step === 'transfer done').length, LONG).toBeGreaterThanOrEqual(2);
    for (const machine of world.machines.machines) await machine.inside('pkill', '-f', 'sshd: root');
    const done = await opened.reach(me, id, 'awaiting_review', 'failed');
    expect([done.state, done.media.map(({ runs }) => runs.filter(({ status }) => status === 'done').length)]).toEqual(['awaiting_review', done.media.map(() => ANALYZERS.length)]);
    expect(ours(world.runpod)).toMatchObject({ machines: before.machines + 2, billing: 0 });
    // One that was sent ahead of its turn may be taken by the other machine, which then gets it, too.
    expect(new Set(done.steps.filter(({ kind, outcome }) => kind === 'transfer' && outcome === 'done').map(({ mediaId }) => mediaId)).size, JSON.stringify(done.steps)).toBe(3);
    expect((await opened.jobs.events(me, 'alert')).filter(({ alert, jobId }) => alert === 'worker_lost' && jobId === id)).toEqual([]);
  }, 300_000);

  test('an own server is lent, works and is free again: what is not ours stays, and nothing of ours does', async () => {
    const rented = await rentMachine(world.machines, { name: 'cellar' });
    const shell = await rented.logIn();
    await shell.run('mkdir -p /srv/theirs && echo theirs > /srv/theirs/file');
    const key = path.join(folder, 'cellar.key');
    const { host, port, user, privateKey } = rented.target();
    writeFileSync(key, privateKey, { mode: 0o600 });
    const server = { name: 'cellar', host, port, user, key, usdPerHour: 0.12, hostKey: shell.hostKey };
    mkdirSync(path.join(folder, 'owner'));
    await warmData(path.join(folder, 'owner', 'data'));
    const owner = await openRentedJobs(database, path.join(folder, 'owner'), { env: { ...world.env, AIMA_SSH_SERVERS: JSON.stringify([server]) } });
    orchestrators.push(await owner.orchestrate());
    // Its library is another one, so what is stored there is somebody else's.
    const owns = await owner.jobs.test.member();
    const mediaIds = [await owner.jobs.store(owns, short)];
    const { id } = await owner.jobs.make(owns, mediaIds, { settings: settingsWith(ANALYZERS, { fresh: true }) });
    await owner.start(owns, id, 'ssh');
    const done = await owner.reach(owns, id, 'awaiting_review', 'failed');
    expect([done.state, done.failure]).toEqual(['awaiting_review', undefined]);
    expect(runsOf(done)).toEqual(Object.fromEntries(ANALYZERS.map((name) => [name, 'done'])));
    expect(stepsOf(done)).toEqual(expect.arrayContaining(['launch done', 'provision done', 'transfer done', 'analyse done', 'wipe done', 'terminate done', 'confirm_gone done']));
    expect(await jobCosts({ database, charging: owner.machines.providers }, owns, id)).toMatchObject({ confirmedGone: true, machines: [{ provider: 'ssh', endReason: 'finished' }] });
    // It runs on, and the next one may have it.
    expect(rented.machine.running).toBe(true);
    expect(await owner.machines.providers.find(({ name }) => name === 'ssh')?.list()).toEqual([]);
    expect((await owner.machines.providers.find(({ name }) => name === 'ssh')?.offers())?.map(({ id: offer }) => offer)).toEqual(['cellar']);
    expect((await shell.run('cat /srv/theirs/file; ls /dev/shm/aima /var/lib/aima/work 2>/dev/null | grep -v :')).stdout.trim()).toBe('theirs');
    expect(await filesHolding(rented.machine.disk, [MARKER])).toEqual([]);
    expect((await shell.run('grep -l AIMA_OURS= /proc/[0-9]*/environ 2>/dev/null | wc -l')).stdout.trim()).toBe('0');
    await shell.close();
  }, 300_000);

  test('a server that is killed finds its machine again and goes on there', async () => {
    const data = path.join(folder, 'killed');
    await warmData(data);
    const start = (): KillableServer => spawnServer({ data, mark: path.basename(folder), env: world.env });
    const first = start();
    let server = first;
    onTestFinished(() => server.kill());
    let [url, cookie] = [await first.ready, ''];
    await expect.poll(() => first.welcomeToken()).toBeDefined();
    cookie = await signUpAdmin(url, first.welcomeToken() ?? '');
    const client = steadyClient(() => url, () => cookie);
    const mediaId = await mediumOf(client, await sendFile(client, { name: 'long.mp4', content: readFileSync(long), pieceBytes: 4_000_000 }));
    const Job = z.object({ id: z.string(), state: z.string(), steps: z.array(z.object({ kind: z.string(), outcome: z.string().optional() })).default([]), failure: z.object({ code: z.string(), message: z.string() }).optional() });
    const settings = { analyzers: ANALYZERS.map((name) => ({ name })), fresh: true, windowSeconds: 10 };
    const { id } = await client.json(Job, 'POST', '/api/v1/jobs', { body: { name: 'killed', mediaIds: [mediaId], settings }, key: newIdempotencyKey() });
    const before = ours(world.runpod);
    const { offers } = await client.json(z.object({ offers: z.array(z.object({ id: z.string(), provider: z.string() })) }), 'GET', `/api/v1/jobs/${id}/estimate`);
    await client.ask('POST', `/api/v1/jobs/${id}/start`, { body: { offerId: offers.find(({ provider }) => provider === 'runpod')?.id, costLimitUsd: 5 }, key: newIdempotencyKey() });
    const jobNow = () => client.json(Job, 'GET', `/api/v1/jobs/${id}`);
    await expect.poll(async () => (await jobNow()).steps.map(({ kind, outcome }) => `${kind} ${outcome ?? 'open'}`), LONG).toContain('transfer done');
    await first.kill();
    server = start();
    url = await server.ready;
    await expect.poll(async () => (await jobNow()).state, LONG).toMatch(/awaiting_review|failed/);
    const done = await jobNow();
    expect([done.state, done.failure]).toEqual(['awaiting_review', undefined]);
    expect(ours(world.runpod)).toMatchObject({ machines: before.machines + 1, billing: 0 });
    // Neither was the medium sent a second time.
    expect(done.steps.filter(({ kind }) => kind === 'transfer')).toHaveLength(1);
    expect(await server.stop()).toBe(0);
  }, 300_000);
});
