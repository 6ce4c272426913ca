/** One attack from beginning to end: a real server, two workspaces, every operation, and a look at what is left. */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { processTree } from '../../../src/kernel/process-tree.ts';
import { startServerProgram } from '../server.ts';
import { fuzz, type FuzzOptions, type FuzzReport } from './run.ts';
import { makeWorld } from './world.ts';

/** Names of our own in the folder for temporary files, but for what belongs to tests. */
const temporary = async (): Promise<string[]> => (await readdir(tmpdir())).filter((name) => /^\.?aima-(?!server-|home-|proof-)/.test(name));

export async function fuzzServer(options: FuzzOptions): Promise<FuzzReport & { document: object }> {
  const before = new Set(await temporary());
  const server = await startServerProgram({ env: { AIMA_REQUESTS_PER_MINUTE: '1000000', AIMA_LOG_LEVEL: 'error' } });
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
    for (const name of await temporary()) if (!before.has(name)) report.findings.push(`left in the folder for temporary files: ${name}`);
    return { ...report, document: world.document };
  } finally {
    if (server.child.exitCode === null) await server.end('SIGKILL');
  }
}
