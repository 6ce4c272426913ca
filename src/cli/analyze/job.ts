/** One call of `analyze`: every file in turn on one machine, results as they come, the machine gone at the end. */
import { randomUUID } from 'node:crypto';
import { SCHEMA_VERSION, type Job, type JobDocument, type RejectedFile, type ResultDocument } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import { collector, type Collector } from '../../analysis/collector.ts';
import { documentOf, partialDocumentOf } from '../../analysis/document.ts';
import type { Machine } from '../../analysis/machine.ts';
import { MOST_RETRIES } from '../../analysis/medium.ts';
import { runChoices } from '../../analysis/run-choices.ts';
import { noteSpeeds } from '../../analysis/speeds.ts';
import { openWindowStore } from '../../cache/window-store.ts';
import { toAppError, type AppError } from '../../kernel/app-error.ts';
import { unfinishedFolder } from '../../kernel/data-folder.ts';
import type { Texts } from '../texts.ts';
import type { InputFile } from './inputs.ts';
import { intake, type Accepted } from './intake.ts';
import type { AnalyzeOptions } from './options.ts';
import type { ProgressView } from './progress.ts';
import { openReuse, type Reuse } from './reuse.ts';
import { writeJob, writeMedium, type ResultFiles } from './results.ts';

export interface MediumOutcome {
  document: ResultDocument;
  files?: ResultFiles;
  /** Why its results could not be written. */
  unwritten?: AppError;
}

export interface JobOutcome {
  job: Job;
  media: MediumOutcome[];
  rejected: RejectedFile[];
  cancelled: boolean;
  jobFile?: string;
  seconds: number;
}

export interface JobParts {
  options: AnalyzeOptions;
  files: readonly InputFile[];
  machine: Machine;
  view: ProgressView;
  texts: Texts;
  signal: AbortSignal;
}

/** @returns nothing where a cancel came before anything was finished */
async function analyseAndWrite(job: Job, accepted: Accepted, parts: JobParts, reuse: Reuse): Promise<MediumOutcome | undefined> {
  const { options, machine, view, texts, signal } = parts;
  const name = accepted.input.relative;
  const collected = collector();
  const { left, reused } = await reuse.take(accepted.media.sha256, collected);
  if (reused > 0 && !options.quiet) view.say(`${name}: ${texts.reused(reused)}`);
  const from = performance.now();
  const told = () => ({ job, media: accepted.media, collected, language: options.language, seconds: (performance.now() - from) / 1000 });
  let error: AppError | undefined;
  try {
    view.show(name, 'open', 0);
    await runChoices({
      options, media: accepted.media, source: { path: accepted.input.path }, choices: left, collected, machine, signal,
      openWindows: (request) => openWindowStore(unfinishedFolder(options.data), request),
      onProgress: ({ stage, fraction }) => { view.show(name, stage, fraction); },
      onRetry: (attempt, why) => { view.say(texts.retry(attempt, MOST_RETRIES, why)); },
      async onPart(untilMs) {
        if (!options.quiet) view.say(`${name}: ${texts.windowDone(clockTime(untilMs), collected.observations().length)}`);
        await writePart(partialDocumentOf(told()), { accepted, collected }, parts);
      },
      onTaken(untilMs) { if (!options.quiet) view.say(`${name}: ${texts.windowsTaken(clockTime(untilMs))}`); },
    });
    await reuse.keep(accepted.media.sha256, collected);
  } catch (thrown) {
    error = toAppError(thrown);
    if (error.code === 'CANCELLED' && collected.finished().length === 0) return undefined;
  }
  const document = documentOf({ ...told(), choices: options.choices, error });
  return write({ document, collected, accepted }, parts);
}

/** A first look at what there is, while the rest of a long film is analysed. */
async function writePart(document: ResultDocument, { accepted, collected }: { accepted: Accepted; collected: Collector }, { options, signal }: JobParts): Promise<void> {
  // What cannot be written now is told at the end, when it cannot be written either.
  await writeMedium({ document, keyframes: collected.keyframes(), probe: accepted.probe, relative: accepted.input.relative }, { out: options.out, embed: false, copies: false, language: options.language, signal, onProgress: () => undefined }).catch(() => undefined);
}

async function write({ document, collected, accepted }: { document: ResultDocument; collected: Collector; accepted: Accepted }, { options, view, signal }: JobParts): Promise<MediumOutcome> {
  const name = accepted.input.relative;
  view.show(name, 'write', 0);
  try {
    const result = { document, keyframes: collected.keyframes(), probe: accepted.probe, relative: name };
    const files = await writeMedium(result, { out: options.out, embed: options.embed && !signal.aborted, language: options.language, signal, onProgress: (fraction) => { view.show(name, 'write', fraction); } });
    return { document, files };
  } catch (error) {
    return { document, unwritten: toAppError(error) };
  }
}

/** The same content under another name gets its own files from the same findings. */
async function writeAgain(first: MediumOutcome, accepted: Accepted, parts: JobParts): Promise<MediumOutcome> {
  const document: ResultDocument = { ...first.document, media: first.document.media.map(({ origin: _origin, ...media }) => ({ ...media, fileName: accepted.media.fileName, ...(accepted.media.origin ? { origin: accepted.media.origin } : {}) })) };
  return write({ document, collected: collector(), accepted }, parts);
}

function jobDocument(outcome: JobOutcome, parts: JobParts): JobDocument {
  const firstNames = new Map<string, string>();
  const media = outcome.media.flatMap(({ document, files }) => document.media.map((medium) => {
    const first = firstNames.get(medium.id);
    if (first === undefined) firstNames.set(medium.id, medium.fileName);
    const relative = files ? files.document.slice(parts.options.out.length + 1).replaceAll('\\', '/') : '';
    return { ...medium, document: relative, summary: document.summary, ...(first === undefined ? {} : { sameContentAs: first }) };
  }));
  const observationCount = media.reduce((sum, { summary }) => sum + summary.observationCount, 0);
  const text = media.map(({ fileName, summary }) => `${fileName}: ${summary.text}`).join('\n');
  return { schemaVersion: SCHEMA_VERSION, job: outcome.job, media, rejected: outcome.rejected, summary: { text, mediaCount: media.length, observationCount, seconds: outcome.seconds } };
}

export async function runJob(parts: JobParts): Promise<JobOutcome> {
  const { options, files, view, texts, signal } = parts;
  const from = performance.now();
  const job: Job = { id: randomUUID(), name: files[0]?.relative ?? 'analyze', profile: options.profile, language: options.language, createdAt: new Date().toISOString() };
  const outcome: JobOutcome = { job, media: [], rejected: [], cancelled: false, seconds: 0 };
  const byHash = new Map<string, MediumOutcome>();
  const reuse = await openReuse(options);
  try {
    for await (const looked of intake(files, options.language, signal)) {
      if ('rejected' in looked) {
        outcome.rejected.push(looked.rejected);
        view.say(`${looked.rejected.fileName}: ${looked.rejected.message} ${looked.rejected.next}`);
        continue;
      }
      const { accepted } = looked;
      const same = byHash.get(accepted.media.sha256);
      const medium = same ? await writeAgain(same, accepted, parts) : await analyseAndWrite(job, accepted, parts, reuse);
      if (medium === undefined) break;
      byHash.set(accepted.media.sha256, same ?? medium);
      outcome.media.push(medium);
      if (!same) await noteSpeeds(options.data, medium.document);
      if (same) view.say(`${accepted.input.relative}: ${texts.sameContent(same.document.media[0]?.fileName ?? '')}`);
      parts.signal.throwIfAborted();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  outcome.cancelled = signal.aborted;
  outcome.seconds = Math.round(performance.now() - from) / 1000;
  if (files.length > 1 && outcome.media.length + outcome.rejected.length > 0) outcome.jobFile = await writeJob(jobDocument(outcome, parts), options.out);
  return outcome;
}
