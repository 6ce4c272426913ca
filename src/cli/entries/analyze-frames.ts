/**
 * Frames with sound that come as arrays: each frame becomes a photo and each sound a sound file, lossless and readable by
 * their owner alone, which a worker analyses and which are removed afterwards. Nothing is analysed in this process.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isErrorCode, type AnalyzeBatchResponse, type ResultDocument } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { frameDocument } from '../../analysis/join-documents.ts';
import { frameFiles, frameOf, framesOf, type FrameWithSound } from '../../sources/index.ts';
import type { JobOutcome } from '../analyze/job.ts';
import { dataOf, runFiles, withPrivateFolder, type EntryOptions } from './run-files.ts';

const PRIVATE = { mode: 0o600 } as const;

/** @returns the names */
async function writeFiles(frame: FrameWithSound, folder: string, number: number): Promise<string[]> {
  const files = await frameFiles(frame, number);
  for (const { name, bytes } of files) await writeFile(path.join(folder, name), bytes, PRIVATE);
  return files.map(({ name }) => name);
}

function documentOf(names: readonly string[], outcome: JobOutcome): ResultDocument {
  const rejected = outcome.rejected.find(({ fileName }) => names.includes(fileName));
  if (rejected) throw new AppError(isErrorCode(rejected.code) ? rejected.code : 'MEDIA_UNREADABLE', rejected.message);
  return frameDocument(outcome.job, names.flatMap((name) => outcome.media.flatMap(({ document }) => (document.media[0]?.fileName === name ? [document] : []))));
}

async function analyzeAll(frames: readonly FrameWithSound[], options: EntryOptions): Promise<ResultDocument[]> {
  return withPrivateFolder(dataOf(options), async (folder) => {
    const made = await Promise.all(frames.map((frame, i) => writeFiles(frame, folder, i + 1)));
    const outcome = await runFiles(made.flat().map((name) => path.join(folder, name)), options);
    return made.map((names) => documentOf(names, outcome));
  });
}

/** `POST /analyze/frame`. @param body AnalyzeFrameRequest @throws AppError INVALID_MESSAGE that names what is wrong and where, and those of a job */
export async function analyzeFrame(body: unknown, options: EntryOptions = {}): Promise<ResultDocument> {
  const [document] = await analyzeAll([frameOf(body)], options);
  if (!document) throw new AppError('INTERNAL', 'A frame gave no document.');
  return document;
}

/** `POST /analyze/batch`. @param body AnalyzeBatchRequest @throws as above */
export async function analyzeFrameBatch(body: unknown, options: EntryOptions = {}): Promise<AnalyzeBatchResponse> {
  return { results: await analyzeAll(framesOf(body), options) };
}
