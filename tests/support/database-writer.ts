/**
 * A program that writes rows until it is killed: `node database-writer.ts FOLDER`. Each row that the database confirmed is
 * told on stdout as `ack N`; `ready` comes first. Every tenth transaction holds several rows, all or none.
 */
import { writeSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/db/index.ts';

const STDOUT = 1;
const folder = process.argv[2] ?? '';
// Checkpoints every 256 KiB, so that kills also meet them.
const database = await openDatabase({ folder, checkpointEveryBytes: 256 * 1024 });
await database.transaction('everything', async (tx) => {
  await tx.execute(sql`create table if not exists written (n bigint primary key, twin bigint, filling text)`);
});
const { rows } = await database.read('everything', (tx) => tx.execute(sql`select coalesce(max(n), 0)::text as n from written`)) as { rows: { n: string }[] };
let next = Number(rows[0]?.n ?? 0) + 1;
writeSync(STDOUT, 'ready\n');

async function writeForever(): Promise<void> {
  for (;;) {
    const n = next;
    next += 2;
    await database.transaction('everything', async (tx) => {
      await tx.execute(sql`insert into written values (${n}, ${n + 1}, repeat(md5(${String(n)}), 20))`);
      await tx.execute(sql`insert into written values (${n + 1}, ${n}, repeat(md5(${String(n)}), 20))`);
    });
    writeSync(STDOUT, `ack ${n}\n`);
  }
}

await Promise.all([writeForever(), writeForever(), writeForever()]);
