/** The server, its workers and PostgreSQL killed with -9 while somebody works: `npm run proof -- server-kill` does it 200 times. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { tryPostgres } from '../support/both-databases.ts';
import { markedFilms } from '../support/marked-media.ts';
import { openInstallation } from '../support/server-kill.ts';
import { killRounds } from '../support/server-kill-rounds.ts';
import { mediumOf, sendFile } from '../support/steady-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KILLS = 15;
const KILLS_ON_POSTGRES = 5;
const LIMIT_MS = 900_000;

test(`after ${KILLS} kills at random moments all that was confirmed is there, every job ended as undisturbed, and nothing else is left`, async () => {
  const told: string[] = [];
  expect(await killRounds({ work: path.join(tempFolder(), 'embedded'), kills: KILLS, seed: 20261121 }, (line) => told.push(line)), told.join('\n')).toBe(0);
}, LIMIT_MS);

test('killed while it checks what arrived, the next start goes on with that by itself', async () => {
  const work = tempFolder();
  const film = await markedFilms(work, 1);
  const installation = await openInstallation(path.join(work, 'aima'));
  onTestFinished(() => installation.server().kill());
  const { client } = installation;
  for (const [number, afterMs] of [30, 80, 150].entries()) {
    const uploadId = await sendFile(client, { name: 'film.mp4', content: film(number, 2_000_000), pieceBytes: 2 ** 20 });
    await sleep(afterMs);
    expect(await installation.killServer()).toEqual([]);
    await installation.server().ready;
    await mediumOf(client, uploadId);
  }
}, LIMIT_MS);

test(`the same on a server of PostgreSQL, which is killed too, ${KILLS_ON_POSTGRES} times`, async (context) => {
  const postgres = await tryPostgres();
  if (typeof postgres === 'string') return context.skip(`PostgreSQL is left out: ${postgres}`);
  const told: string[] = [];
  try {
    expect(await killRounds({ work: path.join(tempFolder(), 'postgres'), kills: KILLS_ON_POSTGRES, seed: 5, postgres }, (line) => told.push(line)), told.join('\n')).toBe(0);
  } finally {
    await postgres.stop();
  }
}, LIMIT_MS);
