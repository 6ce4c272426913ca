/**
 * `node tests/bench/database.ts [--observations N] [--queries N] [--postgres]`: a long film's observations put into the
 * database and asked for by time ranges, with the plain floor beside it: the same rows read by their primary key.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Observation } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { insertObservations, listObservations, type Database, type ObservationFilter } from '../../src/db/index.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { correct, listJobObservations, mediumDocument, resultFacets } from '../../src/results/index.ts';
import { principalIn } from '../support/principals.ts';
import { seededNumbers } from '../support/seeded-bytes.ts';
import { observationIn, storeJob, type StoredJob } from '../support/stored-results.ts';
import { onDatabases } from './on-databases.ts';

const { values } = parseArgs({ options: { observations: { type: 'string', default: '200000' }, queries: { type: 'string', default: '200' }, postgres: { type: 'boolean', default: false } } });
const total = Number(values.observations);
const queries = Number(values.queries);
const FILM_MS = 2 * 3_600_000;
const CHUNK = 10_000;
const PAGE = 200;
const random = seededNumbers(7);

const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
const WORDS = 'the a house street light people walk talk about music morning evening long short story water green blue'.split(' ') as [string, ...string[]];

/** Lengths as films have them: most are moments or seconds, few last minutes, some the whole film. */
function someObservation(job: StoredJob, ordinal: number): Observation {
  const startMs = Math.floor(random() * FILM_MS);
  const longestMs = pick([0, 500, 500, 2_000, 2_000, 5_000, 30_000, random() < 0.01 ? FILM_MS : 60_000]);
  const analyzer = `analyzer_${ordinal % 40}`;
  return observationIn(job, ordinal, {
    analyzer, startMs, endMs: Math.min(FILM_MS, startMs + Math.floor(random() * longestMs)), confidence: random(), label: `label_${ordinal % 97}`,
    box: { x: random() / 2, y: random() / 2, w: 0.2, h: 0.2 }, attributes: { score: random(), kind: pick(WORDS) },
    sentence: `${analyzer} saw ${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)}.`, ...(ordinal % 10 === 0 ? { text: Array.from({ length: 8 }, () => pick(WORDS)).join(' ') } : {}),
  });
}

const quantile = (sorted: readonly number[], q: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(1);

async function timed(title: string, times: number, work: (i: number) => Promise<unknown>): Promise<void> {
  const tookMs: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await work(i);
    tookMs.push(performance.now() - from);
  }
  tookMs.sort((a, b) => a - b);
  console.log(`${title}: p50 ${quantile(tookMs, 0.5)} ms, p95 ${quantile(tookMs, 0.95)} ms, p99 ${quantile(tookMs, 0.99)} ms`);
}

/** The whole document as text, and what the memory of this process grew by meanwhile. */
async function streamed(database: Database, job: StoredJob, person: Principal): Promise<void> {
  await database.transaction(job, (tx) => tx.execute(sql`update media set facts = '{"durationMs": 7200000}'::jsonb where id = ${job.mediaId}`));
  const before = process.memoryUsage().rss;
  let [most, bytes] = [before, 0];
  const from = performance.now();
  for await (const piece of await mediumDocument({ database }, person, job)) {
    bytes += Buffer.byteLength(String(piece));
    most = Math.max(most, process.memoryUsage().rss);
  }
  const seconds = (performance.now() - from) / 1000;
  console.log(`document of ${(bytes / 2 ** 20).toFixed(0)} MiB streamed in ${seconds.toFixed(1)} s, ${(bytes / 2 ** 20 / seconds).toFixed(1)} MiB/s; memory grew by ${((most - before) / 2 ** 20).toFixed(0)} MiB`);
}

async function bench(database: Database): Promise<void> {
  const job = await storeJob(database);
  const from = performance.now();
  for (let at = 0; at < total; at += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, total - at) }, (_, i) => someObservation(job, at + i));
    await database.transaction(job, (tx) => insertObservations(tx, job.jobId, chunk));
  }
  const seconds = (performance.now() - from) / 1000;
  console.log(`${database.kind}: ${total} observations in ${seconds.toFixed(1)} s, ${Math.round(total / seconds)} a second`);
  await database.transaction('everything', (tx) => tx.execute(sql`analyze observation`));
  const list = (filter: Partial<ObservationFilter>): Promise<unknown> =>
    database.read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: PAGE, ...filter }));
  const range = (lengthMs: number): { mediaId: string; fromMs: number; toMs: number } => {
    const fromMs = Math.floor(random() * (FILM_MS - lengthMs));
    return { mediaId: job.mediaId, fromMs, toMs: fromMs + lengthMs };
  };
  await timed(`floor: ${PAGE} rows by primary key`, queries, () => database.read(job, (tx) => tx.execute(sql`select * from observation where seq > ${Math.floor(random() * (total - PAGE))} order by seq limit ${PAGE}`)));
  for (const seconds_ of [1, 10, 60, 600, 6000]) await timed(`range of ${seconds_} s, first ${PAGE}`, queries, () => list(range(seconds_ * 1000)));
  await timed('range of any length', queries, () => list(range(Math.floor(random() * FILM_MS))));
  await timed('range of 10 min, one analyzer', queries, (i) => list({ ...range(600_000), analyzers: [`analyzer_${i % 40}`] }));
  await timed('range of 10 min, one label', queries, (i) => list({ ...range(600_000), labels: [`label_${i % 97}`] }));
  await timed('range of 10 min, surer than 0.99', queries, () => list({ ...range(600_000), minConfidence: 0.99 }));
  await timed('surer than 0.999, anywhere', queries, () => list({ minConfidence: 0.999 }));
  await timed('two words in text or sentence (common ones)', Math.ceil(queries / 10), () => list({ text: `${pick(WORDS)} ${pick(WORDS)}` }));
  await timed('a phrase (rare)', Math.ceil(queries / 10), () => list({ text: `"${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)}"` }));
  const person = principalIn(job);
  await timed('a page through the use case, corrections and versions told', queries, (i) => listJobObservations({ database }, person, { jobId: job.jobId, filter: { mediaId: job.mediaId, fromMs: i * 10_000, toMs: i * 10_000 + 60_000 }, limit: PAGE }));
  await timed('counts of all analyzers and labels', 5, () => resultFacets({ database }, person, job.jobId, {}));
  await timed('one correction, laid over and flushed', Math.ceil(queries / 4), (i) => correct({ database }, person, { jobId: job.jobId, correction: { kind: 'edit', observationId: observationIn(job, i).id, patch: { label: 'corrected' } } }));
  await streamed(database, job, person);
  await timed('one small transaction, flushed', queries, (i) => database.transaction(job, (tx) => insertObservations(tx, job.jobId, [observationIn(job, total + i)])));
  await timed('32 small transactions at once, all flushed', Math.ceil(queries / 20), (i) =>
    Promise.all(Array.from({ length: 32 }, (_, k) => database.transaction(job, (tx) => insertObservations(tx, job.jobId, [observationIn(job, total + queries + i * 32 + k)])))));
}

await onDatabases(bench, values.postgres);
