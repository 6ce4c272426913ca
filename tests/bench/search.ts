/**
 * `node tests/bench/search.ts [--observations N] [--jobs N] [--queries N] [--postgres]`: the observations of many jobs in one
 * workspace, beside those of another, searched by words, labels, analyzers and confidence, and counted.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Observation, SearchFilterQuery } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { insertObservations, type Database } from '../../src/db/index.ts';
import { searchFacets, searchObservations } from '../../src/results/index.ts';
import { principalIn } from '../support/principals.ts';
import { seededNumbers } from '../support/seeded-bytes.ts';
import { observationIn, storeJob, type StoredJob } from '../support/stored-results.ts';
import { onDatabases } from './on-databases.ts';

const { values } = parseArgs({ options: { observations: { type: 'string', default: '200000' }, jobs: { type: 'string', default: '200' }, queries: { type: 'string', default: '100' }, postgres: { type: 'boolean', default: false } } });
const [total, jobs, queries] = [Number(values.observations), Number(values.jobs), Number(values.queries)];
const PAGE = 50;
const random = seededNumbers(11);

/** Words as texts have them: the first in nearly all, the last in a few (Zipf). */
const word = (): string => `word${Math.floor(5000 ** random())}`;
const words = (count: number): string => Array.from({ length: count }, word).join(' ');

const someObservation = (job: StoredJob, ordinal: number): Observation => {
  const analyzer = `analyzer_${ordinal % 40}`;
  const startMs = Math.floor(random() * 600_000);
  return observationIn(job, ordinal, {
    analyzer, startMs, endMs: startMs + Math.floor(random() * 5000), confidence: random(), label: `label_${Math.floor(500 ** random())}`, box: { x: random() / 2, y: random() / 2, w: 0.2, h: 0.2 },
    attributes: { score: random() }, sentence: `${analyzer} saw ${words(3)}.`, ...(ordinal % 10 === 0 ? { text: words(12) } : {}),
  });
};

async function timed(title: string, work: (i: number) => Promise<unknown>): Promise<void> {
  const tookMs: number[] = [];
  for (let i = 0; i < queries; i++) {
    const from = performance.now();
    await work(i);
    tookMs.push(performance.now() - from);
  }
  tookMs.sort((a, b) => a - b);
  const at = (q: number): string => (tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * q))] ?? 0).toFixed(1);
  console.log(`${title}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
}

async function fill(database: Database): Promise<{ workspaceId: string }> {
  const first = await storeJob(database);
  const other = await storeJob(database);
  const each = Math.ceil(total / jobs);
  for (let at = 0; at < jobs; at++) {
    const job = at === 0 ? first : await storeJob(database, first.workspaceId);
    await database.transaction(job, (tx) => insertObservations(tx, job.jobId, Array.from({ length: each }, (_, i) => someObservation(job, i))));
  }
  await database.transaction(other, (tx) => insertObservations(tx, other.jobId, Array.from({ length: Math.ceil(total / 4) }, (_, i) => someObservation(other, i))));
  await database.transaction('everything', (tx) => tx.execute(sql`analyze`));
  return first;
}

async function bench(database: Database): Promise<void> {
  const workspace = await fill(database);
  const person = principalIn(workspace);
  const find = (filter: SearchFilterQuery): Promise<{ items: unknown[]; next?: string }> => searchObservations({ database }, person, { filter, limit: PAGE });
  console.log(`${database.kind}: ${total} observations in ${jobs} jobs, a quarter as many in another workspace; pages of ${PAGE}`);
  await timed('floor: 50 rows by primary key', () => database.read(workspace, (tx) => tx.execute(sql`select * from observation where seq > ${Math.floor(random() * total)} order by seq limit 50`)));
  await timed('everything, first page', () => find({}));
  await timed('two words as they come', () => find({ text: words(2) }));
  await timed('the most frequent word (in half of all)', () => find({ text: 'word1' }));
  await timed('a rare word', (i) => find({ text: `word${4000 + i}` }));
  await timed('a phrase', () => find({ text: `"${words(2)}"` }));
  await timed('a label, frequent or rare', () => find({ label: [`label_${Math.floor(500 ** random())}`] }));
  await timed('a label that nothing has', (i) => find({ label: [`none_${i}`] }));
  await timed('an analyzer, surer than 0.99', (i) => find({ analyzer: [`analyzer_${i % 40}`], minConfidence: 0.99 }));
  await timed('a word and an analyzer', (i) => find({ text: word(), analyzer: [`analyzer_${i % 40}`] }));
  const second = await find({ text: 'word1' });
  await timed('the second page of the most frequent word', () => searchObservations({ database }, person, { filter: { text: 'word1' }, limit: PAGE, cursor: second.next }));
  await timed('counts of two words', () => searchFacets({ database }, person, { text: words(2) }));
  await timed('counts of the most frequent word', () => searchFacets({ database }, person, { text: 'word1' }));
}

await onDatabases(bench, values.postgres);
