/** What can be seen without a worker: programs, cores, memory, folders. */
import { execFile } from 'node:child_process';
import { mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { toAppError } from '../../kernel/app-error.ts';
import { version } from '../../kernel/version.ts';
import { proveWritable } from '../analyze/results.ts';
import type { Check } from './check.ts';
import type { DoctorTexts } from './texts.ts';

const run = promisify(execFile);

const LEAST_NODE = 24;
const GIB = 2 ** 30;
/** The lite tier takes up to 1.8 GiB on a ten minute film. */
const LEAST_MEMORY_GIB = 3;
const LEAST_FREE_GIB = 2;

async function program(id: 'ffmpeg' | 'ffprobe', path: string, texts: DoctorTexts): Promise<Check> {
  try {
    const { stdout } = await run(path, ['-version'], { timeout: 30_000 });
    return { id, state: 'ok', text: texts.program(id, /version (\S+)/.exec(stdout)?.[1] ?? '?') };
  } catch {
    return { id, state: 'problem', text: texts.noProgram(id, path), next: texts.installFfmpeg };
  }
}

function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

async function folder(data: string, texts: DoctorTexts): Promise<Check[]> {
  try {
    await mkdir(data, { recursive: true });
    await proveWritable(data);
  } catch (error) {
    return [{ id: 'data_folder', state: 'problem', text: texts.unwritable(data, toAppError(error).message), next: texts.otherFolder }];
  }
  const { bavail, bsize } = await statfs(data);
  const free = (bavail * bsize) / GIB;
  return [
    { id: 'data_folder', state: 'ok', text: texts.writable(data) },
    { id: 'free_space', state: free < LEAST_FREE_GIB ? 'warning' : 'ok', text: texts.free(free), ...(free < LEAST_FREE_GIB ? { next: texts.makeRoom(LEAST_FREE_GIB) } : {}) },
  ];
}

export async function machineChecks(data: string, env: Readonly<Record<string, string | undefined>>, texts: DoctorTexts): Promise<Check[]> {
  const node = Number(process.versions.node.split('.')[0]);
  const memory = memoryBytes() / GIB;
  return [
    { id: 'aima', state: 'ok', text: `AIMA ${version}` },
    { id: 'node', state: node < LEAST_NODE ? 'problem' : 'ok', text: `Node.js ${process.versions.node}`, ...(node < LEAST_NODE ? { next: texts.newerNode(LEAST_NODE) } : {}) },
    await program('ffmpeg', env['AIMA_FFMPEG'] ?? 'ffmpeg', texts),
    await program('ffprobe', env['AIMA_FFPROBE'] ?? 'ffprobe', texts),
    { id: 'cores', state: 'ok', text: texts.cores(availableParallelism()) },
    { id: 'memory', state: memory < LEAST_MEMORY_GIB ? 'warning' : 'ok', text: texts.memory(memory), ...(memory < LEAST_MEMORY_GIB ? { next: texts.moreMemory(LEAST_MEMORY_GIB) } : {}) },
    ...await folder(data, texts),
  ];
}
