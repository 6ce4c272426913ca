/** The sample and the self-test, on both databases; the sample's job runs to its end on a real worker, without and with ffmpeg. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi, type TestContext } from 'vitest';
import { readAudit } from '../../src/audit/index.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { countObservations } from '../../src/db/index.ts';
import { usualDecoders } from '../../src/first-steps/ffmpeg-speed.ts';
import { getSample, makeSample, openSelfTest, type SampleParts } from '../../src/first-steps/index.ts';
import { makeSampleFilm } from '../../src/first-steps/sample-film.ts';
import { localProvider } from '../../src/gpu/local/provider.ts';
import { deleteJob, getJob } from '../../src/jobs/index.ts';
import { workFolder } from '../../src/kernel/data-folder.ts';
import { getMedium } from '../../src/library/index.ts';
import { modelEntries } from '../../src/models/store/index.ts';
import { onBothDatabases } from '../support/both-databases.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';
import { onlyThorough } from '../support/thorough.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-first-steps-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
afterEach(() => { vi.unstubAllEnvs(); });

const { signal } = new AbortController();
const stock = () => Promise.resolve({ entries: modelEntries, modelsFolder: path.join(folder, 'models') });

/** What is analysed is the same on either database. */
const onceOnly = (context: TestContext): void => { if (context.task.suite?.name !== 'embedded') onlyThorough(context); };

await onBothDatabases((opened) => {
  let jobs: TestJobs;
  let parts: SampleParts;
  beforeAll(async () => {
    jobs = await openTestJobs(opened().database, mkdtempSync(path.join(folder, 'server-')));
    parts = { ...jobs.parts, library: jobs.test.library, stock };
    await jobs.orchestrate();
  });
  afterAll(() => jobs.stopAll());

  const found = async (who: Principal, jobId: string): Promise<Set<string>> => new Set((await opened().database.read({ workspaceId: who.workspaceId }, (tx) => countObservations(tx, { jobId }))).map(({ analyzer }) => analyzer));

  test('is made once, started like anybody starts, at no price, and written down', async (context) => {
    onceOnly(context);
    const who = await jobs.test.member();
    expect(await getSample(parts, who, 'en')).toBeUndefined();
    const sample = await makeSample(parts, who, 'en', signal);
    expect(sample).toMatchObject({ kind: 'video', leftOut: [] });
    expect(sample.analyzers).toContain('text_overlay');
    expect(await getMedium(parts.library, who, sample.mediaId)).toMatchObject({ id: sample.mediaId });
    expect(await makeSample(parts, who, 'en', signal)).toEqual(sample);
    expect(await getSample(parts, who, 'de')).toEqual(sample);
    const job = await getJob(parts, who, sample.jobId);
    expect(job).toMatchObject({ name: 'Sample', mediaCount: 1, cost: { spentUsd: 0, limitUsd: 0 } });
    expect(readdirSync(workFolder(jobs.parts.data)).filter((name) => name.startsWith('sample-'))).toEqual([]);
    const { items } = await readAudit(opened().database, who.workspaceId, { limit: 50 });
    expect(items.filter(({ actor }) => actor === who.actor).map(({ action }) => action)).toEqual(expect.arrayContaining(['job.created', 'sample.made', 'job.started']));
    const ended = await jobs.reach(who, sample.jobId, 'awaiting_review', 'failed');
    expect(ended.state).toBe('awaiting_review');
    expect(ended.media[0]?.runs.filter(({ status }) => status === 'failed').map(({ analyzer }) => analyzer)).toEqual([]);
    expect([...await found(who, sample.jobId)]).toEqual(expect.arrayContaining(['cut_analysis', 'camera_analysis', 'text_overlay', 'audio_analysis']));
  });

  test('without ffmpeg it is a picture that ends well, too; deleted, it is made anew', async (context) => {
    onceOnly(context);
    vi.stubEnv('AIMA_FFMPEG', path.join(folder, 'no-ffmpeg'));
    const who = await jobs.test.member();
    const sample = await makeSample(parts, who, 'de', signal);
    expect(sample).toMatchObject({ kind: 'image', spoken: false });
    expect((await jobs.reach(who, sample.jobId, 'awaiting_review', 'failed')).state).toBe('awaiting_review');
    await deleteJob(parts, who, sample.jobId);
    expect(await getSample(parts, who, 'de')).toBeUndefined();
    const again = await makeSample(parts, who, 'de', signal);
    expect(again.jobId).not.toBe(sample.jobId);
    expect(again.mediaId).toBe(sample.mediaId);
    await jobs.reach(who, again.jobId, 'awaiting_review', 'failed');
  });

  test('says which analyzers cannot run here, and leaves them out', async () => {
    vi.stubEnv('AIMA_FFMPEG', path.join(folder, 'no-ffmpeg'));
    const who = await jobs.test.member();
    const bare: SampleParts = { ...parts, stock: () => Promise.resolve({ entries: modelEntries.filter(({ id }) => !/ocr/i.test(id)), modelsFolder: path.join(folder, 'models') }) };
    const sample = await makeSample(bare, who, 'en', signal);
    expect(sample.leftOut.map(({ analyzer }) => analyzer)).toEqual(['text_overlay']);
    expect(sample.analyzers).not.toContain('text_overlay');
    await jobs.reach(who, sample.jobId, 'awaiting_review');
  });

  test('two who ask at once get one sample', async () => {
    vi.stubEnv('AIMA_FFMPEG', path.join(folder, 'no-ffmpeg'));
    const who = await jobs.test.member();
    const both = await Promise.allSettled([makeSample(parts, who, 'en', signal), makeSample(parts, who, 'en', signal)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
  });

  test('needs the rights of all that it does', async () => {
    const who = await jobs.test.member();
    for (const missing of ['media:write', 'jobs:write', 'jobs:start'] as const) {
      const less: Principal = { ...who, permissions: new Set([...who.permissions].filter((each) => each !== missing)) };
      await expect(makeSample(parts, less, 'en', signal)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('the self-test', () => {
  const data = path.join(folder, 'data');
  const parts = { data, local: localProvider({ data }), stock };

  test('measures disk, ffmpeg and what computes, and says what each profile could do', async () => {
    const ask = openSelfTest(parts);
    const [first, second] = await Promise.all([ask('en'), ask('de')]);
    expect(first.machine.cores).toBeGreaterThan(0);
    expect(first.disk.writeBytesPerSecond).toBeGreaterThan(0);
    expect(first.ffmpeg).toMatchObject({ decoders: expect.arrayContaining(['H.264', 'AAC']) as string[] });
    expect(first.ffmpeg.timesRealTime).toBeGreaterThan(0);
    expect(first.device).toMatchObject({ kind: 'cpu' });
    expect(first.device.gigaflops).toBeGreaterThan(0);
    const lite = first.profiles.find(({ name }) => name === 'lite');
    expect(lite?.ready).toBeGreaterThan(20);
    expect(lite?.missing.length).toBe((lite?.analyzers ?? 0) - (lite?.ready ?? 0));
    expect(lite?.secondsPerMinute.likely).toBeGreaterThan(0);
    expect(second.at).toBe(first.at);
    expect(second.profiles[0]?.title).not.toBe(first.profiles[0]?.title);
    expect(readdirSync(workFolder(data))).toEqual([]);
  });

  test('a part that fails does not take the others along', async () => {
    vi.stubEnv('AIMA_FFMPEG', path.join(folder, 'no-ffmpeg'));
    mkdirSync(data, { recursive: true });
    const failing = { ...parts.local, launch: () => Promise.reject(new Error('no room')) };
    const { ffmpeg, device, disk } = await openSelfTest({ ...parts, local: failing })('en');
    expect(ffmpeg.version).toBeUndefined();
    expect(ffmpeg.problem).toContain('ffmpeg');
    expect(device.kind).toBeUndefined();
    expect(device.problem).toBeDefined();
    expect(disk.writeBytesPerSecond).toBeGreaterThan(0);
  });
});

test('the film is made without a trace in the home or among temporary files', async () => {
  const [work, home, temporary] = ['work-', 'home-', 'temporary-'].map((name) => mkdtempSync(path.join(folder, name)));
  vi.stubEnv('HOME', home);
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  expect(await makeSampleFilm(work ?? '', signal)).toMatchObject({ kind: 'video' });
  for (const place of [work, home, temporary]) expect(readdirSync(place ?? '')).toEqual([]);
});

test('tells the usual decoders from what ffmpeg lists', () => {
  expect(usualDecoders(' V..... = Video\n ------\n VFS..D h264                 H.264\n V....D libdav1d             dav1d AV1\n A....D opus                 Opus\n')).toEqual({
    decoders: ['H.264', 'AV1', 'Opus'], missing: ['H.265', 'VP8', 'VP9', 'MPEG-4', 'MPEG-2', 'ProRes', 'MJPEG', 'AAC', 'MP3', 'Vorbis', 'FLAC', 'PCM', 'AC-3'],
  });
});
