/** What was acknowledged is on the disk: flushes as the kernel sees them, kill -9, faults of the disk. */
import { execFileSync } from 'node:child_process';
import { cpSync, fsyncSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/index.ts';
import { problemsIn, writeUntilKilled } from '../support/database-kill.ts';
import { seededNumbers } from '../support/seeded-bytes.ts';
import { losePower } from '../support/database-power.ts';
import { needsCommand } from '../support/media.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { thorough } from '../support/thorough.ts';

const KILLS = thorough ? 10 : 5;
const WRITER = path.resolve(import.meta.dirname, '../support/database-writer.ts');

/** A fresh database, made once and copied: making one takes seconds. */
const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
const fresh = path.join(work, 'db');
const copyOfFresh = (): string => {
  const folder = path.join(tempFolder(), 'db');
  cpSync(fresh, folder, { recursive: true });
  return folder;
};
beforeAll(async () => { await (await openDatabase({ folder: fresh })).close(); });
afterAll(() => { rmSync(work, { recursive: true, force: true }); });

test(`after kill -9 at ${KILLS} random moments every acknowledged row is there, whole, and no transaction is half`, async () => {
  const folder = copyOfFresh();
  const random = seededNumbers(20260101);
  const acknowledged: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    acknowledged.push(...await writeUntilKilled(folder, Math.round(random() * 900), kill % 3 === 0 ? 'start' : 'ready'));
    // Every second one is not looked at, so the next kill also meets a recovery.
    if (kill % 2 === 0) expect(await problemsIn(folder, acknowledged), `after kill ${kill}`).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThan(KILLS);
});

test('a kill while the database is being made leaves nothing that stands in the way', async () => {
  const folder = path.join(tempFolder(), 'data', 'db');
  for (const afterMs of [900, 1800]) await writeUntilKilled(folder, afterMs, 'start');
  expect(await problemsIn(folder, [])).toEqual([]);
});

/** System calls of a database that a writer works on for so long. */
function tracedCalls(strace: string, seconds: number): string[] {
  const log = path.join(tempFolder(), 'calls');
  // Ends by itself: the writer is killed by timeout, strace then writes out what it saw. -y names the files.
  const traced = ['-f', '-y', '-s', '200', '-e', 'trace=fsync,fdatasync,write,pwrite64,writev,pwritev', '-o', log, process.execPath, WRITER, copyOfFresh()];
  try {
    execFileSync('timeout', ['-s', 'INT', String(seconds), strace, ...traced], { stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // timeout's exit code
  }
  return readFileSync(log, 'utf8').split('\n');
}

const isFlush = (call: string): boolean => /\bf(?:data)?sync\(/.test(call);
/** Lists that PostgreSQL makes anew at every start. */
const isCache = (file: string): boolean => file.includes('/pg_internal.init');

/** What was told or counted before it was flushed, and how much was told and counted at all. */
function flushingOf(calls: readonly string[]): { wrong: string[]; acks: number; checkpoints: number } {
  const unflushed = new Set<string>();
  let [acks, checkpoints] = [0, 0];
  const wrong: string[] = [];
  for (const call of calls) {
    const file = /\(\d+<([^>]+)>/.exec(call)?.[1] ?? '';
    const waiting = [...unflushed];
    if (/"ack \d/.test(call)) {
      acks += 1;
      if (waiting.some((name) => /\/pg_wal\/[0-9A-F]{24}$/.test(name))) wrong.push(`told before the WAL was flushed: ${call}`);
    } else if (file.endsWith('/global/pg_control') && !isFlush(call)) {
      checkpoints += 1;
      const data = waiting.filter((name) => /\/(?:base|global|pg_xact)\//.test(name));
      if (data.length > 0) wrong.push(`pg_control before ${data.join(', ')}`);
    }
    if (isFlush(call)) unflushed.delete(file);
    else if (file.includes('/db/') && !isCache(file)) unflushed.add(file);
  }
  return { wrong, acks, checkpoints };
}

test('the kernel sees the WAL flushed before a commit is told, and data flushed before a checkpoint counts', (context) => {
  const strace = needsCommand(context, 'strace');
  let calls = tracedCalls(strace, 8);
  // A slow machine has hardly begun by then.
  if (flushingOf(calls).checkpoints <= 2) calls = tracedCalls(strace, 40);
  const { wrong, acks, checkpoints } = flushingOf(calls);
  expect(wrong).toEqual([]);
  expect(checkpoints).toBeGreaterThan(2);
  expect(acks).toBeGreaterThan(5);
  expect(calls.some((call) => isFlush(call) && /global\/pg_control/.test(call))).toBe(true);
});

test('after a loss of power every acknowledged row is there; where flushes are lies, the same test sees the loss', async () => {
  const told: string[] = [];
  const lose = (flushing: boolean): Promise<number> =>
    losePower({ work: tempFolder(), fresh, losses: 2, seed: 3, transactions: 40, flushing }, (line) => told.push(line));
  expect(await lose(true), told.join('\n')).toBe(0);
  expect(await lose(false)).toBeGreaterThan(0);
});

test('where the disk refuses a flush nothing is acknowledged, and what was before is there afterwards', async () => {
  const folder = copyOfFresh();
  let broken = false;
  const database = await openDatabase({ folder, flush: (descriptor) => {
    if (broken) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    fsyncSync(descriptor);
  } });
  await database.transaction('everything', (tx) => tx.execute(sql`create table written (n bigint primary key, twin bigint, filling text)`));
  await database.transaction('everything', (tx) => tx.execute(sql`insert into written values (1, 1, repeat(md5('1'), 20))`));
  broken = true;
  await expect(database.transaction('everything', (tx) => tx.execute(sql`insert into written values (2, 2, repeat(md5('2'), 20))`))).rejects.toThrow();
  await expect(database.read('everything', (tx) => tx.execute(sql`select 1`))).rejects.toThrow();
  await database.close().catch(() => undefined);
  expect(await problemsIn(folder, [1])).toEqual([]);
});
