/**
 * `npm run proof -- database-kill [-- --kills N --seed S]`: a process that writes to the embedded database is killed with -9
 * at N random moments, of its work, of its recovery and of its checkpoints. After each one every row that was ever
 * acknowledged must be there, whole, with its twin of the same transaction.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { problemsIn, writeUntilKilled } from '../support/database-kill.ts';
import { seededNumbers } from '../support/seeded-bytes.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const kills = Number(values.kills);
const random = seededNumbers(Number(values.seed));
const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));
const folder = path.join(work, 'db');
const acknowledged: number[] = [];
let failed = 0;
try {
  for (let kill = 1; kill <= kills; kill++) {
    const from = random() < 0.3 ? 'start' : 'ready';
    const afterMs = Math.round(random() * 2500);
    const told = await writeUntilKilled(folder, afterMs, from);
    acknowledged.push(...told);
    const problems = await problemsIn(folder, acknowledged);
    if (problems.length > 0) failed += 1;
    process.stdout.write(`${kill}/${kills} killed ${afterMs} ms after ${from}, ${told.length} acknowledged: ${problems.slice(0, 5).join('; ') || 'all there'}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`${kills - failed} passed, ${failed} failed, ${acknowledged.length} transactions acknowledged\n`);
process.exitCode = failed === 0 ? 0 : 1;
