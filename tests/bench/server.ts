/**
 * `npm run bench -- --server`: the real server as a process: how soon it is there, what memory it takes when idle, empty and
 * with 50,000 media, how it answers 100 connections beside a bare Fastify route with the same schema and answer, in turn;
 * then what database.ts and upload.ts measure. Prints tables; each figure has its limit beside it. About five minutes.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { openDatabase } from '../../src/db/index.ts';
import { treeUsage } from '../../src/kernel/process-tree.ts';
import { addFinding, makeJob } from '../support/job-by-hand.ts';
import { spawnServer, type KillableServer } from '../support/killable-server.ts';
import { markedFilms } from '../support/marked-media.ts';
import { mediumOf, sendFile, signUpAdmin, steadyClient, type SteadyClient } from '../support/steady-client.ts';
import type { BareSchema } from './bare-route.ts';
import { insertManyMedia } from './many-media.ts';
import { median } from './measure.ts';

const run = promisify(execFile);

const MEDIA = 50_000;
const FINDINGS = 60;
const CONNECTIONS = 100;
const SECONDS = 5;
const ROUNDS = 3;
const IDLE_MS = 10_000;
const LIMIT_MIB = 350;
const STARTS = 3;

const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);

interface Started { server: KillableServer; url: string; readyMs: number }

const started = new Set<KillableServer>();

async function start(data: string): Promise<Started> {
  const from = performance.now();
  const server = spawnServer({ data, mark: path.basename(data), env: { AIMA_LOG_LEVEL: 'error' } });
  started.add(server);
  return { server, url: await server.ready, readyMs: performance.now() - from };
}

/** Of the server and all that it started, shared pages counted once, after a while in which nobody asks for anything. */
async function idleMiB({ server }: Started): Promise<number> {
  await sleep(IDLE_MS);
  return mib((await treeUsage(server.pid)).memoryBytes);
}

interface Sample { client: SteadyClient; cookie: string; jobId: string }

/** One medium in one job with a page of findings. */
async function fill(url: string, cookie: string, work: string): Promise<Sample> {
  const client = steadyClient(() => url, () => cookie);
  const film = await markedFilms(work, 1);
  const mediaId = await mediumOf(client, await sendFile(client, { name: 'film.mp4', content: film(1, 10_000), pieceBytes: 2 ** 20 }));
  const jobId = await makeJob(client, 'bench', [mediaId]);
  for (let i = 0; i < FINDINGS; i++) await addFinding(client, jobId, mediaId, `label ${i}`);
  return { client, cookie, jobId };
}

async function insertMedia(data: string): Promise<void> {
  const database = await openDatabase({ folder: path.join(data, 'database') });
  await insertManyMedia(database, MEDIA);
  await database.close();
}

interface Load { p50: number; p95: number; p99: number; perSecond: number }

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

/** @throws Error where anything but 2xx was answered */
async function load(url: string, cookie: string): Promise<Load> {
  const tookMs: number[] = [];
  const { non2xx, errors, requests } = await new Promise<autocannon.Result>((resolve, reject) => {
    // Its own percentiles leave 95 out.
    autocannon({ url, connections: CONNECTIONS, duration: SECONDS, headers: { cookie } }, (error: unknown, result) => {
      if (error instanceof Error) reject(error);
      else resolve(result);
    }).on('response', (_client, _status, _bytes, ms) => { tookMs.push(ms); });
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} answers were refusals, ${errors} were errors`);
  tookMs.sort((a, b) => a - b);
  return { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95), p99: quantile(tookMs, 0.99), perSecond: requests.average };
}

/** Server and bare route in turn; medians of the rounds. */
async function compare(title: string, url: string, schema: BareSchema, { client, cookie }: Sample): Promise<string> {
  const answer: unknown = JSON.parse((await client.ask('GET', url)).text);
  const bare = fork(path.join(import.meta.dirname, 'bare-route.ts'));
  try {
    bare.send({ schema, answer: answer as object });
    const [address] = await once(bare, 'message') as [string];
    const [api, floor]: [Load[], Load[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(await load(address, ''));
      api.push(await load(url, cookie));
    }
    const of = (list: readonly Load[], key: keyof Load): number => median(list.map((each) => each[key]));
    const times = (list: readonly Load[]): string => (['p50', 'p95', 'p99'] as const).map((key) => of(list, key).toFixed(0)).join(' / ');
    return `| ${title} | ${Math.round(of(api, 'perSecond'))} | ${times(api)} | ${Math.round(of(floor, 'perSecond'))} | ${times(floor)} | ${(of(api, 'p95') / of(floor, 'p95')).toFixed(1)} |`;
  } finally {
    bare.disconnect();
  }
}

/** p95 of one page of the library, asked for by one client. */
async function pageOfMedia(client: SteadyClient): Promise<string> {
  const tookMs: number[] = [];
  for (let i = 0; i < 100; i++) {
    const from = performance.now();
    await client.ask('GET', '/api/v1/media?limit=50');
    tookMs.push(performance.now() - from);
  }
  tookMs.sort((a, b) => a - b);
  return `${quantile(tookMs, 0.5).toFixed(0)} / ${quantile(tookMs, 0.95).toFixed(0)} ms`;
}

async function child(file: string, ...args: string[]): Promise<string[]> {
  process.stderr.write(`${file}\n`);
  const { stdout } = await run(process.execPath, [path.join(import.meta.dirname, file), ...args], { timeout: 300_000 });
  return stdout.trim().split('\n');
}

async function memoryAndStart(data: string, work: string): Promise<{ rows: string[]; answers: string[] }> {
  process.stderr.write('first start\n');
  const first = await start(data);
  const empty = await idleMiB(first);
  let sample = await fill(first.url, await signUpAdmin(first.url, first.server.welcomeToken() ?? ''), work);
  const answers: string[] = [];
  for (const [title, address, schema] of [['settings of the workspace', '/api/v1/settings', 'settings'], ['one job', `/api/v1/jobs/${sample.jobId}`, 'job'], [`${FINDINGS} observations`, `/api/v1/jobs/${sample.jobId}/observations?limit=${FINDINGS}`, 'observations']] as const) {
    process.stderr.write(`${title}\n`);
    answers.push(await compare(title, `${first.url}${address}`, schema, sample));
  }
  const afterLoad = await idleMiB(first);
  await first.server.stop();
  const readyMs: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const again = await start(data);
    readyMs.push(again.readyMs);
    await again.server.stop();
  }
  process.stderr.write(`${MEDIA} media\n`);
  await insertMedia(data);
  const full = await start(data);
  const withMedia = await idleMiB(full);
  sample = { ...sample, client: steadyClient(() => full.url, () => sample.cookie) };
  const page = await pageOfMedia(sample.client);
  const afterPages = await idleMiB(full);
  await full.server.stop();
  const within = (value: number): string => (value <= LIMIT_MIB ? 'yes' : '**no**');
  const rows = [
    `| memory, idle, after the first start | ${empty} MiB | ${LIMIT_MIB} MiB | ${within(empty)} |`,
    `| memory, idle, with ${MEDIA} media | ${withMedia} MiB | ${LIMIT_MIB} MiB | ${within(withMedia)} |`,
    `| memory after the load below | ${afterLoad} MiB | none | |`,
    `| memory after 100 pages of ${MEDIA} media | ${afterPages} MiB | none | |`,
    `| a page of 50 of ${MEDIA} media, p50 / p95, one client | ${page} | none | |`,
    `| first start (secrets, database, migrations) until it answers | ${(first.readyMs / 1000).toFixed(1)} s | none | |`,
    `| later start, median of ${STARTS} | ${(median(readyMs) / 1000).toFixed(1)} s | none | |`,
    `| later start with ${MEDIA} media | ${(full.readyMs / 1000).toFixed(1)} s | none | |`,
  ];
  return { rows, answers };
}

const MACHINE = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared), ${Math.round(totalmem() / 2 ** 30)} GiB`;

/** @returns the Markdown that it also prints */
export async function benchServer(): Promise<string> {
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  try {
    const { rows, answers } = await memoryAndStart(path.join(work, 'data'), work);
    const database = await child('database.ts', '--queries', '100');
    const upload = await child('upload.ts', '256');
    const p95 = Number(/range of any length: .*p95 ([\d.]+) ms/.exec(database.join('\n'))?.[1] ?? Number.NaN);
    const ratio = Number(/plain copy = ([\d.]+)/.exec(upload.join('\n'))?.[1] ?? Number.NaN);
    const body = [
      `Measured ${new Date().toISOString().slice(0, 10)} on ${MACHINE}, Node ${process.versions.node}. Memory is that of all processes of the server, shared pages counted once, after ${IDLE_MS / 1000} s without a request.`,
      '', '| what | measured | limit | within |', '|---|--:|--:|---|', ...rows,
      `| any time range of a film with 200,000 observations, p95, embedded database | ${p95.toFixed(1)} ms | 50 ms | ${p95 <= 50 ? 'yes' : '**no**'} |`,
      `| upload ÷ plain copy with SHA-256 and AES-256-GCM | ${ratio.toFixed(2)} | at least 0.7 | ${ratio >= 0.7 ? 'yes' : '**no**'} |`,
      '', `${CONNECTIONS} connections for ${SECONDS} s, server and a bare Fastify route with the same schema and answer in turn, medians of ${ROUNDS}; times are p50 / p95 / p99 in ms. The client shares the cores.`,
      '', '| answer | a second | ms | bare: a second | ms | p95 ÷ bare |', '|---|--:|--:|--:|--:|--:|', ...answers,
      '', '```text', ...database, ...upload, '```',
    ].join('\n');
    process.stdout.write(`${body}\n`);
    return body;
  } finally {
    for (const server of started) await server.kill();
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await benchServer();
