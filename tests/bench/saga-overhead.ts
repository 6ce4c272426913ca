/**
 * What renting adds to one tiny job beyond its work, step by step: emulated providers that take no time, a clean Debian with its
 * own sshd behind them, the product's own timing and its embedded database. Cold: nothing of ours on the machine. Warm: program
 * and runtime there, as in the prebuilt image of the Dockerfile.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/db/index.ts';
import { workerBundle } from '../../src/provisioning/bundle/worker-bundle.ts';
import type { Rental } from '../../src/rental/index.ts';
import { markedFilms } from '../support/marked-media.ts';
import { settingsWith, SIGNALS } from '../support/open-test-jobs.ts';
import { openProviders, openRentedJobs, warmData } from '../support/rented-jobs.ts';
import { median } from './measure.ts';

const ROUNDS = 3;
const LIMIT_SECONDS = 15;
const FILM = { seconds: 6, paddingBytes: 3_000_000 };

/** Kept between runs: making bundle and image is no part of what is measured. */
export const BUILT = path.join(tmpdir(), 'aima-test-provisioning');

/** In the order in which they follow. */
const STEPS = ['plan', 'launch', 'login', 'provision', 'transfer', 'work', 'wipe', 'terminate', 'confirm', 'close'] as const;
type Step = typeof STEPS[number];
type Times = Record<Step, number>;

const WHAT: Readonly<Record<Step, string>> = {
  plan: 'plan: from the start to the order (offers, prices, money)', launch: 'launch: the call that makes it', login: "login: the machine's own start and a command that ran there",
  provision: 'provision: lease, facts, steps, worker', transfer: 'transfer: the medium as ciphertext', work: '(the work itself)', wipe: 'wipe, with its proof',
  terminate: 'terminate: until the provider says yes', confirm: 'confirm: two complete lists without it, 10 s apart', close: 'the job is told to be done',
};

/** What the Dockerfile lays into an image, beside a clean Debian. */
export async function machineImage(data: string): Promise<string> {
  const bundle = await workerBundle(data);
  const image = path.join(data, `image-${bundle.runtime.id}-${bundle.worker.id}`);
  if (existsSync(image)) return image;
  const making = `${image}.unfinished`;
  rmSync(making, { recursive: true, force: true });
  for (const archive of ['runtime', 'worker'] as const) {
    const folder = path.join(making, 'var/lib/aima/cache', archive, bundle[archive].id);
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['xzf', bundle[archive].path, '-C', folder, '--no-same-owner']);
    writeFileSync(path.join(folder, '.complete'), '');
  }
  renameSync(making, image);
  return image;
}

interface Timed { kind: string; endedAt?: string | undefined }

function timesOf(startMs: number, doneMs: number, { at }: Pick<Rental, 'at'>, steps: readonly Timed[]): Times {
  const endOf = (kind: string): number => Date.parse(steps.find((each) => each.kind === kind)?.endedAt ?? '');
  const moments = [
    startMs, at.requesting, at.booting, at.provisioning, at.ready, endOf('transfer'), endOf('analyse'), at.terminating, at.confirming, at.gone, doneMs,
  ];
  return Object.fromEntries(STEPS.map((step, i) => [step, ((moments[i + 1] ?? Number.NaN) - (moments[i] ?? Number.NaN)) / 1000])) as Times; // STEPS names them all
}

async function rounds(film: string, folder: string, image: string | undefined): Promise<Times[]> {
  await warmData(path.join(folder, 'data'));
  const world = await openProviders(image === undefined ? {} : { image });
  const database = await openDatabase({ folder: path.join(folder, 'db') });
  const all: Times[] = [];
  try {
    const { jobs, rented, start, orchestrate, reach } = await openRentedJobs(database, folder, world, {});
    const me = await jobs.test.member();
    const orchestrator = await orchestrate();
    // The first one opens what a process opens once.
    for (let round = -1; round < ROUNDS; round++) {
      process.stderr.write(`saga, ${image === undefined ? 'cold' : 'warm'}: ${round + 1} of ${ROUNDS}\n`);
      const { id } = await jobs.make(me, [await jobs.store(me, film)], { settings: settingsWith(SIGNALS, { fresh: true }) });
      const startMs = Date.now();
      await start(me, id, 'runpod');
      const done = await reach(me, id, 'awaiting_review', 'failed');
      if (done.state === 'failed') throw new Error(JSON.stringify(done.failure));
      const [rental] = await rented.rental.ledger.ofJob(id);
      if (rental && round >= 0) all.push(timesOf(startMs, Date.now(), rental, done.steps));
    }
    await orchestrator.stop();
    return all;
  } finally {
    await database.close();
    await world.close();
  }
}

const sum = (times: Times, steps: readonly Step[]): number => steps.reduce((total, step) => total + times[step], 0);
const BEFORE: Step[] = ['plan', 'launch', 'login', 'provision', 'transfer'];
const ACCEPTED: Step[] = [...BEFORE, 'wipe', 'terminate'];
const GONE: Step[] = [...ACCEPTED, 'confirm'];

function table(warm: readonly Times[], cold: readonly Times[]): string[] {
  const row = (title: string, of: (times: Times) => number, limit = ''): string => `| ${title} | ${[warm, cold].map((each) => median(each.map(of)).toFixed(2)).join(' | ')} | ${limit} |`;
  const accepted = median(warm.map((each) => sum(each, ACCEPTED)));
  return [
    '| seconds | warm | cold | limit |', '|---|--:|--:|---|',
    ...STEPS.map((step) => row(WHAT[step], (times) => times[step])),
    row('**overhead until the provider accepts the end**', (times) => sum(times, ACCEPTED), `warm ${LIMIT_SECONDS}: ${accepted <= LIMIT_SECONDS ? 'kept' : '**missed**'}`),
    row('overhead until it is confirmed gone', (times) => sum(times, GONE)),
  ];
}

/** @returns Markdown */
export async function benchSaga(): Promise<string[]> {
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  try {
    const film = path.join(work, 'film.mp4');
    writeFileSync(film, (await markedFilms(work, FILM.seconds))(1, FILM.paddingBytes));
    const image = await machineImage(BUILT);
    const before = loadavg()[0] ?? 0;
    const cold = await rounds(film, path.join(work, 'cold'), undefined);
    const warm = await rounds(film, path.join(work, 'warm'), image);
    return [
      `One job of one film of ${FILM.seconds} s (${(FILM.paddingBytes / 1e6).toFixed(0)} MB) with ${SIGNALS.length} signal analyzers: from its start to the first task, and from the end of the last one on. Medians of ${ROUNDS} jobs after a first one; load of the computer ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
      '', ...table(warm, cold),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${(await benchSaga()).join('\n')}\n`);
