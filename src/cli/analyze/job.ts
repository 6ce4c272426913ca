/** One call of `analyze`: every file in turn on one machine, results as they come, the machine gone at the end. */
import { randomUUID } from 'node:crypto';
import { SCHEMA_VERSION, type Job, type JobDocument, type RejectedFile, type ResultDocument, type Run } from '@aima/contract';
import { analyzers } from '../../analyzers/index.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Texts } from '../texts.ts';
import { noteSpeeds } from '../analyzers/speeds.ts';
import { collector, endedRun, type Collector } from './collector.ts';
import { intake, type Accepted } from './intake.ts';
import type { InputFile } from './inputs.ts';
import type { Machine } from './machine.ts';
import type { AnalyzeOptions } from './options.ts';
import type { ProgressView } from './progress.ts';
import { openReuse, type Reuse } from './reuse.ts';
import { writeJob, writeMedium, type ResultFiles } from './results.ts';
import { runChoices } from './run-choices.ts';
import { summarise } from './summary.ts';

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

/** Runs in the order of the analyzers' list; one that never spoke is told as failed or cancelled. */
function allRuns(accepted: Accepted, parts: JobParts, collected: Collector, error: AppError | undefined): Run[] {
  const known = new Map(collected.runs().map((run) => [run.analyzer, run]));
  for (const { name } of parts.options.choices) {
    const run = known.get(name);
    const open = run === undefined || run.status === 'running' || run.status === 'waiting';
    const definition = analyzers.find((analyzer) => analyzer.name === name);
    if (!open || !definition) continue;
    const why = error ?? new AppError('INTERNAL', 'The worker never spoke of this analyzer.');
    known.set(name, endedRun(accepted.media.sha256, accepted.media.id, definition, why.code === 'CANCELLED' ? 'cancelled' : 'failed', why.code, why.message));
  }
  const order = new Map(analyzers.map(({ name }, index) => [name, index]));
  return [...known.values()].sort((a, b) => (order.get(a.analyzer) ?? 0) - (order.get(b.analyzer) ?? 0));
}

function documentOf(job: Job, accepted: Accepted, parts: JobParts, collected: Collector, error: AppError | undefined, seconds: number): ResultDocument {
  const runs = allRuns(accepted, parts, collected, error);
  const observations = collected.observations();
  const warnings = [...(accepted.media.warnings ?? []), ...collected.warnings().map(({ message }) => message)];
  const media = { ...accepted.media, ...(warnings.length > 0 ? { warnings } : {}) };
  return { schemaVersion: SCHEMA_VERSION, job, media: [media], runs, observations, summary: summarise({ media, runs, observations, language: parts.options.language, seconds }) };
}

/** @returns nothing where a cancel came before anything was finished */
async function analyseAndWrite(job: Job, accepted: Accepted, parts: JobParts, reuse: Reuse): Promise<MediumOutcome | undefined> {
  const { options, view, texts } = parts;
  const name = accepted.input.relative;
  const collected = collector();
  const { left, reused } = await reuse.take(accepted.media.sha256, collected);
  if (reused > 0 && !options.quiet) view.say(`${name}: ${texts.reused(reused)}`);
  const from = performance.now();
  let error: AppError | undefined;
  try {
    view.show(name, 'open', 0);
    await runChoices({ ...parts, accepted, choices: left, collected, onPart: () => writePart(job, { accepted, collected, seconds: (performance.now() - from) / 1000 }, parts) });
    await reuse.keep(accepted.media.sha256, collected);
  } catch (thrown) {
    error = toAppError(thrown);
    if (error.code === 'CANCELLED' && collected.finished().length === 0) return undefined;
  }
  const document = documentOf(job, accepted, parts, collected, error, (performance.now() - from) / 1000);
  return write({ document, collected, accepted }, parts);
}

/** A first look at what there is, while the rest of a long film is analysed; its runs say that they go on. */
async function writePart(job: Job, { accepted, collected, seconds }: { accepted: Accepted; collected: Collector; seconds: number }, { options, signal }: JobParts): Promise<void> {
  const runs = collected.runs().map((run): Run => (run.status === 'done' && run.coverage < 1 ? { ...run, status: 'running' } : run));
  const observations = collected.observations();
  const media = accepted.media;
  const document: ResultDocument = { schemaVersion: SCHEMA_VERSION, job, media: [media], runs, observations, summary: summarise({ media, runs, observations, language: options.language, seconds }) };
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
