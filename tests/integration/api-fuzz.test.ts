/** The small attack on the API; `npm run proof -- api-fuzz` is the large one. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withForeignIds, type Attack } from '../support/api-fuzz/attacks.ts';
import { UNREACHABLE } from '../support/api-fuzz/meant.ts';
import { fuzzServer } from '../support/api-fuzz/fuzzed-server.ts';
import { faultsOf } from '../support/api-fuzz/judge.ts';
import type { FuzzOperation } from '../support/api-fuzz/operations.ts';

const SEED = 20260301;
/** Share of the operations that answer with a success at least once; `UNREACHABLE` says which cannot. */
const SUCCEEDING = 0.9;

const OPERATION: FuzzOperation = { id: 'x', method: 'GET', path: '/x', parameters: [], body: undefined, bodyRequired: false, public: false, permission: undefined, statuses: new Set([200]) };
const problem = (code: string, status: number, detail = 'Words.'): string => JSON.stringify({ type: `/errors/${code}`, code, title: 'x', status, detail, next: 'x' });

/** What the judge says of an answer to a request that sent the word `sent`. */
function judged(status: number, body: string, { type = 'application/problem+json', expects, kind = 'x' }: { type?: string; expects?: Attack['expects']; kind?: string } = {}): string[] {
  const attack: Attack = { kind, request: { method: 'GET', path: '/x?sent-key', headers: {} }, ...(expects ? { expects } : {}) };
  return faultsOf({ operation: OPERATION, attack, answer: { status, headers: { 'content-type': type }, body }, markers: ['zzmark', 'sent'], secrets: ['sent-key'] });
}

test.each([
  ['a fault of the server', judged(500, problem('INTERNAL', 500)), /status 500/],
  ['an error that is a page', judged(404, '<h1>', { type: 'text/html' }), /no problem document/],
  ['a code of nobody', judged(404, problem('NO_SUCH_CODE', 404)), /does not hold/],
  ['a code with the status of another', judged(409, problem('NOT_FOUND', 409)), /which has 404/],
  ['a stack', judged(404, problem('NOT_FOUND', 404, 'at run (file:///x/y.ts:1:2)')), /a stack/],
  ['SQL', judged(400, problem('INVALID_MESSAGE', 400, 'insert into job values (1)')), /SQL/],
  ['a path of the server', judged(404, problem('NOT_FOUND', 404, 'ENOENT /home/ada/data/x')), /a path/],
  ['something of the other workspace', judged(200, '{"name":"zzmark job"}'), /another workspace/],
  ['the key of a provider, even where it was sent', judged(200, '{"key":"sent-key"}'), /the key of a provider/],
  ['a success where nobody was signed in', judged(200, '{}', { expects: 'sign_in' }), /sign_in was due/],
  ['a success that is not documented', judged(202, '{}', { kind: 'as documented' }), /not in the document/],
])('the judge sees %s', (_, faults, what) => {
  expect(faults.join('\n')).toMatch(what);
});

test('the judge lets pass what is in order, and what was sent itself', () => {
  expect([...judged(200, '{"echo":"sent"}'), ...judged(404, problem('NOT_FOUND', 404)), ...judged(503, problem('SERVER_STOPPING', 503)), ...judged(429, problem('RATE_LIMITED', 429), { expects: 'sign_in' })]).toEqual([]);
});

test("another workspace's ids stand for ids, and never for what a person writes as they like: that comes back from the own workspace", () => {
  const [own, jobId] = ['5b8b9f2e-52f0-4c0a-9c1e-0d9f6a1b2c3d', 'foreign-job'];
  const body = { mediaIds: [own], from: own, fromJobId: 'any', knownNames: ['Ada'], dashboard: { order: [], hidden: ['queue'] }, removedIds: [] };
  expect(withForeignIds(body, [jobId], 3)).toEqual({ mediaIds: [jobId], from: jobId, fromJobId: jobId, knownNames: ['Ada'], dashboard: { order: [], hidden: ['queue'] }, removedIds: [jobId] });
});

test('no operation answers hostile requests with a fault, and nothing of another workspace is ever seen', { timeout: 600_000 }, async () => {
  const { operations, requests, findings, succeeded, unmet, unprepared, document } = await fuzzServer({ seed: SEED, each: 1 });
  expect(findings).toEqual([]);
  // Whoever only ever met closed doors has tested doors.
  expect(succeeded.length, `never a success: ${unmet.filter((id) => !(id in UNREACHABLE)).join(', ')}\n${unprepared.join('\n')}`).toBeGreaterThan(operations * SUCCEEDING);
  expect(requests).toBeGreaterThan(operations * 10);
  const written = JSON.parse(await readFile(path.resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as { paths: object };
  // What the running server says of itself is what everybody can read.
  expect(document).toEqual(written);
});
