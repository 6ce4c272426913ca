/**
 * `npm run bench`: the whole main job as a multiple of real time, with the decode floor measured beside it, in turn.
 * Options: --runs N (of the short film, default 5), --short (leaves the long film and the comparison out), --inference (only compares
 * layouts of inference processes), --batch (only compares joined calls with single ones), --tfjs (only compares converted models with TensorFlow.js),
 * --server (only measures the server: memory, start, answers, database, uploads), --machines (only rented machines: overhead of a saga, 200 of them, transfer),
 * --web (only the page in Chromium: first load, answers, long lists),
 * --from FILE (only writes docs/reference-speed.json from a result document of this machine).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ResultDocument } from '@aima/contract';
import { testMedia } from '../support/media.ts';
import { benchBatch, benchInference } from './inference.ts';
import { benchMachines } from './machines.ts';
import { measure, median, type Measured } from './measure.ts';
import { writeBetween } from './page.ts';
import { referenceSpeed, writeReferenceSpeed } from './reference-speed.ts';
import { benchServer } from './server.ts';
import { benchTfjs } from './tfjs.ts';
import { benchWeb } from './web.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** 20 × 30 s without encoding again: ten minutes of the reference workload. */
const REPEATS = 20;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, short: { type: 'boolean', default: false }, inference: { type: 'boolean', default: false }, batch: { type: 'boolean', default: false }, tfjs: { type: 'boolean', default: false }, server: { type: 'boolean', default: false }, machines: { type: 'boolean', default: false }, web: { type: 'boolean', default: false }, from: { type: 'string' } } });
const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared), ${Math.round(totalmem() / 2 ** 30)} GiB`;
const today = new Date().toISOString().slice(0, 10);
if (values.from !== undefined) {
  const document = ResultDocument.parse(JSON.parse(readFileSync(values.from, 'utf8')));
  await writeReferenceSpeed(referenceSpeed([document], machine, document.media[0]?.fileName ?? '', today));
  process.exit(0);
}
if (values.server) {
  writeBetween('server', await benchServer());
  process.exit(0);
}
if (values.machines) {
  writeBetween('machines', await benchMachines());
  process.exit(0);
}
if (values.web) {
  writeBetween('web', await benchWeb());
  process.exit(0);
}
if (values.inference) {
  await benchInference(Number(values.runs));
  process.exit(0);
}
if (values.batch) {
  await benchBatch(Math.min(3, Number(values.runs)));
  process.exit(0);
}
if (values.tfjs) {
  await benchTfjs(Math.min(3, Number(values.runs)));
  process.exit(0);
}

/** What follows from perception; the rest of profile `lite` is measured without them too, which tells what they cost. */
const DERIVED = [
  'visual_effects', 'temporal_consistency', 'composition_analysis', 'gesture_recognition', 'body_language', 'audio_visual_sync', 'speech_rate', 'speech_flow', 'comment_cta_detection',
  'temporal_flow', 'scene_description', 'trend_analysis', 'cross_analyzer_intelligence',
];

interface Row {
  title: string;
  seconds: number;
  runs: Measured[];
  floors: Measured[];
  documents: ResultDocument[];
}

async function run(title: string, film: string, times: number, work: string, flags: readonly string[] = []): Promise<Row> {
  const row: Row = { title, seconds: 0, runs: [], floors: [], documents: [] };
  for (let i = 0; i < times; i++) {
    process.stderr.write(`${title}: ${i + 1} of ${times}\n`);
    row.floors.push(await measure(['ffmpeg', '-v', 'error', '-i', film, '-f', 'null', '-']));
    const measured = await measure([process.execPath, path.join(ROOT, 'src/bin/cli.ts'), 'analyze', film, '--out', path.join(work, 'out'), '--json', '--quiet', '--fresh', ...flags]);
    if (measured.exitCode !== 0) throw new Error(`analyze ended with ${measured.exitCode}`);
    const document = ResultDocument.parse(JSON.parse(measured.stdout));
    row.seconds = (document.media[0]?.durationMs ?? 0) / 1000;
    row.documents.push(document);
    row.runs.push({ ...measured, stdout: '' });
  }
  return row;
}

const figure = (value: number, digits = 2): string => value.toFixed(digits);
const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

function summaryTable(rows: readonly Row[]): string[] {
  return [
    '| film | runs | wall, × real time | CPU, × real time | decode floor wall / CPU, × real time | CPU ÷ decode floor CPU | peak memory of all processes |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map(({ title, seconds, runs, floors }) => {
      const of = (list: readonly Measured[], key: 'wallSeconds' | 'cpuSeconds'): number => median(list.map((each) => each[key])) / seconds;
      const ratio = median(runs.map((each, i) => each.cpuSeconds / (floors[i]?.cpuSeconds ?? Number.NaN)));
      return `| ${title} | ${runs.length} | **${figure(of(runs, 'wallSeconds'))}** | ${figure(of(runs, 'cpuSeconds'))} | ${figure(of(floors, 'wallSeconds'))} / ${figure(of(floors, 'cpuSeconds'))} | ${figure(ratio, 1)} | ${mib(Math.max(...runs.map((each) => each.peakMemoryBytes)))} |`;
    }),
  ];
}

function analyzerTable(rows: readonly Row[]): string[] {
  const names = rows[0]?.documents[0]?.runs.map((each) => each.analyzer) ?? [];
  const secondsOf = (row: Row, name: string): number => median(row.documents.map((document) => document.runs.find((each) => each.analyzer === name)?.seconds ?? 0));
  return [
    `| analyzer | ${rows.map(({ title }) => `${title}: seconds (× real time)`).join(' | ')} |`,
    `|---|${rows.map(() => '--:').join('|')}|`,
    ...names.map((name) => `| \`${name}\` | ${rows.map((row) => `${figure(secondsOf(row, name))} (${figure(secondsOf(row, name) / row.seconds, 3)})`).join(' | ')} |`),
  ];
}

/** What the derived analyzers cost: by their own seconds, and as the difference of the run with them and the run without. */
function derivedShare(all: Row | undefined, without: Row | undefined): string[] {
  if (!all || !without) return [];
  const cpu = (row: Row): number => median(row.runs.map(({ cpuSeconds }) => cpuSeconds));
  const own = median(all.documents.map(({ runs }) => {
    const seconds = (list: typeof runs): number => list.reduce((sum, each) => sum + each.seconds, 0);
    return seconds(runs.filter(({ analyzer }) => DERIVED.includes(analyzer))) / seconds(runs);
  }));
  return [`The ${DERIVED.length} derived analyzers take ${figure(100 * own, 1)} % of all analyzers' own seconds; with them the whole run takes ${figure(100 * (1 - cpu(without) / cpu(all)), 1)} % of its CPU time more than without (difference of two medians, so within the noise of a shared machine).`, ''];
}

/** The one run against every analyzer on its own: own decode, and whatever it shares with others done again. */
function comparison(together: Row | undefined, alone: Row | undefined): string[] {
  if (!together || !alone) return [];
  const ratio = (key: 'wallSeconds' | 'cpuSeconds'): string => figure(median(alone.runs.map((each) => each[key])) / median(together.runs.map((each) => each[key])), 1);
  return [`The one run is ${ratio('wallSeconds')} × as fast as the same analyzers one after the other (\`--one-by-one\`), and takes 1/${ratio('cpuSeconds')} of the CPU time. One worker serves all of them there too, so models stay loaded: the system that AIMA replaces had to load them each time.`, ''];
}

const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
try {
  const short = testMedia('short-30s.mp4');
  const rows = [await run('short-30s.mp4', short, Number(values.runs), work)];
  const without = await run('short-30s.mp4, lite without the derived analyzers', short, Math.min(3, Number(values.runs)), work, ['--analyzers', DERIVED.map((name) => `-${name}`).join(',')]);
  const shortVideo = await run('short-30s.mp4, profile short-video-21', short, Math.min(3, Number(values.runs)), work, ['--profile', 'short-video-21']);
  const alone: Row[] = [];
  if (!values.short) {
    alone.push(await run('short-30s.mp4, one analyzer after the other', short, 1, work, ['--one-by-one']));
    const long = path.join(work, 'ten-minutes.mp4');
    execFileSync('ffmpeg', ['-v', 'error', '-stream_loop', String(REPEATS - 1), '-i', short, '-c', 'copy', long]);
    rows.push(await run('ten minutes (20 × short-30s.mp4)', long, 1, work));
  }
  const ffmpeg = /version (\S+)/.exec(execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }))?.[1] ?? '?';
  const [first, second] = rows;
  const growth = first && second ? [`Memory on ten minutes is ${figure(Math.max(...second.runs.map((each) => each.peakMemoryBytes)) / Math.max(...first.runs.map((each) => each.peakMemoryBytes)))} × that on 30 s.`, ''] : [];
  const body = [
    `Measured ${today} on ${machine}, Node ${process.versions.node}, ffmpeg ${ffmpeg}. Medians; peak memory is the highest of all runs, shared pages counted once.`,
    '', ...summaryTable([...rows, without, shortVideo, ...alone]), '', ...growth, ...derivedShare(rows[0], without), ...comparison(rows[0], alone[0]), ...analyzerTable(rows), '',
    'Seconds of an analyzer are its own code and its models, waiting for a turn left out; analyzers overlap, so their sum is not the wall time.',
  ].join('\n');
  process.stdout.write(`${body}\n`);
  if (!values.short) {
    writeBetween('bench', body);
    await writeReferenceSpeed(referenceSpeed(first?.documents ?? [], machine, 'short-30s.mp4', today));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
