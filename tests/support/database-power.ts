/** The embedded database on a disk that loses power: shared by the test (few losses) and the proof (many). */
import { cpSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/db/index.ts';
import { problemsIn } from './database-kill.ts';
import { seededNumbers } from './seeded-bytes.ts';
import { recordDisk, type Recording } from './power-loss.ts';

export interface PowerLosses {
  /** An empty folder to work in. */
  work: string;
  losses: number;
  seed: number;
  transactions: number;
  /** A database to copy, which saves making one. */
  fresh?: string;
  /** False breaks it on purpose: flushes are said to have happened and did not. */
  flushing: boolean;
}

/** Twice opened, so that a recovery and its checkpoint are in the record too. */
async function workOn(folder: string, recording: Recording, transactions: number, flushing: boolean): Promise<void> {
  const flush = (descriptor: number): void => { if (flushing) recording.flush(descriptor); };
  for (const round of [0, 1]) {
    const database = await openDatabase({ folder, checkpointEveryBytes: 128 * 1024, flush });
    const from = round * transactions;
    for (let i = 1; i <= transactions; i += 4) {
      await Promise.all([0, 1, 2, 3].map(async (k) => {
        const n = 2 * (from + i + k) - 1;
        await database.transaction('everything', async (tx) => {
          await tx.execute(sql`insert into written values (${n}, ${n + 1}, repeat(md5(${String(n)}), 20))`);
          await tx.execute(sql`insert into written values (${n + 1}, ${n}, repeat(md5(${String(n)}), 20))`);
        });
        recording.note(String(n));
      }));
    }
    await database.close();
  }
}

/** @returns how many of the losses left something that should not be */
export async function losePower({ work, losses, seed, transactions, fresh, flushing }: PowerLosses, tell: (line: string) => void): Promise<number> {
  const folder = path.join(work, 'db');
  if (fresh !== undefined) cpSync(fresh, folder, { recursive: true });
  const database = await openDatabase({ folder });
  await database.transaction('everything', (tx) => tx.execute(sql`create table written (n bigint primary key, twin bigint, filling text)`));
  await database.close();
  const recording = recordDisk(folder);
  try {
    await workOn(folder, recording, transactions, flushing);
  } finally {
    recording.stop();
  }
  const random = seededNumbers(seed);
  let failed = 0;
  for (let loss = 1; loss <= losses; loss++) {
    const moment = Math.floor(random() * (recording.length + 1));
    const after = path.join(work, 'after', 'db');
    const acknowledged = recording.diskAt(moment, random, after).map(Number);
    const problems = await problemsIn(after, acknowledged).catch((error: unknown) => [`it does not start: ${String(error)}`]);
    if (problems.length > 0) failed += 1;
    tell(`${loss}/${losses} power lost at ${moment} of ${recording.length}, ${acknowledged.length} acknowledged: ${problems.slice(0, 3).join('; ') || 'all there'}`);
  }
  return failed;
}
