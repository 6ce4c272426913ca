/**
 * Frames with sound that come as arrays: each frame becomes a photo and each sound a sound file, lossless and readable by
 * their owner alone, which a worker analyses and which are removed afterwards. Nothing is analysed in this process.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isErrorCode, type AnalyzeBatchResponse, type ResultDocument } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { pngOf, wavOf } from '../../media/index.ts';
import type { JobOutcome } from '../analyze/job.ts';
import { combinedDocument } from '../analyze/report-outcome.ts';
import { frameOf, framesOf, type FrameWithSound } from './frame-arrays.ts';
import { dataOf, runFiles, withPrivateFolder, type EntryOptions } from './run-files.ts';

const PRIVATE = { mode: 0o600 } as const;

interface MadeFiles { picture: string; sound?: string }

async function writeFiles(frame: FrameWithSound, folder: string, number: number): Promise<MadeFiles> {
  const picture = path.join(folder, `frame-${number}.png`);
  await writeFile(picture, await pngOf(frame.picture), PRIVATE);
  if (!frame.sound) return { picture };
  const sound = path.join(folder, `sound-${number}.wav`);
  await writeFile(sound, wavOf(frame.sound), PRIVATE);
  return { picture, sound };
}

/** That a photo has no sound, and sound no picture, is no news where both were given: such runs are told once at most. */
function withoutUnfit(documents: readonly ResultDocument[]): ResultDocument[] {
  const fits = new Set(documents.flatMap(({ runs }) => runs.filter(({ reason }) => reason !== 'unsupported_media').map(({ analyzer }) => analyzer)));
  const told = new Set<string>();
  return documents.map((document) => {
    const runs = document.runs.filter(({ analyzer, reason }) => {
      if (reason !== 'unsupported_media') return true;
      const first = !fits.has(analyzer) && !told.has(analyzer);
      told.add(analyzer);
      return first;
    });
    const byStatus: Record<string, number> = {};
    for (const { status } of runs) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return { ...document, runs, summary: { ...document.summary, byStatus } };
  });
}

/** The document of one frame, from those of its picture and its sound. */
function documentOf({ picture, sound }: MadeFiles, outcome: JobOutcome): ResultDocument {
  const names = [picture, ...(sound === undefined ? [] : [sound])].map((file) => path.basename(file));
  const media = names.flatMap((name) => outcome.media.filter(({ document }) => document.media[0]?.fileName === name));
  const rejected = outcome.rejected.find(({ fileName }) => names.includes(fileName));
  if (rejected) throw new AppError(isErrorCode(rejected.code) ? rejected.code : 'MEDIA_UNREADABLE', rejected.message);
  const documents = withoutUnfit(media.map(({ document }) => document));
  const seconds = documents.reduce((sum, { summary }) => sum + summary.seconds, 0);
  return combinedDocument({ ...outcome, media: documents.map((document) => ({ document })), seconds });
}

async function analyzeAll(frames: readonly FrameWithSound[], options: EntryOptions): Promise<ResultDocument[]> {
  return withPrivateFolder(dataOf(options), async (folder) => {
    const made = await Promise.all(frames.map((frame, i) => writeFiles(frame, folder, i + 1)));
    const outcome = await runFiles(made.flatMap(({ picture, sound }) => [picture, ...(sound === undefined ? [] : [sound])]), options);
    return made.map((files) => documentOf(files, outcome));
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
