/** The thin entries: a medium is sent or named, a job on this machine does the rest. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AnalyzeBatchResponse, EntryAccepted, pageOf, Problem, ResultDocument, ResultEntry } from '@aima/contract';
import type { FastifyInstance } from 'fastify';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { analyzeFile } from '../../src/cli/entries/analyze-file.ts';
import { rowsOf } from '../../src/db/database.ts';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { createApi } from '../../src/http/api.ts';
import { entryOperations, type AllEntryParts } from '../../src/http/rest/entries.ts';
import { pngOf } from '../../src/media/index.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { fakeDownloader } from '../support/fake-downloader.ts';
import { localHttp } from '../support/local-http.ts';
import { filesWithMarker, MARKER } from '../support/marked-media.ts';
import { openTestJobs, type TestJobs } from '../support/open-test-jobs.ts';

const work = realpathSync(mkdtempSync(path.join(tmpdir(), 'aima-test-')));
const imports = path.join(work, 'imports');
const people = new Map<string, Principal>();
let database: Database;
let jobs: TestJobs;
let parts: AllEntryParts;
let app: FastifyInstance;
let somebody: Principal;

const plain = (rgb: readonly number[], side = 24): number[][][] => Array.from({ length: side }, () => Array.from({ length: side }, () => [...rgb]));
const COLORS = { analyzers: ['color_analysis'] };

beforeAll(async () => {
  mkdirSync(imports);
  const pixels = new Uint8Array(24 * 24 * 3).fill(200);
  writeFileSync(path.join(imports, 'grey.png'), await pngOf({ width: 24, height: 24, channels: 3, pixels }));
  writeFileSync(path.join(work, 'outside.png'), 'secret');
  symlinkSync(path.join(work, 'outside.png'), path.join(imports, 'link.png'));
  database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) });
  jobs = await openTestJobs(database, work);
  const { library } = jobs.test;
  parts = { ...jobs.parts, library: { ...library, options: { ...library.options, importFolders: [{ name: 'imports', path: imports }] } }, urls: { enabled: false, folder: path.join(work, 'downloads'), env: {} } };
  app = await createApi({ operations: entryOperations(parts), authenticate: ({ authorization = '' }) => Promise.resolve(people.get(authorization)), perMinute: 10_000 });
  somebody = await jobs.test.member();
  await jobs.orchestrate();
});
afterAll(async () => {
  await jobs.stopAll();
  await app.close();
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

function post(url: string, body: object, as: Principal = somebody, headers: Record<string, string> = {}): Promise<Answer> {
  people.set(`Bearer ${as.userId}`, as);
  return app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${as.userId}`, ...headers }, payload: body });
}

test('a file of an import folder is analysed, and who waits gets the document', async () => {
  const answer = await post('/analyze', { video_path: path.join(imports, 'grey.png'), ...COLORS }, somebody, { prefer: 'respond-async, wait=60' });
  expect([answer.statusCode, answer.headers['preference-applied']]).toEqual([200, 'wait=60']);
  const document = ResultDocument.parse(answer.json());
  expect(document.media).toMatchObject([{ kind: 'image', width: 24 }]);
  expect(document.runs).toMatchObject([{ analyzer: 'color_analysis', status: 'done' }]);
  expect(document.observations.length).toBeGreaterThan(0);
  // The command finds the same in it, and tells it in the same way.
  const { document: commands } = await analyzeFile(path.join(imports, 'grey.png'), ['color_analysis'], { data: path.join(work, 'command') });
  const told = ({ media, runs, observations, summary: { seconds: _s, ...summary } }: ResultDocument): unknown => ({ media, observations, summary, runs: runs.map(({ seconds: _own, ...run }) => run) });
  expect(told(document)).toEqual(told(commands));
});

test('who does not wait is told where to look; the same appears in the list of results', async () => {
  const answer = await post('/analyze', { video_path: path.join(imports, 'grey.png'), ...COLORS });
  expect(answer.statusCode).toBe(202);
  const { jobId, documents } = EntryAccepted.parse(answer.json());
  expect(answer.headers['location']).toBe(`/api/v1/jobs/${jobId}`);
  await jobs.reach(somebody, jobId, 'awaiting_review');
  const { items } = pageOf(ResultEntry).parse((await app.inject({ url: '/results', headers: { authorization: `Bearer ${somebody.userId}` } })).json());
  expect(items.find((item) => item.jobId === jobId)?.document).toBe(documents[0]);
});

test('a frame with its sound comes back as one document, a batch as one for each', async () => {
  const sound = Array.from({ length: 1600 }, (_, i) => Math.sin(i / 5));
  const frame = await post('/analyze/frame?wait=60', { frame: plain([10, 200, 10]), audio_data: sound, sample_rate: 16_000, analyzers: ['color_analysis', 'audio_analysis'] });
  const document = ResultDocument.parse(frame.json());
  expect(document.media.map(({ kind }) => kind).sort()).toEqual(['audio', 'image']);
  // Neither of them is blamed for what the other one has.
  expect(document.runs.map(({ analyzer, status }) => `${analyzer} ${status}`).sort()).toEqual(['audio_analysis done', 'color_analysis done']);
  const batch = await post('/analyze/batch?wait=60', { frames: [plain([200, 0, 0]), plain([0, 0, 200]), plain([200, 0, 0])], ...COLORS });
  const { results } = AnalyzeBatchResponse.parse(batch.json());
  expect(results).toHaveLength(3);
  expect(results[2]?.media).toEqual(results[0]?.media);
  expect(results[1]?.media[0]?.id).not.toBe(results[0]?.media[0]?.id);
});

test.each([
  ['/analyze', {}, 'INVALID_MESSAGE'],
  ['/analyze', { video_path: '/etc/passwd' }, 'MEDIA_MISSING'],
  ['/analyze', { video_path: `${imports}/../outside.png` }, 'MEDIA_MISSING'],
  ['/analyze', { video_path: `${imports}/link.png` }, 'MEDIA_MISSING'],
  ['/analyze', { video_path: 'grey.png' }, 'MEDIA_MISSING'],
  ['/analyze', { video_path: 'a', url: 'https://example.org/a.mp4' }, 'INVALID_MESSAGE'],
  ['/analyze', { url: 'https://example.org/a.mp4', right_confirmed: true }, 'URL_IMPORT_OFF'],
  ['/analyze', { video_path: `${imports}/grey.png`, analyzers: ['no_such_analyzer'] }, 'INVALID_MESSAGE'],
  ['/analyze', { video_path: `${imports}/grey.png`, profile: '../../etc' }, 'INVALID_MESSAGE'],
  ['/analyze/frame', { frame: [[300]] }, 'INVALID_MESSAGE'],
  ['/analyze/frame', { frame: 'x' }, 'INVALID_MESSAGE'],
  ['/analyze/batch', { frames: [] }, 'INVALID_MESSAGE'],
] as const)('%s refuses %j', async (url, body, code) => {
  expect(Problem.parse((await post(url, body)).json()).code).toBe(code);
});

test('addresses are opened only with somebody\'s word, and never inside', async () => {
  const open = await createApi({ operations: entryOperations({ ...parts, urls: { ...parts.urls, enabled: true } }), authenticate: () => Promise.resolve(somebody), perMinute: 10_000 });
  const ask = async (body: object): Promise<string> => Problem.parse((await open.inject({ method: 'POST', url: '/analyze', headers: { authorization: 'Bearer x' }, payload: body })).json()).code;
  expect(await ask({ url: 'http://127.0.0.1:8080/a.mp4' })).toBe('URL_RIGHT_UNCONFIRMED');
  expect(await ask({ url: 'http://127.0.0.1:8080/a.mp4', right_confirmed: true })).toBe('ADDRESS_REFUSED');
  expect(await ask({ url: 'file:///etc/passwd', right_confirmed: true })).toBe('INVALID_MESSAGE');
  expect(await ask({ url: 'rtsp://example.org/live', right_confirmed: true })).toBe('INVALID_MESSAGE');
  await open.close();
});

const opened = (env: Record<string, string>): Promise<FastifyInstance> => createApi({
  operations: entryOperations({ ...parts, urls: { ...parts.urls, enabled: true, env: { AIMA_INTERNAL_HOSTS: '127.0.0.1', ...env } } }), authenticate: () => Promise.resolve(somebody), perMinute: 10_000,
});

async function analyseAddress(url: string, env: Record<string, string> = {}): Promise<ResultDocument> {
  const open = await opened(env);
  const answer = await open.inject({ method: 'POST', url: '/analyze?wait=60', headers: { authorization: 'Bearer x' }, payload: { url, right_confirmed: true, ...COLORS } });
  await open.close();
  return ResultDocument.parse(answer.json());
}

/** A photo with the marker many times behind it, so that it takes a while to send. */
const markedPhoto = async (colour: number): Promise<Buffer> =>
  Buffer.concat([await pngOf({ width: 26, height: 24, channels: 3, pixels: new Uint8Array(26 * 24 * 3).fill(colour) }), ...Array.from({ length: 20_000 }, () => MARKER)]);

test('what an address gives is analysed with its origin, who confirmed is in the log, and nothing of it ever lies plainly in the data', async () => {
  const png = await markedPhoto(90);
  const half = png.length >> 1;
  const found: string[][] = [];
  const address = await localHttp((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': png.length }).write(png.subarray(0, half));
    // What arrived is surely written down somewhere by now.
    setTimeout(() => { void filesWithMarker(work).then((files) => { found.push(files); response.end(png.subarray(half)); }); }, 500);
  });
  const [medium] = (await analyseAddress(`${address}/a.png?token=secret`)).media;
  expect(medium?.origin).toMatchObject({ url: `${address}/a.png`, rightConfirmed: { by: somebody.actor } });
  const logged = await database.read(somebody, (tx) => rowsOf(tx, sql`select actor, object_id as object from audit_entry where action = 'media.right_confirmed'`, z.object({ actor: z.string(), object: z.string() })));
  expect(logged).toEqual([{ actor: somebody.actor, object: medium?.id }]);
  expect([...found, await filesWithMarker(work)]).toEqual([[], []]);
});

test('nor does the video of a page, for which the downloader needs files', async () => {
  if ((await statfs('/dev/shm').catch(() => undefined))?.type !== 0x01021994) {
    console.log('Skipped: this machine has no /dev/shm in memory.');
    return;
  }
  const png = await markedPhoto(91);
  const half = png.length >> 1;
  const found: string[][] = [];
  const address = await localHttp((request, response) => {
    if (request.url !== '/video') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A page</title><video src="/video"></video>');
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': png.length }).write(png.subarray(0, half));
    return void setTimeout(() => { void Promise.all([filesWithMarker(work), filesWithMarker('/dev/shm')]).then((files) => { found.push(...files); response.end(png.subarray(half)); }); }, 500);
  });
  const [medium] = (await analyseAddress(`${address}/watch`, { PATH: process.env['PATH'] ?? '', HOME: work, AIMA_YTDLP: fakeDownloader(path.join(work, 'bin')) })).media;
  expect(medium?.origin).toMatchObject({ title: 'A page' });
  const [inData, inMemory] = found;
  expect([inData, inMemory?.length, await filesWithMarker(work), await filesWithMarker('/dev/shm')]).toEqual([[], 1, [], []]);
});

test('each of the three rights is needed', async () => {
  for (const missing of ['media:write', 'jobs:write', 'jobs:start'] as const) {
    const as: Principal = { ...somebody, userId: missing, permissions: new Set([...somebody.permissions].filter((each) => each !== missing)) };
    expect((await post('/analyze/frame', { frame: plain([1, 2, 3]) }, as)).statusCode, missing).toBe(403);
  }
});
