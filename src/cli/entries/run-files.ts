/** Runs files through a worker for a program instead of a person: nothing is printed, no result is left on disk. */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Language, Tier } from '@aima/contract';
import { localProvider } from '../../gpu/local/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder, modelsFolder } from '../../kernel/data-folder.ts';
import { runJob, type JobOutcome } from '../analyze/job.ts';
import { openMachine } from '../../analysis/machine.ts';
import { parseOptions } from '../analyze/options.ts';
import type { ProgressView } from '../analyze/progress.ts';
import { textsOf } from '../texts.ts';
import { workerSettings } from '../worker-settings.ts';

export interface EntryOptions {
  /** Names; by default those of the profile. */
  analyzers?: readonly string[];
  /** By default `lite`. */
  profile?: string;
  tier?: Tier;
  language?: Language;
  /** AIMA's own folder. */
  data?: string;
  env?: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
}

const PREFIX = 'entry-';
/** What a killed process left behind is older than this. */
const LEFT_BEHIND_MS = 3_600_000;

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PREFIX)) continue;
    const file = path.join(folder, name);
    const age = Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > LEFT_BEHIND_MS) await rm(file, { recursive: true, force: true });
  }
}

/** Lends a folder below the data folder that only its owner may read, and removes it whatever happens. */
export async function withPrivateFolder<T>(data: string, use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(data, { recursive: true });
  await sweep(data);
  const folder = await mkdtemp(path.join(data, PREFIX));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const dataOf = ({ data, env = process.env }: Pick<EntryOptions, 'data' | 'env'>): string => dataFolder(data, env);

function argumentsFor({ analyzers, profile, tier, language = 'en' }: EntryOptions, data: string, out: string): string[] {
  return [
    '--out', out, '--data', data, '--lang', language, '--quiet',
    ...(analyzers ? [`--analyzers=${analyzers.join(',')}`] : []), ...(profile === undefined ? [] : ['--profile', profile]), ...(tier === undefined ? [] : ['--tier', tier]),
  ];
}

const silence: ProgressView = { show: () => undefined, say: () => undefined, close: () => undefined };

/** @throws AppError USAGE, CANCELLED, and whatever ends a whole job */
export async function runFiles(files: readonly string[], entry: EntryOptions): Promise<JobOutcome> {
  const { env = process.env, signal = new AbortController().signal } = entry;
  const data = dataOf(entry);
  return withPrivateFolder(data, async (out) => {
    const options = parseOptions([...argumentsFor(entry, data, out), '--', ...files], env);
    const machine = openMachine(localProvider({ data, settings: await workerSettings(env, modelsFolder(data)) }));
    try {
      const inputs = files.map((file) => ({ path: path.resolve(file), relative: path.basename(file) }));
      const outcome = await runJob({ options, files: inputs, machine, view: silence, texts: textsOf(options.language), signal });
      if (outcome.cancelled) throw new AppError('CANCELLED', 'Cancelled.');
      return outcome;
    } finally {
      const { gone, filesLeft } = await machine.release(signal.aborted);
      if (!gone || filesLeft > 0) throw new AppError('WORKER_FAILED', 'The worker could not be confirmed as gone.');
    }
  });
}
