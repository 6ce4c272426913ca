/** The command `series`: a set of photos in order. */
import path from 'node:path';
import { SeriesDocument, type Language } from '@aima/contract';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { writeFileAtomically } from '../../kernel/atomic-file.ts';
import { buildSeries, renderSeriesPage, type SeriesThumbnail } from '../../series/index.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { listInputs } from '../analyze/inputs.ts';
import { languageOf } from '../analyze/options.ts';
import { printable, progressView, silentView } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { proveWritable } from '../analyze/results.ts';
import { textsOf } from '../texts.ts';
import { analysePhotos, earlierFindings, type PhotoFindings } from './findings.ts';
import { parseSeriesOptions, type SeriesOptions } from './options.ts';
import { readAll, type ReadFile, type ReadFiles } from './read-all.ts';
import { seriesTextsOf } from './texts.ts';
import { thumbnail } from './thumbnail.ts';

const DOCUMENT = 'series.aima.json';
const PAGE = 'series.html';
/** Lines of the order that a terminal gets. */
const MOST_LINES = 50;
/** Small pictures on the page; beyond it the page would be too large to open. */
const MOST_THUMBNAILS = 400;

async function findingsFor(photos: readonly ReadFile[], options: SeriesOptions, around: Parameters<typeof analysePhotos>[2]): Promise<Map<string, PhotoFindings>> {
  const { findings, missing } = options.fresh && options.analysis ? { findings: new Map<string, PhotoFindings>(), missing: [...photos] } : await earlierFindings(photos, options);
  if (findings.size > 0 && !options.quiet) around.view.say(seriesTextsOf(options.language).found(findings.size));
  if (!options.analysis || missing.length === 0) return findings;
  for (const [sha256, found] of await analysePhotos(missing, options, around)) findings.set(sha256, found);
  return findings;
}

function documentOf({ photos, skipped, rejected }: ReadFiles, findings: ReadonlyMap<string, PhotoFindings>, options: SeriesOptions, seconds: number): SeriesDocument {
  const facts = photos.map(({ facts: { look, ...rest } }) => {
    const held = findings.get(rest.sha256)?.gate === 'held';
    return { ...rest, held, ...(look && !held ? { look } : {}) };
  });
  const document = buildSeries({
    photos: facts, observations: facts.map(({ sha256 }) => findings.get(sha256)?.observations), pixels: photos.map(({ pixels }, i) => facts[i]?.held === true ? undefined : pixels),
    skipped, rejected, language: options.language, placesRead: options.places, nowMs: Date.now(), seconds,
  });
  const valid = SeriesDocument.safeParse(document);
  if (!valid.success) throw new AppError('INTERNAL', `The series does not follow its own schema: ${valid.error.message}`);
  return valid.data;
}

/** Only photos that the gate let through are shown. */
async function thumbnailsOf(document: SeriesDocument, photos: readonly ReadFile[], findings: ReadonlyMap<string, PhotoFindings>, signal: AbortSignal): Promise<Map<number, SeriesThumbnail>> {
  const files = new Map(photos.map((photo) => [photo.facts.fileName, photo]));
  const made = new Map<number, SeriesThumbnail>();
  for (const { position, fileName, sha256 } of document.photos) {
    const photo = files.get(fileName);
    if (made.size >= MOST_THUMBNAILS || !photo || findings.get(sha256)?.gate !== 'checked') continue;
    const picture = await thumbnail(photo.input.path, signal);
    if (picture) made.set(position, picture);
  }
  return made;
}

function readableLines(document: SeriesDocument, language: Language): string[] {
  const texts = seriesTextsOf(language);
  const bySitting = new Set(document.groups.filter(({ kind }) => kind === 'sitting').map(({ positions }) => positions[0]));
  const width = String(document.photos.length).length;
  const order = document.photos.slice(0, MOST_LINES).flatMap(({ position, fileName, reason }) => [
    ...bySitting.has(position) && position > 1 ? [''] : [], `${String(position).padStart(width + 2)}  ${printable(fileName)}  ${printable(reason)}`,
  ]);
  const left = document.photos.length - MOST_LINES;
  const part = (title: string, sentences: readonly string[]): string[] => sentences.length === 0 ? [] : ['', title, ...sentences.slice(0, MOST_LINES).map((sentence) => `  ${printable(sentence)}`)];
  return [
    document.summary.text, '', ...order, ...left > 0 ? [texts.more(left)] : [],
    ...part(texts.duplicates, document.duplicates.map(({ sentence }) => sentence)), ...part(texts.doubts, document.coherence.map(({ sentence }) => sentence)),
  ];
}

/** @returns the exit code @throws AppError USAGE, OUTPUT_UNWRITABLE, DISK_FULL */
export async function series(args: readonly string[], { env, stdout, stderr, signal }: CommandSurroundings): Promise<number> {
  if (args.includes('--help')) {
    stdout.write(`${seriesTextsOf(languageOf(env)).help}\n`);
    return exitCodes.done;
  }
  const options = parseSeriesOptions(args, env);
  const [common, texts] = [textsOf(options.language), seriesTextsOf(options.language)];
  await proveWritable(options.out).catch((error: unknown) => { throw new AppError('USAGE', common.unwritable(options.out, toAppError(error).message), {}, error); });
  const view = options.quiet ? silentView(stderr) : progressView(stderr, common);
  try {
    const from = performance.now();
    const { files, emptyFolders } = await listInputs(options.inputs);
    for (const folder of emptyFolders) view.say(common.folderEmpty(folder));
    const read = await readAll(files, options, signal, (fraction) => { view.show(texts.photos(files.length), 'read', fraction); });
    for (const { fileName, message, next } of read.rejected) view.say(`${printable(fileName)}: ${message} ${next}`);
    if (read.skipped.length > 0 && !options.quiet) view.say(texts.skipped(read.skipped.length));
    const findings = await findingsFor(read.photos, options, { env, view, signal });
    signal.throwIfAborted();
    const document = documentOf(read, findings, options, Math.round(performance.now() - from) / 1000);
    if (document.photos.length === 0) view.say(texts.none);
    await writeFileAtomically(path.join(options.out, DOCUMENT), `${JSON.stringify(document, null, 1)}\n`, signal);
    await writeFileAtomically(path.join(options.out, PAGE), renderSeriesPage(document, await thumbnailsOf(document, read.photos, findings, signal)), signal);
    const incomplete = read.photos.filter(({ facts: { sha256 } }) => findings.get(sha256)?.incomplete === true).length;
    if (incomplete > 0) view.say(texts.failed(incomplete));
    if (options.json) stdout.write(`${JSON.stringify(document)}\n`);
    else if (!options.quiet) {
      stdout.write(`${readableLines(document, options.language).join('\n')}\n`);
      view.say(common.results(path.join(options.out, PAGE)));
    }
    return document.photos.length === 0 ? exitCodes.nothingReadable : read.rejected.length + incomplete > 0 ? exitCodes.partly : exitCodes.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    view.say(common.cancelled);
    return exitCodes.cancelled;
  } finally {
    view.close();
  }
}
