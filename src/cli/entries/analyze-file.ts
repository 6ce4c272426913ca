/** One file, one analyzer: the old library's `analyze(path)`. */
import { isErrorCode, type Observation, type ResultDocument } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { combinedDocument } from '../analyze/report-outcome.ts';
import { runFiles, type EntryOptions } from './run-files.ts';

export interface FileAnalysis {
  /** What the named analyzers found, in order of time; its length is the number of findings. */
  segments: Observation[];
  /** All of it: what others found that they rest on, runs with their state and provenance. */
  document: ResultDocument;
}

/**
 * Analyses one file on a worker of its own, which is gone when this returns; nothing is left on disk.
 *
 *     const { segments } = await analyzeFile('film.mp4', ['cut_analysis']);
 *
 * @throws AppError USAGE for unknown analyzers, MEDIA_… for files that cannot be read, the run's own code where every named analyzer failed
 */
export async function analyzeFile(file: string, analyzers: readonly string[], options: Omit<EntryOptions, 'analyzers'> = {}): Promise<FileAnalysis> {
  const outcome = await runFiles([file], { ...options, analyzers });
  const [rejected] = outcome.rejected;
  if (rejected) throw new AppError(isErrorCode(rejected.code) ? rejected.code : 'MEDIA_UNREADABLE', rejected.message);
  const document = combinedDocument(outcome);
  const named = document.runs.filter((run) => analyzers.includes(run.analyzer));
  const [failed] = named;
  if (failed && named.every(({ status }) => status === 'failed')) {
    const { reason = '', message = 'It failed.' } = failed;
    throw new AppError(isErrorCode(reason) ? reason : 'ANALYZER_FAILED', message);
  }
  return { segments: document.observations.filter(({ analyzer }) => analyzers.includes(analyzer)), document };
}
