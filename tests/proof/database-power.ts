/**
 * `npm run proof -- database-power [-- --losses N --seed S --rows R]`: the embedded database works for a while, with
 * checkpoints, on a disk of which every write is recorded; then the power goes, N times at random moments of that record.
 * From the disk as it may look then the database must start and hold every row that had been acknowledged, whole.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { losePower } from '../support/database-power.ts';

const { values } = parseArgs({ options: { losses: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, rows: { type: 'string', default: '300' } } });
const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));
try {
  const failed = await losePower({ work, losses: Number(values.losses), seed: Number(values.seed), transactions: Number(values.rows), flushing: true }, (line) => { process.stdout.write(`${line}\n`); });
  process.stdout.write(`${Number(values.losses) - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
