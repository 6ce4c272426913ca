/** For the Dockerfile: lays runtime and worker where provisioning looks for them. node scripts/machine-image.ts FOLDER */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { workerBundle } from '../src/provisioning/bundle/worker-bundle.ts';

const run = promisify(execFile);
const [cache] = process.argv.slice(2);
if (cache === undefined) throw new Error('usage: node scripts/machine-image.ts FOLDER');

const data = await mkdtemp(path.join(os.tmpdir(), 'aima-image-'));
const bundle = await workerBundle(data);
for (const archive of ['runtime', 'worker'] as const) {
  const folder = path.join(cache, archive, bundle[archive].id);
  await mkdir(folder, { recursive: true });
  await run('tar', ['xzf', bundle[archive].path, '-C', folder, '--no-same-owner']);
  await writeFile(path.join(folder, '.complete'), '');
  console.log(`${archive} ${bundle[archive].id}`);
}
await rm(data, { recursive: true });
