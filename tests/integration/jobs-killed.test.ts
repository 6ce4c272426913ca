/** kill -9 of the process that works on a job: nobody is left behind, and another process goes on where it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Permission } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/auth/principal.ts';
import { openDatabase } from '../../src/db/index.ts';
import { groupRuns } from '../../src/kernel/process-tree.ts';
import { tryPostgres } from '../support/both-databases.ts';
import { fixedKeys } from '../support/fixed-keys.ts';
import { makeFilm } from '../support/made-media.ts';
import { openTestJobs } from '../support/open-test-jobs.ts';
import type { Postgres } from '../support/postgres.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../support/job-worker-process.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'aima-killed-'));
const film = path.join(folder, 'film.mp4');
const Told = z.object({ workspaceId: z.string(), jobId: z.string(), worker: z.int() });

beforeAll(async () => { await makeFilm(film, { seconds: 60, size: '160x120', fps: 10 }); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const started = await tryPostgres();
if (typeof started === 'string') console.log(`PostgreSQL is left out: ${started}`);
afterAll(async () => { if (typeof started !== 'string') await started.stop(); });

const principal = (workspaceId: string): Principal =>
  ({ kind: 'user', userId: 'u', actor: 'user:u', workspaceId, workspaceRole: 'owner', accountRole: 'personal', permissions: new Set(Permission.options) });

async function killedInTheMiddle(server: Postgres | undefined): Promise<void> {
  const place = mkdtempSync(path.join(folder, 'server-'));
  const url = server && await server.newDatabase();
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify({ folder: place, film, ...(url === undefined ? {} : { url }) })], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string]; // a line is text
  const { workspaceId, jobId, worker } = Told.parse(JSON.parse(line));
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (let i = 0; i < 200 && await groupRuns(worker); i++) await sleep(50);
  expect(await groupRuns(worker)).toBe(false);

  const database = await openDatabase({ folder: path.join(place, 'db'), ...(url === undefined ? {} : { url }) });
  try {
    const jobs = await openTestJobs(database, place, { workspaceKeys: fixedKeys });
    const me = principal(workspaceId);
    await jobs.orchestrate();
    const done = await jobs.reach(me, jobId, 'awaiting_review', 'failed');
    expect([done.state, done.failure]).toEqual(['awaiting_review', undefined]);
    expect(done.media[0]?.runs.filter(({ analyzer }) => analyzer !== 'minors_gate').every(({ status, coverage }) => status === 'done' && coverage === 1)).toBe(true);
    expect(done.steps.filter(({ outcome }) => outcome === 'lost').map(({ kind }) => kind)).toEqual(['analyse']);
    expect(readdirSync(path.join(jobs.parts.data, 'work'))).toEqual([]);
    await jobs.stopAll();
    expect(jobs.failures).toEqual([]);
  } finally {
    await database.close();
  }
}

test('with the embedded database the next start goes on at once', () => killedInTheMiddle(undefined), 240_000);

test.skipIf(typeof started === 'string')('with PostgreSQL another process takes over once the claim has run out', () => killedInTheMiddle(typeof started === 'string' ? undefined : started), 240_000);
