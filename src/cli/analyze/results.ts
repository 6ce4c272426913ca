/** Writes what was found: the result document, the page, and where needed a playable copy. */
import { access, mkdir, constants, rm } from 'node:fs/promises';
import path from 'node:path';
import { JobDocument, ResultDocument, type Language } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { temporaryBeside, writeFileAtomically } from '../../kernel/atomic-file.ts';
import { isBrowserPlayable, makeProxy, type Probe } from '../../media/index.ts';
import { renderReport, type ReportKeyframe } from '../../reports/index.ts';
import { JOB_DOCUMENT, resultStem, suffixes } from './names.ts';

/** Makes the folder and proves by a real file that it can be written. @throws AppError OUTPUT_UNWRITABLE, DISK_FULL */
export async function proveWritable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const trial = temporaryBeside(path.join(folder, 'trial'));
  await writeFileAtomically(trial, '');
  await rm(trial, { force: true });
}

export interface ResultFiles {
  document: string;
  page: string;
}

export interface MediumResult {
  document: ResultDocument;
  keyframes: readonly ReportKeyframe[];
  probe: Probe;
  relative: string;
}

/** A relative address for a page: every part percent-encoded, so that no name can mean something else. */
const relativeUrl = (from: string, to: string): string =>
  path.relative(from, to).split(path.sep).map((part) => part === '..' ? part : encodeURIComponent(part)).join('/');

async function playableCopy(result: MediumResult, stem: string, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<{ file: string; mime: string }> {
  const forms = {
    video: { file: stem + suffixes.proxy, mime: 'video/mp4' },
    audio: { file: stem + suffixes.soundProxy, mime: 'audio/mp4' },
    image: { file: stem + suffixes.photoProxy, mime: 'image/jpeg' },
  };
  const form = forms[result.probe.facts.kind];
  await makeProxy(result.probe, form.file, { signal, onProgress });
  return form;
}

/** @throws AppError DISK_FULL, OUTPUT_UNWRITABLE; what was written before is whole */
export async function writeMedium(result: MediumResult, options: { out: string; embed: boolean; /** False: none, whatever the medium. */ copies?: boolean; language: Language; signal: AbortSignal; onProgress: (fraction: number) => void }): Promise<ResultFiles> {
  const stem = path.join(options.out, ...resultStem(result.relative).split('/'));
  const files = { document: stem + suffixes.document, page: stem + suffixes.page };
  await mkdir(path.dirname(stem), { recursive: true });
  const document = ResultDocument.safeParse(result.document);
  if (!document.success) throw new AppError('INTERNAL', `The result of ${result.relative} does not follow its own schema: ${document.error.message}`);
  await writeFileAtomically(files.document, `${JSON.stringify(document.data, null, 1)}\n`);
  // Of a medium with held shots no copy is made, in whatever form.
  const held = document.data.runs.some(({ status }) => status === 'held');
  const copied = !held && options.copies !== false && (options.embed || !isBrowserPlayable(result.probe.facts))
    ? await playableCopy(result, stem, options.signal, options.onProgress) : undefined;
  const page = renderReport({
    document: document.data, keyframes: [...result.keyframes], language: options.language,
    mediaUrl: relativeUrl(path.dirname(stem), copied?.file ?? result.probe.path),
    ...(copied ? { mediaMime: copied.mime } : {}),
  });
  await writeFileAtomically(files.page, page);
  return files;
}

export async function writeJob(document: JobDocument, out: string): Promise<string> {
  const file = path.join(out, JOB_DOCUMENT);
  await writeFileAtomically(file, `${JSON.stringify(JobDocument.parse(document), null, 1)}\n`);
  return file;
}
