/**
 * `npm run proof -- worker-kill [-- --runs N --seed S]`: the worker is killed with -9 at a random moment of a run, N
 * times. Each time the command must end with 0, the document must hold exactly the observations of an undisturbed
 * run, and no process and no file of a worker may be left.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ResultDocument } from '@aima/contract';
import { alive, childrenRunning, startCli } from '../support/cli.ts';
import { seededNumbers } from '../support/seeded-bytes.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } } });
const runs = Number(values.runs);

const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));
const film = path.join(work, 'film.mp4');
const options = { data: path.join(work, 'data'), cwd: work };
const args = ['analyze', film, '--out', path.join(work, 'out'), '--quiet', '--fresh', '--analyzers', '-text_overlay'];
const found = (): string => {
  const { observations, runs: all } = ResultDocument.parse(JSON.parse(readFileSync(path.join(work, 'out', 'film.mp4.aima.json'), 'utf8')));
  return JSON.stringify([observations, all.map(({ analyzer, status, coverage }) => [analyzer, status, coverage])]);
};

let failed = 0;
try {
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=20', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=20', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film]);
  await startCli(args, options).end; // the first run also converts models
  const from = Date.now();
  const undisturbed = await startCli(args, options).end;
  const usualMs = Date.now() - from;
  if (undisturbed.code !== 0) throw new Error(undisturbed.stderr);
  const reference = found();
  const random = seededNumbers(Number(values.seed));
  for (let i = 1; i <= runs; i++) {
    const afterMs = Math.round(random() * usualMs);
    const cli = startCli(args, options);
    await sleep(afterMs);
    const workers = await childrenRunning(cli.pid, 'bin/worker.ts');
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    const end = await cli.end;
    const problems = [
      ...(end.code === 0 ? [] : [`exit code ${end.code}: ${end.stderr.trim()}`]),
      ...(end.code === 0 && found() !== reference ? ['other observations than undisturbed'] : []),
      ...(workers.some(alive) ? ['a worker lives on'] : []),
      ...(readdirSync(path.join(options.data, 'work')).length > 0 ? ['files of a worker are left'] : []),
    ];
    if (problems.length > 0) failed += 1;
    process.stdout.write(`${i}/${runs} killed ${workers.length > 0 ? `after ${afterMs} ms` : 'nothing (too early or too late)'}: ${problems.length === 0 ? 'same result' : problems.join('; ')}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(`${runs - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
