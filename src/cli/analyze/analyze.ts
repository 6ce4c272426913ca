/** The command `analyze`. */
import type { Readable, Writable } from 'node:stream';
import { openMachine } from '../../analysis/machine.ts';
import { modelsFolder } from '../../kernel/data-folder.ts';
import { localProvider } from '../../gpu/local/provider.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { textsOf } from '../texts.ts';
import { workerSettings } from '../worker-settings.ts';
import { openAddresses } from './addresses.ts';
import { listInputs } from './inputs.ts';
import { runJob } from './job.ts';
import { analyzeLive } from './live.ts';
import { parseOptions } from './options.ts';
import { progressView, silentView } from './progress.ts';
import { combinedDocument, exitCodeOf, mediumLines } from './report-outcome.ts';
import { proveWritable } from './results.ts';

export interface CommandSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean; columns?: number };
  stdin?: Readable & { isTTY?: boolean };
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  /** From now on the first Ctrl-C only calls `finish`; the one after it aborts `signal`. */
  finishFirst?(finish: () => void): void;
}

/** @returns the exit code @throws AppError USAGE */
export async function analyze(args: readonly string[], around: CommandSurroundings): Promise<number> {
  const { env, stdin, stdout, stderr, signal } = around;
  const options = parseOptions(args, env);
  const texts = textsOf(options.language);
  const view = options.quiet ? silentView(stderr) : progressView(stderr, texts);
  const refuse = (say: (folder: string, why: string) => string, folder: string) => (error: unknown): never => {
    throw new AppError('USAGE', say(folder, toAppError(error).message), {}, error);
  };
  await proveWritable(options.out).catch(refuse(texts.unwritable, options.out));
  await proveWritable(options.data).catch(refuse(texts.dataUnwritable, options.data));
  const { paths, files: brought, live } = await openAddresses({ options, env, stdin, view, signal });
  const { files: local, skipped, emptyFolders } = await listInputs(paths);
  const files = [...local, ...brought];
  for (const folder of emptyFolders) view.say(texts.folderEmpty(folder));
  if (skipped > 0 && !options.quiet) view.say(texts.skipped(skipped));

  const machine = openMachine(localProvider({ data: options.data, settings: await workerSettings(env, modelsFolder(options.data)) }));
  try {
    if (live) {
      const stop = new AbortController();
      around.finishFirst?.(() => { stop.abort(); });
      return await analyzeLive({ request: live, options, machine, view, texts, stdout, stop: stop.signal, signal });
    }
    const outcome = await runJob({ options, files, machine, view, texts, signal });
    for (const medium of outcome.media) for (const line of mediumLines(medium, texts, options.language, { quiet: options.quiet, several: files.length > 1 })) view.say(line);
    if (outcome.cancelled) view.say(texts.cancelled);
    else if (outcome.media.length > 0 && !options.quiet) view.say(texts.results(outcome.jobFile ?? options.out));
    if (options.json) stdout.write(`${JSON.stringify(combinedDocument(outcome))}\n`);
    return exitCodeOf(outcome);
  } finally {
    const { launched, gone, filesLeft, why } = await machine.release(signal.aborted);
    if (!gone || filesLeft > 0) view.say(texts.machineNotGone(why ?? `${filesLeft} files`));
    else if (launched && !options.quiet) view.say(texts.machineGone);
    view.close();
  }
}
