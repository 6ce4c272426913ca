/**
 * `npm run proof -- server-kill [-- --kills N --seed S --database embedded|postgres|both]`: somebody uploads, makes a job,
 * starts it, corrects its findings and completes it, while the server, its worker or PostgreSQL is killed with -9 at N
 * random moments. What was confirmed must be there, every job must end with the findings of an undisturbed one, and no process,
 * no temporary file and no plain medium may be left.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres, whyNoPostgres } from '../support/postgres.ts';
import { killRounds } from '../support/server-kill-rounds.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, database: { type: 'string', default: 'both' } } });
const kills = Number(values.kills);
const why = values.database === 'embedded' ? 'not asked for' : whyNoPostgres();
if (why !== undefined) process.stdout.write(`PostgreSQL is left out: ${why}\n`);
/** A server of its own is asked for by fewer people, and does more by itself. */
const onPostgres = why !== undefined ? 0 : values.database === 'postgres' ? kills : Math.floor(kills / 4);

const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
let failed = 0;
try {
  if (kills > onPostgres) failed += await killRounds({ work: path.join(work, 'embedded'), kills: kills - onPostgres, seed: Number(values.seed) }, say);
  if (onPostgres > 0) {
    const postgres = await startPostgres();
    try {
      failed += await killRounds({ work: path.join(work, 'postgres'), kills: onPostgres, seed: Number(values.seed), postgres }, say);
    } finally {
      await postgres.stop();
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
say(`${kills - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
