/** Round after round: somebody works, something is killed at a seeded moment, and nothing that was confirmed may be missing afterwards. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markedFilms } from './marked-media.ts';
import type { Postgres } from './postgres.ts';
import { seededNumbers } from './seeded-bytes.ts';
import { lostOf, openInstallation, workThrough, type Installation, type Told } from './server-kill.ts';
import { problemsAtRest, tidyUp } from './server-at-rest.ts';

export interface KillPlan {
  /** A folder of its own, removed by the caller. */
  work: string;
  kills: number;
  seed: number;
  /** On a server of PostgreSQL, which is killed too; else the embedded database. */
  postgres?: Pick<Postgres, 'newDatabase' | 'crash' | 'killBackend'>;
}

const FILM_SECONDS = 3;
const PADDING_BYTES = 500_000;
/** What a job may take with everything that is done again; kills of jobs cost at most one lease. */
const LIMIT_MS = 90_000;

const ROUND_LIMIT_MS = 150_000;

type Victim = 'server' | 'server twice' | 'worker' | 'postgres' | 'backend';

function victimOf(draw: number, withPostgres: boolean): Victim {
  if (withPostgres && draw < 0.25) return 'postgres';
  if (withPostgres && draw < 0.4) return 'backend';
  if (draw < 0.65) return 'server';
  return draw < 0.75 ? 'server twice' : 'worker';
}

/** @returns what was killed, in words, and what was wrong at that moment */
async function kill(victim: Victim, { postgres }: KillPlan, installation: Installation, random: () => number): Promise<{ what: string; problems: string[] }> {
  switch (victim) {
    case 'server': return { what: 'the server', problems: await installation.killServer() };
    case 'server twice': {
      const problems = await installation.killServer();
      const betweenMs = Math.round(random() * 2_500);
      await sleep(betweenMs);
      return { what: `the server, and again ${betweenMs} ms after its new start`, problems: [...problems, ...await installation.killServer()] };
    }
    case 'worker': {
      for (let left = 50; left > 0; left--) {
        const killed = await installation.killWorkers();
        if (killed > 0) return { what: 'the worker', problems: [] };
        await sleep(50);
      }
      return { what: 'no worker (none ran)', problems: [] };
    }
    case 'postgres':
      await postgres?.crash();
      return { what: 'all of PostgreSQL', problems: [] };
    case 'backend': return { what: await postgres?.killBackend() === true ? 'a process of PostgreSQL' : 'no process of PostgreSQL', problems: [] };
  }
}

interface Undisturbed {
  found: string;
  usualMs: number;
}

async function undisturbed(installation: Installation, film: Buffer, told: Told): Promise<Undisturbed> {
  const from = performance.now();
  await workThrough(installation.client, { number: told.number, film, completes: false, limitMs: LIMIT_MS }, told);
  return { found: told.found ?? '', usualMs: performance.now() - from };
}

/** @returns how many rounds failed; `say` hears of each */
export async function killRounds(plan: KillPlan, say: (line: string) => void): Promise<number> {
  const { work, kills, seed, postgres } = plan;
  const random = seededNumbers(seed);
  mkdirSync(work, { recursive: true });
  const databaseUrl = await postgres?.newDatabase();
  const installation = await openInstallation(work, databaseUrl === undefined ? {} : { databaseUrl });
  const all: Told[] = [];
  let failed = 0;
  try {
    const film = await markedFilms(work, FILM_SECONDS);
    const first: Told = { number: 0, corrections: [] };
    all.push(first);
    const reference = await undisturbed(installation, film(0, PADDING_BYTES), first);
    if (reference.found === '') throw new Error('nothing was found in the undisturbed round');
    for (let number = 1; number <= kills; number++) {
      const told: Told = { number, corrections: [] };
      all.push(told);
      const victim = victimOf(random(), postgres !== undefined);
      const afterMs = Math.round(random() * reference.usualMs);
      const from = performance.now();
      const working = workThrough(installation.client, { number, film: film(number, PADDING_BYTES), completes: number % 2 === 1, limitMs: LIMIT_MS }, told)
        .then(() => [], (error: unknown) => [error instanceof Error ? error.message : String(error)]);
      await sleep(afterMs);
      const { what, problems } = await kill(victim, plan, installation, random);
      const server = installation.server();
      const died = server.ended.then((code) => [`the server ended by itself with ${code ?? 'a signal'}: ${server.said()}`]);
      problems.push(...await Promise.race([working, died, sleep(ROUND_LIMIT_MS, undefined, { ref: false }).then(() => [`the round did not end: ${JSON.stringify({ ...told, found: told.found?.length })}`])]));
      if (told.found !== undefined && told.found !== reference.found) problems.push('other findings than undisturbed');
      problems.push(...(await installation.strays()).map((each) => `still runs: ${each}`));
      const earlier = all[Math.floor(random() * all.length)];
      for (const each of new Set([told, ...(earlier ? [earlier] : [])])) problems.push(...await lostOf(installation.client, each));
      if (problems.length > 0) failed += 1;
      say(`${number}/${kills} killed ${what} after ${afterMs} ms, ${Math.round(performance.now() - from)} ms in all: ${problems.join('; ') || 'nothing is lost'}`);
      if (await Promise.race([died, sleep(0)]) !== undefined) throw new Error(problems.join('; '));
      if (problems.length > 0) say(`   the server said: ${installation.server().said().slice(-1500)}`);
    }
    const end = await atTheEnd(installation, all, databaseUrl);
    if (end.length > 0) failed += 1;
    say(`at the end: ${end.join('; ') || 'all of it is there, and nothing else'}`);
  } finally {
    await installation.server().kill();
  }
  return failed;
}

async function atTheEnd(installation: Installation, all: readonly Told[], databaseUrl: string | undefined): Promise<string[]> {
  const problems: string[] = [];
  for (const told of all) problems.push(...await lostOf(installation.client, told));
  if (await installation.stop() !== 0) problems.push('the server did not stop by itself');
  problems.push(...(await installation.strays()).map((each) => `still runs after the end: ${each}`));
  const { data } = installation;
  // What nobody may count on any more is removed an hour later; an hour has passed for these files.
  await tidyUp(installation);
  problems.push(...installation.leftOvers().map((each) => `left: ${each}`), ...(await installation.plainFiles()).map((each) => `plain media in ${path.relative(data, each)}`));
  return [...problems, ...await problemsAtRest(data, databaseUrl)];
}
