/**
 * What turns a machine into one that can run our worker: the runtime that this process runs on, and the worker with what it
 * imports. Nothing of the server is in it, and no weights. Both are named by their content and made once.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../kernel/app-error.ts';
import { archiveOf, type Archive } from './archive.ts';
import { importGraph } from './import-graph.ts';
import { packageFiles } from './package-tree.ts';

export interface WorkerBundle {
  /** Node, as `bin/node`. */
  runtime: Archive & { version: string };
  worker: Archive;
}

/** Where the program is in the bundle. */
export const WORKER_PROGRAM = 'src/bin/worker.ts';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WORKSPACES = { '@aima/contract': 'contract', '@aima/sdk': 'sdk' };
/** Programs and threads that are not imported but started: the import graph finds them by `new URL`. */
const ENTRIES = [WORKER_PROGRAM];

const bundlesFolder = (data: string): string => path.join(data, 'provisioning');

async function workerArchive(folder: string): Promise<Archive> {
  const graph = await importGraph(ROOT, ENTRIES, WORKSPACES);
  const packages = await packageFiles(ROOT, graph.packages);
  const links = Object.fromEntries(Object.entries(WORKSPACES).map(([name, workspace]) => [`node_modules/${name}`, `../../${workspace}`]));
  return archiveOf({ root: ROOT, files: [...graph.files, ...packages].map((from) => ({ from })), links }, folder);
}

/**
 * @param data the data folder, which keeps them
 * @throws AppError DEVICE_UNAVAILABLE where this server's own files are not those of a rented machine (Linux on x64)
 */
export async function workerBundle(data: string): Promise<WorkerBundle> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new AppError('DEVICE_UNAVAILABLE', 'Rented machines get their programs from this server, which has to run Linux on x64 for that.');
  const folder = bundlesFolder(data);
  // At once: somebody waits, and each is packed by a thread of its own.
  const [runtime, worker] = await Promise.all([
    archiveOf({ root: path.dirname(process.execPath), files: [{ from: path.basename(process.execPath), to: 'bin/node' }] }, folder), workerArchive(folder),
  ]);
  return { runtime: { ...runtime, version: process.versions.node }, worker };
}
