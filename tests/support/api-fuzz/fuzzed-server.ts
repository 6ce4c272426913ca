/** One attack from beginning to end: a real server, two workspaces, every operation, and a look at what is left. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processTree } from '../../../src/kernel/process-tree.ts';
import { startServerProgram } from '../server.ts';
import { fuzz, type FuzzOptions, type FuzzReport } from './run.ts';
import { makeWorld } from './world.ts';

export async function fuzzServer(options: FuzzOptions): Promise<FuzzReport & { document: object }> {
  // A folder for temporary files of its own: whatever lies there afterwards, this server left.
  const temporary = await mkdtemp(path.join(tmpdir(), 'aima-fuzz-'));
  const server = await startServerProgram({ env: { TMPDIR: temporary, AIMA_REQUESTS_PER_MINUTE: '1000000', AIMA_LOG_LEVEL: 'error' } });
  try {
    const token = new URL(server.welcomeLink ?? 'http://none').hash.replace('#token=', '');
    const world = await makeWorld(server.url, token);
    const quiet = (await processTree(server.child.pid ?? 0)).length;
    const report = await fuzz(world, options);
    const left = (await processTree(server.child.pid ?? 0)).length;
    if (left > quiet) report.findings.push(`${String(left - quiet)} processes more than before run under the server`);
    if (/uncaught|unhandled|met a fault and ends/i.test(server.output())) report.findings.push(`the server's log: ${server.output().slice(-500)}`);
    const code = await server.end();
    if (code !== 0) report.findings.push(`the server ended with ${String(code)}: ${server.output().slice(-500)}`);
    for (const name of await readdir(temporary)) report.findings.push(`left in the folder for temporary files: ${name}`);
    return { ...report, document: world.document };
  } finally {
    if (server.child.exitCode === null) await server.end('SIGKILL');
    await rm(temporary, { recursive: true, force: true });
  }
}
