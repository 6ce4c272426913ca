/** Three processes that answer and three that work, on one PostgreSQL: no job twice, events everywhere, and any of them may die. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { sql } from '../../src/db/drizzle.ts';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { tryPostgres } from '../support/both-databases.ts';
import { foundBy, makeJob, startJob, untilEnded } from '../support/job-by-hand.ts';
import { spawnServer, strayProcesses, type KillableServer } from '../support/killable-server.ts';
import { markedFilms } from '../support/marked-media.ts';
import { mediumOf, sendFile, signUpAdmin, steadyClient } from '../support/steady-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const JOBS = 12;
const PROCESSES = 3;
const LIMIT_MS = 300_000;
const JOB_LIMIT_MS = 240_000;

const Event = z.object({ seq: z.number(), kind: z.string(), body: z.looseObject({ jobId: z.string().optional(), state: z.string().optional() }) });
type Event = z.infer<typeof Event>;

/** All events of the workspace as this process tells them. */
async function listen(url: string, cookie: string): Promise<Event[]> {
  const heard: Event[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events?after=0`, { headers: { cookie, origin: url } });
  socket.on('message', (data: Buffer) => {
    const event = Event.safeParse(JSON.parse(data.toString('utf8'))).data;
    if (event) heard.push(event);
  });
  await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject); });
  onTestFinished(() => { socket.terminate(); });
  return heard;
}

const Twice = z.object({ what: z.string() });

/** Whatever two processes did at once, or one did after another without need. */
const doneTwice = (database: Database): Promise<{ what: string }[]> => database.read('everything', (tx) => rowsOf(tx, sql`
  select 'job ' || a.job_id || ' was in two hands at once' as what from job_step a join job_step b
    on a.job_id = b.job_id and a.claim_id <> b.claim_id and a.seq < b.seq and a.outcome is distinct from 'lost' and b.begun_at < coalesce(a.ended_at, 'infinity')
  union select 'medium ' || media_id || ' was analysed twice' from job_step where kind = 'analyse' and outcome = 'done' group by job_id, media_id having count(*) > 1
  union select 'job ' || object_id || ' was ' || action || ' twice' from audit_entry where action in ('job.started', 'job.analysed') group by object_id, action having count(*) > 1`, Twice));

test('twelve jobs on three times two processes, two of which are killed', async (context) => {
  const postgres = await tryPostgres();
  if (typeof postgres === 'string') return context.skip(`PostgreSQL is left out: ${postgres}`);
  onTestFinished(() => postgres.stop());
  const databaseUrl = await postgres.newDatabase();
  const work = tempFolder();
  const temporary = path.join(work, 'tmp');
  mkdirSync(temporary);
  const mark = path.basename(work);
  const start = (only: 'api' | 'orchestrator'): KillableServer => spawnServer({ data: path.join(work, 'data'), mark, args: ['--only', only], env: { DATABASE_URL: databaseUrl, TMPDIR: temporary } });
  const first = start('api');
  const servers = [first];
  onTestFinished(async () => { await Promise.all(servers.map((each) => each.kill())); });
  const url = await first.ready;
  await expect.poll(() => first.welcomeToken()).toBeDefined();
  const cookie = await signUpAdmin(url, first.welcomeToken() ?? '');
  for (let i = 1; i < PROCESSES; i++) servers.push(start('api'));
  const apis = await Promise.all(servers.map(({ ready }) => ready));
  const clients = apis.map((address) => steadyClient(() => address, () => cookie));
  const clientOf = (i: number) => clients[i % clients.length] ?? clients[0] ?? steadyClient(() => url, () => cookie);
  const heard = await Promise.all(apis.map((address) => listen(address, cookie)));

  // Each file is sent in turn to all three, as a balancer in front would do it.
  const film = await markedFilms(work, 1);
  const turns: number[] = [];
  const balanced: typeof clients[number] = { ...clientOf(0), once: (...asked) => clientOf(turns.push(1)).once(...asked), ask: (...asked) => clientOf(turns.push(1)).ask(...asked) };
  const mediaIds: string[] = [];
  for (let number = 0; number < JOBS; number++) mediaIds.push(await mediumOf(clientOf(number), await sendFile(balanced, { name: `${number}.mp4`, content: film(number, 60_000), pieceBytes: 25_000 })));
  expect(new Set(mediaIds).size).toBe(JOBS);

  const orchestrators = Array.from({ length: PROCESSES }, () => start('orchestrator'));
  servers.push(...orchestrators);
  const jobs = await Promise.all(mediaIds.map((mediaId, i) => makeJob(clientOf(i), `job ${i}`, [mediaId])));
  await Promise.all(jobs.map((id, i) => startJob(clientOf(i + 1), id)));

  // As soon as somebody works: one that works and one that answers are gone.
  const begun = (): Event[] => heard[0]?.filter(({ kind, body }) => kind === 'job.changed' && body.state === 'analysing') ?? [];
  await expect.poll(() => begun().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await orchestrators[0]?.kill();
  await servers[2]?.kill();
  const living = clients.slice(0, 2);
  const ended = await Promise.all(jobs.map((id, i) => untilEnded(living[i % 2] ?? clientOf(0), id, JOB_LIMIT_MS)));
  expect(ended.map(({ state }) => state)).toEqual(jobs.map(() => 'awaiting_review'));
  const found = await Promise.all(jobs.map((id) => foundBy(clientOf(0), id)));
  expect(found[0]).not.toBe('');
  expect(new Set(found).size).toBe(1);

  // Every client heard everything, in order.
  const lastOf = (events: readonly Event[]): number => events.at(-1)?.seq ?? 0;
  await expect.poll(() => lastOf(heard[0] ?? []) === lastOf(heard[1] ?? []), { timeout: 10_000 }).toBe(true);
  const kept = (events: readonly Event[]): number[] => events.map(({ seq }) => seq);
  expect(kept(heard[1] ?? [])).toEqual(kept(heard[0] ?? []));
  expect(kept(heard[0] ?? [])).toEqual([...new Set(kept(heard[0] ?? []))].sort((a, b) => a - b));
  expect(kept(heard[2] ?? [])).toEqual(kept(heard[0] ?? []).slice(0, heard[2]?.length));
  for (const id of jobs) expect(heard[1]?.filter(({ body }) => body.jobId === id && body.state === 'awaiting_review').length, id).toBe(1);

  const database = await openDatabase({ url: databaseUrl, folder: '/nowhere' });
  expect(await doneTwice(database)).toEqual([]);
  await database.close();
  await Promise.all(servers.map((each) => each.stop()));
  expect(await strayProcesses(mark, () => Promise.resolve([]), 10_000)).toEqual([]);
}, LIMIT_MS);
