/** Kills the writer at a moment and looks at what is left: shared by the test (few moments) and the proof (many). */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/index.ts';

const WRITER = path.resolve(import.meta.dirname, 'database-writer.ts');

/** Runs the writer, kills it with -9 `afterMs` after it began, or after `ready` if so asked; gives what it had told. */
export async function writeUntilKilled(folder: string, afterMs: number, from: 'start' | 'ready'): Promise<number[]> {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => { ready = resolve; });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line === 'ready') ready();
    else acknowledged.push(Number(line.slice('ack '.length)));
  });
  const read = new Promise<void>((resolve) => { lines.once('close', resolve); });
  const ended = new Promise<string | null>((resolve) => { child.once('exit', (_code, signal) => { resolve(signal); }); });
  if (from === 'ready') await Promise.race([isReady, ended]);
  await sleep(afterMs);
  child.kill('SIGKILL');
  const signal = await ended;
  await read;
  if (signal !== 'SIGKILL') throw new Error('the writer ended by itself');
  return acknowledged;
}

/** What is wrong with the folder after a kill, given everything that was ever acknowledged; empty if nothing is. */
export async function problemsIn(folder: string, acknowledged: readonly number[]): Promise<string[]> {
  const database = await openDatabase({ folder });
  try {
    return await database.read('everything', async (tx) => {
      const [table] = await rowsOf(tx, sql`select to_regclass('written')::text as name`, z.object({ name: z.string().nullable() }));
      if (table?.name === null) return acknowledged.length === 0 ? [] : ['the table is gone'];
      const rows = await rowsOf(tx, sql`select n::integer, twin::integer, filling = repeat(md5(least(n, twin)::text), 20) as whole from written`, z.object({ n: z.int(), twin: z.int(), whole: z.boolean() }));
      const twins = new Map(rows.map(({ n, twin }) => [n, twin]));
      const byIndex = await rowsOf(tx, sql`select count(*)::integer as n from written a join written b on b.n = a.twin`, z.object({ n: z.int() }));
      return [
        ...acknowledged.filter((n) => !twins.has(n)).map((n) => `acknowledged row ${n} is lost`),
        ...rows.filter(({ n, twin }) => twins.get(twin) !== n).map(({ n }) => `row ${n} is half of a transaction`),
        ...rows.filter(({ whole }) => !whole).map(({ n }) => `row ${n} is damaged`),
        ...(byIndex[0]?.n === rows.length ? [] : ['index and table disagree']),
      ];
    });
  } finally {
    await database.close();
  }
}
