/** Jobs from creation to the archive, with real workers, on both databases. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisJobDetail, Permission } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { rowsOf } from '../../src/db/database.ts';
import { listObservations, type Database } from '../../src/db/index.ts';
import { localProvider } from '../../src/gpu/local/provider.ts';
import type { Provider } from '../../src/gpu/provider.ts';
import { addMedia, cancelJob, confirmCompletion, createTemplate, deleteJob, estimateJob, getJob, jobFromTemplate, listJobs, pauseJob, removeMedium, requestCompletion, rerunJob, restoreJob, resumeJob, retryJob, reuseJob, searchArchive, startJob, updateJob } from '../../src/jobs/index.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { makeFilm } from '../support/made-media.ts';
import { openTestJobs, settingsWith, SIGNALS, type TestJobs } from '../support/open-test-jobs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-jobs-'));
const [film, other, long] = ['film.mp4', 'other.mp4', 'long.mp4'].map((name) => path.join(folder, name)) as [string, string, string]; // three names in, three out

beforeAll(async () => {
  await makeFilm(film, { seconds: 6, size: '160x120' });
  await makeFilm(other, { seconds: 4, size: '128x96' });
  await makeFilm(long, { seconds: 45, size: '160x120', fps: 10 });
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const LIST = { limit: 50, sort: 'newest' } as const;
const without = (principal: Principal, ...permissions: Permission[]): Principal => ({ ...principal, permissions: new Set([...principal.permissions].filter((each) => !permissions.includes(each))) });
const statuses = ({ media }: AnalysisJobDetail): Record<string, string> => Object.fromEntries(media.flatMap(({ runs }) => runs.map(({ analyzer, status }) => [analyzer, status])));
const workersOf = (jobs: TestJobs): string[] => readdirSync(path.join(jobs.parts.data, 'work')).filter((name) => !name.startsWith('.'));

/** The local provider, and what was launched by it. */
function countingProvider(data: string): { provider: Provider; launched: number; kill(): void } {
  const local = localProvider({ data });
  const counted = {
    launched: 0, kill: (): void => undefined,
    provider: {
      ...local,
      async launch(...asked: Parameters<Provider['launch']>) {
        counted.launched++;
        const instance = await local.launch(...asked);
        if (instance.outcome === 'created') counted.kill = () => { process.kill(Number(instance.id.replace('local-', '')), 'SIGKILL'); };
        return instance;
      },
    } satisfies Provider,
  };
  return counted;
}

interface At { jobs: TestJobs; me: Principal }

let databases = 0;
await onBothDatabases((opened) => {
  let at: At;
  beforeAll(async () => {
    const jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-')));
    at = { jobs, me: await jobs.test.member() };
  });
  afterEach(() => at.jobs.stopAll());
  sharedCases(() => at);
  // What of these asks the database for anything stands in jobs-rows.test.ts on both.
  if (databases++ === 0) decisionCases(() => at);
});

/** Claims, versions and moments: what a database could do otherwise. */
function sharedCases(at: () => At): void {
  test('from creation to the archive: nothing starts by itself, findings are kept, media are wiped after two steps', async () => {
    const { jobs, me } = at();
    const orchestrator = await jobs.orchestrate();
    const medium = await jobs.store(me, film);
    const empty = await jobs.make(me, []);
    expect([empty.stage, empty.state]).toEqual(['created', 'preparing']);
    const ready = await addMedia(jobs.parts, me, empty.id, [medium]);
    expect(ready.state).toBe('ready');
    expect((await removeMedium(jobs.parts, me, empty.id, medium)).state).toBe('preparing');
    await addMedia(jobs.parts, me, empty.id, [medium]);
    const estimate = await estimateJob(jobs.parts, me, empty.id);
    expect(estimate.offers).toMatchObject([{ id: 'this-machine', usdPerHour: 0, usd: { low: 0, high: 0 } }]);
    expect(estimate.media[0]?.analyzers.map(({ analyzer }) => analyzer).sort()).toEqual([...SIGNALS].sort());
    expect(estimate.seconds.low).toBeLessThanOrEqual(estimate.seconds.high);
    expect(orchestrator.running()).toEqual([]);
    await jobs.start(me, empty.id);
    const done = await jobs.reach(me, empty.id, 'awaiting_review', 'failed');
    expect([done.stage, done.state, done.failure]).toEqual(['ml_done', 'awaiting_review', undefined]);
    expect(statuses(done)).toMatchObject({ cut_analysis: 'done', color_analysis: 'done', audio_analysis: 'done' });
    expect(done.steps.map(({ kind, outcome }) => `${kind} ${outcome ?? 'open'}`)).toEqual(['lend done', 'analyse done', 'launch done', 'wipe done', 'terminate done', 'confirm_gone done']);
    expect(done.cost).toMatchObject({ spentUsd: 0, limitUsd: 5 });
    expect(done.cost.machineSeconds).toBeGreaterThan(0);
    const { observations } = await jobs.parts.database.read({ workspaceId: me.workspaceId }, (tx) => listObservations(tx, { jobId: empty.id, limit: 10 }));
    expect(observations.length).toBeGreaterThan(0);
    expect(workersOf(jobs)).toEqual([]);
    expect(new Set((await jobs.events(me, 'job.changed')).map(({ state }) => state))).toEqual(new Set(['preparing', 'ready', 'queued', 'analysing', 'awaiting_review']));
    expect(await jobs.events(me, 'run.changed')).toContainEqual(expect.objectContaining({ jobId: empty.id, analyzer: 'cut_analysis', status: 'done' }));

    const asked = await requestCompletion(jobs.parts, me, empty.id, { anonymise: false });
    expect(asked.deletes.mediaIds).toEqual([medium]);
    expect(asked.keeps.observations).toBeGreaterThan(0);
    await expect(confirmCompletion(jobs.parts, me, empty.id, 'x'.repeat(43))).rejects.toMatchObject({ code: 'VERSION_CHANGED' });
    expect((await getJob(jobs.parts, me, empty.id)).state).toBe('awaiting_review');
    await confirmCompletion(jobs.parts, me, empty.id, asked.confirmationToken);
    const archived = await jobs.reach(me, empty.id, 'archived');
    expect(archived.media).toMatchObject([{ mediaId: medium, mediaState: 'wiped' }]);
    expect(statuses(archived)).toMatchObject({ cut_analysis: 'done' });
    expect((await listJobs(jobs.parts, me, { ...LIST })).items.map(({ id }) => id)).not.toContain(empty.id);
    expect((await searchArchive(jobs.parts, me, { ...LIST, analyzer: 'cut_analysis', kind: 'video', text: empty.id })).items.map(({ id }) => id)).toEqual([empty.id]);
    expect((await restoreJob(jobs.parts, me, empty.id)).state).toBe('idle');
    expect(jobs.failures).toEqual([]);
  }, 120_000);

  test('a step whose end was never written, because the database was away, is over with its job', async () => {
    const { jobs } = at();
    await jobs.orchestrate();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(['cut_analysis'], { fresh: true }) });
    await jobs.start(who, id);
    const leaveOpen = (): Promise<number> => jobs.parts.database.transaction({ workspaceId: who.workspaceId }, async (tx) =>
      (await rowsOf(tx, sql`insert into job_step (job_id, claim_id, kind) select id, claim_id, 'lend' from job where id = ${id}::uuid and claim_id is not null and state = 'analysing' returning kind`, z.object({ kind: z.string() }))).length);
    await expect.poll(leaveOpen, { interval: 20 }).toBe(1);
    const done = await jobs.reach(who, id, 'awaiting_review');
    expect(done.steps.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    expect(done.steps.filter(({ outcome }) => outcome === 'lost').map(({ kind }) => kind)).toEqual(['lend']);
  }, 60_000);

  test('two orchestrators share the work: no job has two machines', async () => {
    const { jobs } = at();
    const counted = [countingProvider(jobs.parts.data), countingProvider(jobs.parts.data)];
    const who = await jobs.test.member();
    const medium = await jobs.store(who, film);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await jobs.make(who, [medium], { settings: settingsWith(['cut_analysis'], { fresh: true }) })).id);
    await Promise.all(counted.map(({ provider }) => jobs.orchestrate({ providers: [provider] })));
    await Promise.all(ids.map((id) => jobs.start(who, id)));
    for (const id of ids) {
      const done = await jobs.reach(who, id, 'awaiting_review');
      expect(done.steps.filter(({ kind }) => kind === 'launch')).toHaveLength(1);
      expect(done.attempts).toBe(0);
    }
    expect(counted.map(({ launched }) => launched > 0)).toEqual([true, true]);
    expect((counted[0]?.launched ?? 0) + (counted[1]?.launched ?? 0)).toBe(4);
  }, 180_000);

  test('stopped, an orchestrator gives its job back; the next one goes on', async () => {
    const { jobs } = at();
    const first = await jobs.orchestrate();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(['cut_analysis', 'audio_analysis'], { windowSeconds: 10 }) });
    await jobs.start(who, id);
    await begun(jobs, who, id);
    await first.stop();
    const back = await getJob(jobs.parts, who, id);
    expect([back.state, back.onMachine, workersOf(jobs)]).toEqual(['queued', false, []]);
    const kept = await windowsOf(jobs, who, id);
    expect(kept).toBeGreaterThan(0);
    await jobs.orchestrate();
    const done = await jobs.reach(who, id, 'awaiting_review');
    expect(statuses(done)).toMatchObject({ cut_analysis: 'done', audio_analysis: 'done' });
    expect(await jobs.events(who, 'metrics')).toContainEqual(expect.objectContaining({ jobId: id, memoryBytes: expect.any(Number) as number }));
  }, 180_000);
}

/** What people decide, and what machines do. */
function decisionCases(at: () => At): void {
  test('the machine starts only with the permission, an offer that exists, and once', async () => {
    const { jobs, me } = at();
    const counted = countingProvider(jobs.parts.data);
    await jobs.orchestrate({ providers: [counted.provider] });
    const { id } = await jobs.make(me, [await jobs.store(me, film)], { settings: settingsWith(SIGNALS, { fresh: true }) });
    const asked = { offerId: 'this-machine', costLimitUsd: 5 };
    await expect(startJob(jobs.parts, without(me, 'jobs:start'), id, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(startJob(jobs.parts, me, id, { ...asked, offerId: 'gone' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(startJob(jobs.parts, await jobs.test.member(), id, asked)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await getJob(jobs.parts, me, id)).state).toBe('ready');
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => jobs.start(me, id)));
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of starts) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'STATE_FORBIDS' });
    await jobs.reach(me, id, 'awaiting_review');
    await expect(jobs.start(me, id)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect(counted.launched).toBe(1);
  }, 120_000);

  test('what was found within the hour is taken over by another job of the workspace, without a machine, and by nobody else', async () => {
    const { jobs, me } = at();
    const counted = countingProvider(jobs.parts.data);
    await jobs.orchestrate({ providers: [counted.provider] });
    const medium = await jobs.store(me, other);
    const first = await jobs.make(me, [medium]);
    await jobs.start(me, first.id);
    await jobs.reach(me, first.id, 'awaiting_review');
    const launched = counted.launched;
    const second = await jobs.make(me, [medium], { settings: settingsWith(['color_analysis', 'cut_analysis']) });
    await jobs.start(me, second.id);
    const done = await jobs.reach(me, second.id, 'awaiting_review');
    expect(done.media[0]?.runs.filter(({ reused }) => reused === true).map(({ analyzer }) => analyzer).sort()).toEqual(['color_analysis', 'cut_analysis']);
    expect(counted.launched).toBe(launched);
    const stranger = await jobs.test.member();
    const theirs = await jobs.make(stranger, [await jobs.store(stranger, other)]);
    await jobs.start(stranger, theirs.id);
    expect((await jobs.reach(stranger, theirs.id, 'awaiting_review')).media[0]?.runs.some(({ reused }) => reused === true)).toBe(false);
  }, 120_000);

  test('paused, the machine is gone and finished windows stay; resumed, it goes on behind them', async () => {
    const { jobs } = at();
    await jobs.orchestrate();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(['cut_analysis', 'color_analysis'], { windowSeconds: 10 }) });
    await jobs.start(who, id);
    await begun(jobs, who, id);
    await pauseJob(jobs.parts, who, id);
    const paused = await jobs.reach(who, id, 'paused');
    expect(paused.stage).toBe('created');
    expect(Object.values(statuses(paused)).filter((status) => status === 'running')).toEqual([]);
    expect(workersOf(jobs)).toEqual([]);
    const kept = await windowsOf(jobs, who, id);
    expect(kept).toBeGreaterThan(0);
    await resumeJob(jobs.parts, who, id);
    const done = await jobs.reach(who, id, 'awaiting_review');
    expect(statuses(done)).toMatchObject({ cut_analysis: 'done', color_analysis: 'done' });
    expect(done.media[0]?.runs.every(({ coverage }) => coverage === 1)).toBe(true);
    expect(await windowsOf(jobs, who, id)).toBe(0);
  }, 180_000);

  test('cancelled, it keeps what is finished and can be tried again three times at most', async () => {
    const { jobs } = at();
    await jobs.orchestrate();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(['cut_analysis'], { windowSeconds: 10 }) });
    await jobs.start(who, id);
    await begun(jobs, who, id);
    await expect(deleteJob(jobs.parts, who, id)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await cancelJob(jobs.parts, who, id);
    const cancelled = await jobs.reach(who, id, 'cancelled');
    expect(statuses(cancelled)['cut_analysis']).not.toBe('running');
    await retryJob(jobs.parts, who, id);
    const done = await jobs.reach(who, id, 'awaiting_review');
    expect([statuses(done)['cut_analysis'], done.retries]).toEqual(['done', 1]);
    await expect(retryJob(jobs.parts, who, id)).rejects.toMatchObject({ code: 'STATE_FORBIDS', message: 'Nothing of the job failed.' });
    await jobs.stopAll();
    const waiting = await jobs.make(who, [await jobs.store(who, film)]);
    await jobs.start(who, waiting.id);
    for (let i = 0; i < 3; i++) {
      await cancelJob(jobs.parts, who, waiting.id);
      await retryJob(jobs.parts, who, waiting.id);
    }
    await cancelJob(jobs.parts, who, waiting.id);
    await expect(retryJob(jobs.parts, who, waiting.id)).rejects.toMatchObject({ code: 'STATE_FORBIDS', details: { retries: 3 } });
  }, 180_000);

  test('a worker that is killed in the middle costs nothing but time', async () => {
    const { jobs } = at();
    const counted = countingProvider(jobs.parts.data);
    await jobs.orchestrate({ providers: [counted.provider] });
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(SIGNALS, { windowSeconds: 10 }) });
    await jobs.start(who, id);
    await begun(jobs, who, id);
    counted.kill();
    const done = await jobs.reach(who, id, 'awaiting_review', 'failed');
    expect([done.state, counted.launched]).toEqual(['awaiting_review', 2]);
    expect(statuses(done)).toMatchObject({ cut_analysis: 'done', color_analysis: 'done', audio_analysis: 'done' });
    expect(await jobs.events(who, 'alert')).toContainEqual(expect.objectContaining({ alert: 'worker_lost', jobId: id }));
    expect(workersOf(jobs)).toEqual([]);
  }, 180_000);

  test('a database that is away for a moment fails no job: it is given back and gone on with', async () => {
    const { jobs } = at();
    const { database } = jobs.parts;
    let away = false;
    const gone = (): Promise<never> => Promise.reject(new AppError('DATABASE_UNREACHABLE', 'The database cannot be reached.'));
    const flaky: Database = { ...database, kind: 'server', transaction: (access, work) => (away ? gone() : database.transaction(access, work)), read: (access, work) => (away ? gone() : database.read(access, work)) };
    await jobs.orchestrate({ database: flaky });
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, long)], { settings: settingsWith(SIGNALS, { windowSeconds: 10 }) });
    await jobs.start(who, id);
    await begun(jobs, who, id);
    away = true;
    const until = performance.now() + 30_000;
    while (!jobs.failures.some(({ about }) => about === 'a job') && performance.now() < until) await sleep(20);
    away = false;
    const done = await jobs.reach(who, id, 'awaiting_review', 'failed');
    expect([done.state, done.failure]).toEqual(['awaiting_review', undefined]);
    expect(statuses(done)).toMatchObject({ cut_analysis: 'done', color_analysis: 'done', audio_analysis: 'done' });
    expect(new Set(jobs.failures.splice(0).map(({ code }) => code))).toEqual(new Set(['DATABASE_UNREACHABLE']));
    expect(workersOf(jobs)).toEqual([]);
  }, 180_000);

  test('looked at again with other settings, what is the same is kept and the rest is new', async () => {
    const { jobs } = at();
    await jobs.orchestrate();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, film)], { settings: settingsWith(['cut_analysis', 'color_analysis']) });
    await jobs.start(who, id);
    const before = await jobs.reach(who, id, 'awaiting_review');
    const reopened = await rerunJob(jobs.parts, who, id, { profile: 'lite', language: 'en', fresh: false, analyzers: [{ name: 'cut_analysis' }, { name: 'audio_analysis' }] });
    expect([reopened.stage, reopened.state]).toEqual(['ml_done', 'ready']);
    await jobs.start(who, id);
    const after = await jobs.reach(who, id, 'awaiting_review');
    const runOf = ({ media }: AnalysisJobDetail, name: string) => media[0]?.runs.find(({ analyzer }) => analyzer === name);
    expect(runOf(after, 'cut_analysis')).toEqual(runOf(before, 'cut_analysis'));
    expect(runOf(after, 'audio_analysis')?.status).toBe('done');
    await expect(rerunJob(jobs.parts, who, id, { profile: 'lite', language: 'en', fresh: false, analyzers: [{ name: 'nobody' }] })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  }, 120_000);

  test('what people wrote about a job is told to those who describe, as it stood at the start', async () => {
    const { jobs } = at();
    const who = await jobs.test.member();
    const { id } = await jobs.make(who, [await jobs.store(who, film)], { settings: { profile: 'lite', analyzers: [{ name: 'blip2' }, { name: 'cut_analysis' }] }, metadata: { knownNames: ['Ada'], context: 'A talk', notes: '' } });
    await jobs.start(who, id);
    const frozen = (): Promise<unknown> => jobs.parts.database.read({ workspaceId: who.workspaceId }, async (tx) => (await rowsOf(tx, sql`select plan -> 'choices' as choices, plan -> 'since' as since from job where id = ${id}::uuid`, z.object({ choices: z.json(), since: z.string() })))[0]);
    const first = await frozen();
    expect(first).toMatchObject({ choices: expect.arrayContaining([{ name: 'cut_analysis' }, { name: 'blip2', parameters: { context: { names: ['Ada'], description: 'A talk', notes: '' } } }]) as unknown });
    await cancelJob(jobs.parts, who, id);
    await rerunJob(jobs.parts, who, id, undefined);
    await jobs.start(who, id);
    expect(await frozen()).toEqual(first);
    await cancelJob(jobs.parts, who, id);
    await updateJob(jobs.parts, who, id, { metadata: { knownNames: ['Bo'], context: '', notes: '' } });
    await rerunJob(jobs.parts, who, id, undefined);
    await jobs.start(who, id);
    expect(await frozen()).toMatchObject({ since: expect.not.stringMatching((first as { since: string }).since) as string, choices: expect.arrayContaining([{ name: 'blip2', parameters: { context: { names: ['Bo'], description: '', notes: '' } } }]) as unknown });
    await cancelJob(jobs.parts, who, id);
  }, 60_000);

  test('completed with names taken out; used again as a pattern', async () => {
    const { jobs } = at();
    await jobs.orchestrate();
    const who = await jobs.test.member();
    const medium = await jobs.store(who, film);
    const metadata = { knownNames: ['Ada Lovelace', 'Ada'], context: 'Ada Lovelace at work; ada smiles', notes: 'Adalbert stays' };
    const { id } = await jobs.make(who, [medium], { name: 'Ada at work', metadata });
    const needs = await jobs.make(who, [medium]);
    await jobs.start(who, id);
    await jobs.reach(who, id, 'awaiting_review');
    const asked = await requestCompletion(jobs.parts, who, id, { anonymise: true });
    expect([asked.deletes.mediaIds, asked.keeps.mediaIds]).toEqual([[], [medium]]);
    await updateJob(jobs.parts, who, id, { name: 'Ada works' });
    await expect(confirmCompletion(jobs.parts, who, id, asked.confirmationToken)).rejects.toMatchObject({ code: 'VERSION_CHANGED' });
    const again = await requestCompletion(jobs.parts, who, id, { anonymise: true });
    await expect(confirmCompletion(jobs.parts, without(who, 'jobs:confirm'), id, again.confirmationToken)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await confirmCompletion(jobs.parts, who, id, again.confirmationToken);
    const archived = await jobs.reach(who, id, 'archived');
    expect(archived).toMatchObject({ name: 'Person 2 works', anonymised: true, metadata: { knownNames: ['Person 1', 'Person 2'], context: 'Person 1 at work; Person 2 smiles', notes: 'Adalbert stays' } });
    expect(archived.media).toMatchObject([{ mediaState: 'stored' }]);
    const template = await createTemplate(jobs.parts, who, { name: 'as then', fromJobId: id, metadata: true });
    expect(template.metadata.knownNames).toEqual([]);
    const made = await jobFromTemplate(jobs.parts, who, template.id, { mediaIds: [medium], metadata: false });
    expect([made.state, made.settings.analyzers?.map(({ name }) => name)]).toEqual(['ready', SIGNALS]);
    expect(await reuseJob(jobs.parts, who, id, { mediaIds: [], metadata: true, name: 'again' })).toMatchObject({ state: 'preparing', name: 'again', metadata: archived.metadata });
    await deleteJob(jobs.parts, who, needs.id);
    await expect(getJob(jobs.parts, who, needs.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(jobs.failures).toEqual([]);
  }, 120_000);
}

/** Waits until a first window of the film is finished and more are to come. */
async function begun(jobs: TestJobs, who: Principal, id: string): Promise<void> {
  const until = performance.now() + 60_000;
  while (await windowsOf(jobs, who, id) === 0) {
    if (performance.now() > until) throw new Error(`nothing begins: ${JSON.stringify(await getJob(jobs.parts, who, id))} ${JSON.stringify(jobs.failures)}`);
    await sleep(5);
  }
}

async function windowsOf({ parts }: TestJobs, { workspaceId }: Principal, id: string): Promise<number> {
  return (await parts.database.read({ workspaceId }, (tx) => rowsOf(tx, sql`select 1 as one from job_window where job_id = ${id}::uuid`, z.object({})))).length;
}
