/** PostgreSQL goes away while a job runs, and comes back: the server says so, lives, and goes on. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Health, Problem } from '@aima/contract';
import { expect, onTestFinished, test } from 'vitest';
import { tryPostgres } from '../support/both-databases.ts';
import { foundBy, makeJob, startJob, untilEnded } from '../support/job-by-hand.ts';
import { markedFilms } from '../support/marked-media.ts';
import { problemsAtRest } from '../support/server-at-rest.ts';
import { openInstallation } from '../support/server-kill.ts';
import { mediumOf, sendFile } from '../support/steady-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const AWAY_MS = 6_000;
const JOB_LIMIT_MS = 180_000;

test('with the database away every answer says so and when to come back; afterwards a job that ran meanwhile ends as undisturbed', async (context) => {
  const postgres = await tryPostgres();
  if (typeof postgres === 'string') return context.skip(`PostgreSQL is left out: ${postgres}`);
  onTestFinished(() => postgres.stop());
  const databaseUrl = await postgres.newDatabase();
  const work = tempFolder();
  const installation = await openInstallation(path.join(work, 'aima'), { databaseUrl });
  onTestFinished(() => installation.server().kill());
  const { client } = installation;
  const film = await markedFilms(work, 3);
  const store = async (number: number): Promise<string> => mediumOf(client, await sendFile(client, { name: `${number}.mp4`, content: film(number, 100_000), pieceBytes: 50_000 }));
  const [undisturbed, disturbed] = [await makeJob(client, 'undisturbed', [await store(1)]), await makeJob(client, 'disturbed', [await store(2)])];
  await startJob(client, undisturbed);
  expect((await untilEnded(client, undisturbed, JOB_LIMIT_MS)).state).toBe('awaiting_review');

  await startJob(client, disturbed);
  await sleep(1_500);
  await postgres.halt();
  const answer = await client.once('GET', '/api/v1/jobs');
  expect(answer.status, answer.text).toBe(503);
  expect(Problem.parse(JSON.parse(answer.text)).code).toBe('DATABASE_UNREACHABLE');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  const health = async (): Promise<Health> => Health.parse(JSON.parse((await client.once('GET', '/health')).text));
  await expect.poll(health, { timeout: 20_000 }).toMatchObject({ status: 'degraded', database: 'unreachable', storage: 'ok' });
  await sleep(AWAY_MS);
  expect((await client.once('GET', '/api/v1/jobs')).status).toBe(503);

  await postgres.resume();
  await expect.poll(health, { timeout: 20_000 }).toMatchObject({ status: 'ok', database: 'ok' });
  const ended = await untilEnded(client, disturbed, JOB_LIMIT_MS);
  expect(ended, installation.server().said()).toMatchObject({ state: 'awaiting_review' });
  expect(await foundBy(client, disturbed)).toBe(await foundBy(client, undisturbed));
  expect(await installation.stop()).toBe(0);
  expect(await installation.strays()).toEqual([]);
  expect(await problemsAtRest(installation.data, databaseUrl)).toEqual([]);
}, 400_000);
