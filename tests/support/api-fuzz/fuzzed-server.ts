/** One attack from beginning to end: a real server, two workspaces, every operation, and a look at what is left. */
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { STOP_WORD } from '@aima/contract';
import { processTree } from '../../../src/kernel/process-tree.ts';
import { makeFilm } from '../made-media.ts';
import { warmBundle } from '../rented-jobs.ts';
import { freePort, startServerProgram, type ServerProgram } from '../server.ts';
import { storeHolds } from './furnish.ts';
import { openLenders } from './lenders.ts';
import { fuzz, type FuzzOptions, type FuzzReport } from './run.ts';
import { makeWorld } from './world.ts';

/** Work that the attacks started may go on for so long. */
const REST_MS = 60_000;

const processesUnder = async ({ child }: ServerProgram): Promise<number> => (await processTree(child.pid ?? 0)).length;

/** Processes that run under it still, beyond those of before. */
async function processesLeft(server: ServerProgram, before: number): Promise<number> {
  let left = await processesUnder(server) - before;
  for (const until = Date.now() + REST_MS; left > 0 && Date.now() < until; left = await processesUnder(server) - before) await sleep(250);
  return left;
}

export async function fuzzServer(options: FuzzOptions): Promise<FuzzReport & { document: object }> {
  const work = await realpath(await mkdtemp(path.join(tmpdir(), 'aima-fuzz-')));
  // A folder for temporary files of its own: whatever lies there afterwards, this server left.
  const [temporary, data, imports] = [path.join(work, 'temporary'), path.join(work, 'data'), path.join(work, 'imports')];
  for (const folder of [temporary, data, imports]) await mkdir(folder);
  const films = [path.join(imports, 'own.mp4'), path.join(work, 'other.mp4')] as const;
  await makeFilm(films[0], { seconds: 1 });
  await makeFilm(films[1], { seconds: 1, source: 'smptebars' });
  await warmBundle(data);
  const [port, lenders] = [String(await freePort()), await openLenders()];
  const env = { TMPDIR: temporary, AIMA_PORT: port, AIMA_REQUESTS_PER_MINUTE: '1000000', AIMA_LOG_LEVEL: 'error', AIMA_IMPORT_FOLDERS: imports, ...lenders.env };
  let server = await startServerProgram({ data, env });
  try {
    const welcomeToken = new URL(server.welcomeLink ?? 'http://none').hash.replace('#token=', '');
    const world = await makeWorld(server.url, { welcomeToken, films, secrets: lenders.secrets }, async (places) => {
      await server.end();
      await storeHolds(data, places);
      server = await startServerProgram({ data, env });
    });
    const quiet = await processesUnder(server);
    const report = await fuzz(world, options);
    // However many machines the attacks have rented: the stop ends them all.
    await world.around.owner.client.api.stopAllMachines({ body: { confirm: STOP_WORD, scope: 'installation' } });
    for (const machine of await lenders.billing()) report.findings.push(`bills after everything was stopped: ${machine}`);
    const left = await processesLeft(server, quiet);
    if (left > 0) report.findings.push(`${String(left)} processes more than before run under the server`);
    if (/uncaught|unhandled|met a fault and ends/i.test(server.output())) report.findings.push(`the server's log: ${server.output().slice(-500)}`);
    if (lenders.secrets.some((secret) => server.output().includes(secret))) report.findings.push("the server's log holds the key of a provider");
    const code = await server.end();
    if (code !== 0) report.findings.push(`the server ended with ${String(code)}: ${server.output().slice(-500)}`);
    for (const name of await readdir(temporary)) report.findings.push(`left in the folder for temporary files: ${name}`);
    return { ...report, document: world.document };
  } finally {
    if (server.child.exitCode === null) await server.end('SIGKILL');
    await lenders.close();
    await rm(work, { recursive: true, force: true });
  }
}
