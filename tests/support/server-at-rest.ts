/** What a stopped AIMA must look like: its database and its files tell the same, and nothing is left of what was interrupted. */
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { verifyAllChains } from '../../src/audit/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import { sql } from '../../src/db/drizzle.ts';
import { knownFiles, knownUploads, openDatabase, type Database } from '../../src/db/index.ts';
import { openLocalDriver } from '../../src/storage/index.ts';
import type { Installation } from './server-kill.ts';

/** The server's own tidying removes only what is older than an hour. */
const LONG_AGO_MS = 3 * 3_600_000;
/** The first round of tidying comes some seconds after a start. */
const TIDY_MS = 12_000;

function backdate(folder: string): void {
  if (!existsSync(folder)) return;
  const then = new Date(Date.now() - LONG_AGO_MS);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) utimesSync(path.join(entry.parentPath, entry.name), then, then);
}

/** Lets a stopped server tidy up as it would an hour later, and stops it again. */
export async function tidyUp(installation: Installation): Promise<void> {
  for (const room of ['uploads', 'storage']) backdate(path.join(installation.data, room));
  await installation.start();
  await sleep(TIDY_MS);
  await installation.stop();
}

const Name = z.object({ name: z.string() });

async function problemsInRows(database: Database): Promise<string[]> {
  const chains = await verifyAllChains(database);
  const told = await database.read('everything', async (tx) => ({
    twice: await rowsOf(tx, sql`select name from job group by name having count(*) > 1`, Name),
    open: await rowsOf(tx, sql`select name || ' is ' || state || case when claimed_until is null then '' else ', claimed' end as name from job where state in ('queued', 'analysing', 'wiping') or claimed_until is not null`, Name),
    steps: await rowsOf(tx, sql`select kind as name from job_step where ended_at is null`, Name),
    uploads: await rowsOf(tx, sql`select name || ' is ' || state as name from upload where state = 'checking'`, Name),
    wipes: await rowsOf(tx, sql`select id as name from media where state = 'wiping'`, Name),
  }));
  return [
    ...(chains.length < 2 ? ['there are fewer audit chains than the installation\'s and the workspace\'s'] : []),
    ...chains.filter(({ whole }) => !whole).map(({ workspaceId, fault }) => `the audit chain of ${workspaceId ?? 'the installation'} is broken at ${fault?.seq ?? '?'} (${fault?.kind ?? '?'})`),
    ...told.twice.map(({ name }) => `the job ${name} is there twice`), ...told.open.map(({ name }) => `job ${name}`),
    ...told.steps.map(({ name }) => `a step ${name} never ended`), ...told.uploads.map(({ name }) => `upload ${name}`), ...told.wipes.map(({ name }) => `the wipe of ${name} never ended`),
  ];
}

async function problemsInFiles(database: Database, data: string): Promise<string[]> {
  const driver = await openLocalDriver(path.join(data, 'storage'));
  const places: { key: string; fileId: string }[] = [];
  for (const prefix of ['media/', 'pictures/']) for await (const { key } of driver.list(prefix)) places.push({ key, fileId: key.split('/')[2] ?? '' });
  driver.close();
  const growing = readdirSync(path.join(data, 'uploads'));
  const { files, uploads, stored } = await database.read('everything', async (tx) => ({
    files: await knownFiles(tx, [...new Set(places.map(({ fileId }) => fileId))]), uploads: await knownUploads(tx, growing),
    stored: await rowsOf(tx, sql`select file_id as name from media where state = 'stored'`, Name),
  }));
  const there = new Set(places.filter(({ key }) => key.startsWith('media/')).map(({ fileId }) => fileId));
  return [
    ...places.filter(({ fileId }) => !files.has(fileId)).map(({ key }) => `nobody knows ${key}`),
    ...stored.filter(({ name }) => !there.has(name)).map(({ name }) => `the bytes of medium ${name} are gone`),
    ...growing.filter((id) => !uploads.has(id)).map((id) => `nobody knows the upload ${id}`),
  ];
}

/** Of a server that is stopped. */
export async function problemsAtRest(data: string, databaseUrl: string | undefined): Promise<string[]> {
  const database = await openDatabase({ folder: path.join(data, 'database'), ...(databaseUrl === undefined ? {} : { url: databaseUrl }) });
  try {
    return [...await problemsInRows(database), ...await problemsInFiles(database, data)];
  } finally {
    await database.close();
  }
}
