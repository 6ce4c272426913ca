/** Reads all photos of a call, a few at a time. */
import type { MediaKind, RejectedFile } from '@aima/contract';
import { toAppError } from '../../kernel/app-error.ts';
import { readPhoto, type ReadPhoto } from '../../series/index.ts';
import type { InputFile } from '../analyze/inputs.ts';
import type { SeriesOptions } from './options.ts';

/** Reading waits for the disk, decoding for a core; more at once only costs memory. */
const AT_ONCE = 4;

export interface ReadFile extends ReadPhoto {
  input: InputFile;
}

export interface ReadFiles {
  photos: ReadFile[];
  skipped: { fileName: string; kind: MediaKind }[];
  rejected: RejectedFile[];
}

/** In the order of `files`. @throws AppError CANCELLED through the signal */
export async function readAll(files: readonly InputFile[], { places, language }: Pick<SeriesOptions, 'places' | 'language'>, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<ReadFiles> {
  const results: (Awaited<ReturnType<typeof readPhoto>> | { rejected: RejectedFile } | undefined)[] = files.map(() => undefined);
  const waiting = files.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [i, input] of waiting) {
      signal.throwIfAborted();
      try {
        results[i] = await readPhoto(input.path, input.relative, { places, signal });
      } catch (error) {
        signal.throwIfAborted();
        const known = toAppError(error);
        results[i] = { rejected: { fileName: input.relative, code: known.code, message: known.message, next: known.next(language) } };
      }
      onProgress(++done / files.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const read: ReadFiles = { photos: [], skipped: [], rejected: [] };
  for (const [i, result] of results.entries()) {
    const input = files[i];
    if (!result || !input) continue;
    if ('rejected' in result) read.rejected.push(result.rejected);
    else if ('kind' in result) read.skipped.push({ fileName: input.relative, kind: result.kind });
    else read.photos.push({ ...result, input });
  }
  return read;
}
