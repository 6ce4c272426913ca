/** Results, corrections and holds through the API. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Correction, CorrectionResult, HeldShots, JobDocument, ListedObservation, Observation, ObservationDetails, pageOf, Problem, ResultDocument, ResultEntry, ResultFacets } from '@aima/contract';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { createApi, openApiDocument } from '../../src/http/api.ts';
import { correctionOperations } from '../../src/http/rest/corrections.ts';
import { heldOperations } from '../../src/http/rest/held.ts';
import { observationOperations } from '../../src/http/rest/observations.ts';
import { resultOperations } from '../../src/http/rest/results.ts';
import { storeKeyframes, type KeyframeParts } from '../../src/results/index.ts';
import { newKey, openLocalDriver } from '../../src/storage/index.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { principalIn } from '../support/principals.ts';
import { store } from '../support/results-cases.ts';
import { observationIn, storeJob, type StoredJob } from '../support/stored-results.ts';

const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
const people = new Map<string, Principal>();
let database: Database;
let app: FastifyInstance;
let parts: KeyframeParts;

const operationsOf = (given: KeyframeParts) => [...resultOperations(given), ...observationOperations(given), ...correctionOperations(given), ...heldOperations({ ...given, allowPictures: () => Promise.resolve() })];

beforeAll(async () => {
  database = await openDatabase({ folder: await emptyDatabase(path.join(work, 'db')) });
  const fileKey = newKey();
  parts = { database, driver: await openLocalDriver(path.join(work, 'storage')), placeOf: (workspaceId, mediaId) => Promise.resolve({ fileKey, prefix: `pictures/${workspaceId}/${mediaId}/` }) };
  app = await createApi({ operations: operationsOf(parts), authenticate: ({ authorization = '' }) => Promise.resolve(people.get(authorization)), perMinute: 10_000, database });
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

interface Asking { as: Principal; method?: 'GET' | 'POST' | 'DELETE'; body?: object; headers?: Record<string, string> }

function ask(url: string, { as, method = 'GET', body, headers = {} }: Asking): Promise<Answer> {
  people.set(`Bearer ${as.userId}`, as);
  return app.inject({ method, url: `/api/v1${url}`, headers: { authorization: `Bearer ${as.userId}`, ...headers }, ...(body === undefined ? {} : { payload: body }) });
}

async function aJob(count: number): Promise<{ job: StoredJob; as: Principal; at: string }> {
  const job = await storeJob(database);
  await store(database, job, Array.from({ length: count }, (_, i) => observationIn(job, i, { label: i % 2 === 0 ? 'dog' : 'cat' })));
  return { job, as: principalIn(job), at: `/jobs/${job.jobId}` };
}

test('lists page and filter; what is asked wrongly is a problem', async () => {
  const { as, at } = await aJob(5);
  const first = pageOf(ListedObservation).parse((await ask(`${at}/observations?limit=2&label=dog&label=cat`, { as })).json());
  expect(first.items).toHaveLength(2);
  const second = pageOf(ListedObservation).parse((await ask(`${at}/observations?limit=9&cursor=${first.next ?? ''}`, { as })).json());
  expect(second.items).toHaveLength(3);
  expect(second.next).toBeUndefined();
  expect(ResultFacets.parse((await ask(`${at}/observations/facets?label=dog`, { as })).json()).count).toBe(3);
  for (const query of ['limit=0', 'limit=501', 'cursor=x', `cursor=${Buffer.from('[9007199254740991,"1"]').toString('base64url')}`, 'fromMs=-1', 'fromMs=1e99', 'minConfidence=2', 'review=maybe', 'removed=1', `text=${'x'.repeat(401)}`]) {
    expect(Problem.parse((await ask(`${at}/observations?${query}`, { as })).json()).code, query).toBe('INVALID_MESSAGE');
  }
  for (const place of ['["never","x"]', '["2026-02-31T00:00:00.000000Z","x"]', '[]', '7']) expect((await ask(`/results?cursor=${Buffer.from(place).toString('base64url')}`, { as })).statusCode, place).toBe(400);
  expect((await ask('/jobs/no-uuid/observations', { as })).statusCode).toBe(400);
  expect((await ask(`/jobs/${randomUUID()}/observations`, { as })).statusCode).toBe(404);
  expect(pageOf(ResultEntry).parse((await ask('/results', { as })).json()).items).toMatchObject([{ observations: 5, runs: { done: 1 } }]);
  const other = await storeJob(database, as.workspaceId);
  await store(database, other, []);
  const newest = pageOf(ResultEntry).parse((await ask('/results?limit=1', { as })).json());
  const older = pageOf(ResultEntry).parse((await ask(`/results?limit=1&cursor=${newest.next ?? ''}`, { as })).json());
  expect([newest, older].map(({ items }) => items[0]?.observations)).toEqual([0, 5]);
  expect(older.next).toBeUndefined();
  expect((await ask(`${at}/observations`, { as: principalIn({ workspaceId: as.workspaceId }, ['jobs:read']) })).statusCode).toBe(403);
});

test('documents and lines stream, each of its own type', async () => {
  const { job, as, at } = await aJob(1500);
  const document = await ask(`${at}/media/${job.mediaId}/document`, { as });
  expect(document.headers['content-type']).toMatch(/^application\/json/);
  expect(ResultDocument.parse(document.json()).observations).toHaveLength(1500);
  expect(JobDocument.parse((await ask(`${at}/document`, { as })).json()).summary).toMatchObject({ mediaCount: 1, observationCount: 1500 });
  const lines = await ask(`${at}/observations.ndjson`, { as });
  expect(lines.headers['content-type']).toMatch(/ndjson/);
  expect(z.array(Observation).parse(lines.body.trimEnd().split('\n').map((line): unknown => JSON.parse(line)))).toHaveLength(1500);
  expect((await ask(`${at}/media/other/document`, { as })).statusCode).toBe(404);
});

test('a correction is made under the version that was read, repeated once, taken back and listed', async () => {
  const { job, as, at } = await aJob(2);
  const { id } = observationIn(job, 0);
  const read = await ask(`${at}/observations/${id}`, { as });
  const tag = String(read.headers['etag']);
  const body = { kind: 'edit', observationId: id, patch: { label: 'wolf' } };
  const said = await ask(`${at}/corrections`, { as, method: 'POST', body, headers: { 'if-match': tag, 'idempotency-key': 'key-12345678' } });
  expect(said.statusCode).toBe(201);
  expect(CorrectionResult.parse(said.json()).observation).toMatchObject({ label: 'wolf', source: 'user', corrected: true });
  const again = await ask(`${at}/corrections`, { as, method: 'POST', body, headers: { 'if-match': tag, 'idempotency-key': 'key-12345678' } });
  expect(again.json()).toEqual(said.json());
  expect((await ask(`${at}/corrections`, { as, method: 'POST', body, headers: { 'if-match': tag } })).statusCode).toBe(412);
  const details = ObservationDetails.parse((await ask(`${at}/observations/${id}`, { as })).json());
  expect(details).toMatchObject({ version: 2, original: { label: 'dog' }, corrections: [{ kind: 'edit' }] });
  expect(pageOf(Correction).parse((await ask(`${at}/corrections`, { as })).json()).items).toHaveLength(1);
  expect((await ask(`${at}/corrections/undo`, { as, method: 'POST' })).statusCode).toBe(200);
  expect((await ask(`${at}/corrections/undo`, { as, method: 'POST' })).statusCode).toBe(409);
  expect((await ask(`${at}/corrections/redo`, { as, method: 'POST' })).statusCode).toBe(200);
  for (const wrong of [{}, { kind: 'edit' }, { kind: 'edit', observationId: id, patch: { confidence: 1 } }, { kind: 'edit', observationId: id, patch: { box: { x: 2, y: 0, w: 0, h: 0 } } }, { kind: 'accept', selector: { mediaId: job.mediaId } }, { kind: 'accept' }, { kind: 'undo', observationId: id },
    { kind: 'edit', observationId: id, patch: { startMs: 2 ** 40, endMs: 2 ** 40 } }, { kind: 'edit', observationId: id, patch: { attributes: { deep: JSON.parse('['.repeat(3000) + ']'.repeat(3000)) as unknown } } }]) {
    expect((await ask(`${at}/corrections`, { as, method: 'POST', body: wrong })).statusCode, JSON.stringify(wrong)).toBe(400);
  }
});

test('pictures are listed and sent, deleted results are gone, a hold is released by its words', async () => {
  const { job, as, at } = await aJob(2);
  await storeKeyframes(parts, job, [{ atMs: 40, width: 24, height: 16, jpeg: Buffer.from('a jpeg') }]);
  const { frames } = z.object({ frames: z.array(z.object({ href: z.string() })) }).parse((await ask(`${at}/media/${job.mediaId}/keyframes`, { as })).json());
  const picture = await ask(String(frames[0]?.href).replace('/api/v1', ''), { as });
  expect([picture.headers['content-type'], picture.body]).toEqual(['image/jpeg', 'a jpeg']);
  expect((await ask(`${at}/media/${job.mediaId}/keyframes/41`, { as })).statusCode).toBe(404);
  expect((await ask(`${at}/results?runId=${job.runId}`, { as, method: 'DELETE' })).json()).toEqual({ runs: 1, observations: 2, corrections: 0 });
  await store(database, job, [], { status: 'held', reason: 'age_unknown', held: [{ startMs: 0, endMs: 9, reason: 'age_unknown' }] });
  const { items } = HeldShots.parse((await ask(`${at}/held`, { as, headers: { 'accept-language': 'de' } })).json());
  expect(items[0]?.message).toContain('Zurückgehalten');
  const release = `${at}/held/${items[0]?.id ?? ''}/release`;
  expect((await ask(release, { as, method: 'POST', body: { confirmation: 'yes' } })).statusCode).toBe(400);
  expect((await ask(release, { as, method: 'POST', body: { confirmation: 'not explicit' } })).statusCode).toBe(200);
  expect((await ask('/system/held', { as: principalIn(job, ['results:read']) })).statusCode).toBe(403);
});

test('every operation stands in the OpenAPI document', async () => {
  const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))) }).parse(await openApiDocument(operationsOf(parts)));
  expect(Object.values(document.paths).flatMap((each) => Object.values(each).map(({ operationId }) => operationId)).sort()).toEqual(operationsOf(parts).map(({ id }) => id).sort());
});
