/** The server, its workers and PostgreSQL killed with -9 while somebody works: `npm run proof -- server-kill` does it 200 times. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { tryPostgres } from '../support/both-databases.ts';
import { killRounds } from '../support/server-kill-rounds.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KILLS = 15;
const KILLS_ON_POSTGRES = 5;
const LIMIT_MS = 900_000;

test(`after ${KILLS} kills at random moments all that was confirmed is there, every job ended as undisturbed, and nothing else is left`, async () => {
  const told: string[] = [];
  expect(await killRounds({ work: path.join(tempFolder(), 'embedded'), kills: KILLS, seed: 20261121 }, (line) => told.push(line)), told.join('\n')).toBe(0);
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
