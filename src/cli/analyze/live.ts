/** Analyses what plays, segment by segment, and tells what it found as it comes. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { AnalyzerChoice, Job, Observation } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import { collector } from '../../analysis/collector.ts';
import type { Machine } from '../../analysis/machine.ts';
import { analyseMedium, MOST_RETRIES } from '../../analysis/medium.ts';
import { analyzers } from '../../analyzers/index.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { probe, sha256OfFile } from '../../media/index.ts';
import { liveSegments, type LiveEvent, type LiveSegment } from '../../sources/index.ts';
import { chooseForWindows } from '../../windows/choose.ts';
import type { Texts } from '../texts.ts';
import type { LiveRequest } from './addresses.ts';
import { liveRecord, type AnalysedSegment, type LiveRecord } from './live-record.ts';
import { liveTextsOf, type LiveTexts } from './live-texts.ts';
import type { AnalyzeOptions } from './options.ts';
import { printable, type ProgressView } from './progress.ts';
import { exitCodes } from './report-outcome.ts';

export interface LiveParts {
  request: LiveRequest;
  options: AnalyzeOptions;
  machine: Machine;
  view: ProgressView;
  texts: Texts;
  stdout: Writable;
  /** Finish the segment that runs. */
  stop: AbortSignal;
  /** End at once. */
  signal: AbortSignal;
}

/** What is under way is written again at most this often, and never for more than a tenth of the time. */
const WRITE_EVERY_MS = 20_000;
const WRITE_SHARE = 10;
/** A worker keeps a log of every task until its end; a new one begins with none. */
const SEGMENTS_OF_A_WORKER = 300;
/** Failures in a row that are no accident. */
const MOST_FAILURES = 3;

/** The stage of `--json`: one JSON object a line. */
type Line =
  | { type: 'observation'; observation: Observation }
  | { type: 'segment'; startMs: number; endMs: number; delayMs: number; observations: number }
  | { type: 'gap'; startMs: number; endMs: number; why: 'left_out' | 'lost' | 'failed' }
  | { type: 'document'; document: unknown };

interface Teller {
  line(line: Line): void;
  findings(segment: LiveSegment, fresh: readonly Observation[], delayMs: number): void;
  say(text: string): void;
}

const seconds = (ms: number, language: string): string => (ms / 1000).toLocaleString(language, { maximumFractionDigits: 1 });

function teller({ options, view, stdout }: LiveParts, texts: LiveTexts): Teller {
  const line = (content: Line): void => { if (options.json) stdout.write(`${JSON.stringify(content)}\n`); };
  return {
    line,
    say(text) { if (!options.quiet) view.say(text); },
    findings({ startMs, endMs }, fresh, delayMs) {
      for (const observation of fresh) line({ type: 'observation', observation });
      line({ type: 'segment', startMs, endMs, delayMs, observations: fresh.length });
      if (options.quiet) return;
      // The same thing seen again and again within one segment is one line; the document has each.
      const kinds = new Map(fresh.map((item) => [`${item.analyzer} ${item.label ?? ''} ${item.text ?? ''}`, item]));
      for (const item of [...kinds.values()].sort((a, b) => a.startMs - b.startMs)) if (item.sentence !== '') view.say(`  ${clockTime(item.startMs)} ${printable(item.sentence)}`);
      view.say(texts.segment(clockTime(startMs), clockTime(endMs), fresh.length, seconds(delayMs, options.language)));
    },
  };
}

async function analyse(segment: LiveSegment, choices: readonly AnalyzerChoice[], before: LiveRecord, { options, machine, view, texts, request, signal }: LiveParts): Promise<AnalysedSegment> {
  const probed = await probe(segment.path, { signal });
  const { sha256 } = await sha256OfFile(segment.path, signal);
  const collected = collector();
  const openShot = before.openShot();
  await analyseMedium({
    sha256, source: { path: path.resolve(segment.path) }, fileName: request.name, choices, stages: options.stages, language: options.language, tier: options.tier, machine, collected, signal,
    window: { fromMs: 0, toMs: Math.max(1, probed.facts.durationMs), offsetMs: segment.startMs, goesOn: true, ...(openShot ? { before: openShot } : {}) },
    onProgress: () => undefined,
    onRetry: (attempt, why) => { view.say(texts.retry(attempt, MOST_RETRIES, why)); },
  });
  return { startMs: segment.startMs, endMs: segment.endMs, gapBeforeMs: segment.gapBeforeMs, sha256, probe: probed, collected };
}

interface Delays {
  add(ms: number): void;
  /** Milliseconds. */
  middle(): number;
  most(): number;
}

/** Counts in steps of 100 ms, so that it stays small however long it runs. */
function delays(): Delays {
  const counts = new Map<number, number>();
  let [most, all] = [0, 0];
  return {
    add(ms) {
      const step = Math.round(ms / 100);
      counts.set(step, (counts.get(step) ?? 0) + 1);
      most = Math.max(most, ms);
      all++;
    },
    middle() {
      let passed = 0;
      for (const [step, count] of [...counts].sort(([a], [b]) => a - b)) if ((passed += count) * 2 >= all) return step * 100;
      return 0;
    },
    most: () => most,
  };
}

function eventTeller(tell: Teller, record: LiveRecord, texts: LiveTexts): (event: LiveEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'left_out': {
        const words = texts.leftOut(clockTime(event.startMs), clockTime(event.endMs));
        record.note(words);
        tell.say(words);
        tell.line({ type: 'gap', startMs: event.startMs, endMs: event.endMs, why: 'left_out' });
        break;
      }
      case 'reconnecting': tell.say(texts.reconnecting(event.attempt, event.why)); break;
      case 'gone':
        record.note(texts.gone(event.why));
        tell.say(texts.gone(event.why));
        break;
    }
  };
}

/** A hole that nobody told of yet: the connection was lost. */
function tellLoss({ startMs, gapBeforeMs }: LiveSegment, leftOutUntilMs: number, tell: Teller, record: LiveRecord, texts: LiveTexts): void {
  if (gapBeforeMs === 0 || leftOutUntilMs >= startMs - 200) return;
  const fromMs = Math.max(startMs - gapBeforeMs, leftOutUntilMs);
  record.note(texts.missing(clockTime(fromMs), clockTime(startMs)));
  tell.say(texts.missing(clockTime(fromMs), clockTime(startMs)));
  tell.line({ type: 'gap', startMs: fromMs, endMs: startMs, why: 'lost' });
}

interface Loop {
  parts: LiveParts;
  record: LiveRecord;
  tell: Teller;
  texts: LiveTexts;
  choices: readonly AnalyzerChoice[];
  delay: Delays;
  begunAt: number;
}

async function follow({ parts, record, tell, texts, choices, delay, begunAt }: Loop): Promise<void> {
  const { request, options, machine, stop, signal } = parts;
  let [failures, analysed, leftOutUntilMs, writtenAt, writeMs] = [0, 0, 0, Date.now(), 0];
  const onEvent = eventTeller(tell, record, texts);
  const segments = liveSegments(request.source, {
    guard: request.guard, folder: path.join(options.data, 'live'), segmentSeconds: options.addresses.segmentSeconds, forMs: options.addresses.forMs, stop, signal,
    onEvent(event) {
      if (event.type === 'left_out') leftOutUntilMs = event.endMs;
      onEvent(event);
    },
  });
  for await (const segment of segments) {
    tellLoss(segment, leftOutUntilMs, tell, record, texts);
    try {
      record.add(await analyse(segment, choices, record, parts));
      failures = 0;
    } catch (error) {
      const { code, message } = toAppError(error);
      if (code === 'CANCELLED' || ++failures >= MOST_FAILURES) throw error;
      const words = texts.failed(clockTime(segment.startMs), clockTime(segment.endMs), message);
      record.note(words);
      tell.say(words);
      tell.line({ type: 'gap', startMs: segment.startMs, endMs: segment.endMs, why: 'failed' });
      continue;
    }
    // From the first moment of the segment to now.
    const delayMs = Date.now() - segment.readyAt + segment.endMs - segment.startMs;
    delay.add(delayMs);
    tell.findings(segment, record.fresh(false), delayMs);
    if (++analysed % SEGMENTS_OF_A_WORKER === 0) await machine.discard();
    if (Date.now() - writtenAt < Math.max(WRITE_EVERY_MS, WRITE_SHARE * writeMs)) continue;
    const from = Date.now();
    await record.write(record.document((from - begunAt) / 1000, false), false);
    [writtenAt, writeMs] = [Date.now(), Date.now() - from];
  }
}

/** They tell of the course of a medium, and a piece of a few seconds has none. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(['temporal_flow', 'trend_analysis']);

/** Everybody looks at each segment as at a medium of its own, whoever would otherwise wait for the whole of a long film too. */
function liveChoices({ choices, tier }: AnalyzeOptions): { choices: AnalyzerChoice[]; wholeOnly: string[] } {
  const { windowed, whole, derived } = chooseForWindows(choices, analyzers, tier);
  const all = [...windowed, ...whole, ...derived];
  return { choices: all.filter(({ name }) => !OF_THE_WHOLE.has(name)), wholeOnly: all.flatMap(({ name }) => OF_THE_WHOLE.has(name) ? [name] : []) };
}

/** @returns the exit code @throws AppError where nothing could be recorded or written */
export async function analyzeLive(parts: LiveParts): Promise<number> {
  const { request, options, view, signal } = parts;
  const texts = liveTextsOf(options.language);
  const { choices, wholeOnly } = liveChoices(options);
  const begunAt = Date.now();
  const job: Job = { id: randomUUID(), name: request.name, profile: options.profile, language: options.language, createdAt: new Date(begunAt).toISOString() };
  const record = liveRecord({ job, name: request.name, origin: request.origin, options, wholeOnly });
  const tell = teller(parts, texts);
  const delay = delays();
  tell.say(texts.begins(request.name, options.addresses.segmentSeconds));
  parts.stop.addEventListener('abort', () => { tell.say(texts.finishing); }, { once: true });
  // The first segment shall not wait for the worker's start; a failure shows again when it is needed.
  void parts.machine.worker(signal).catch(() => undefined);
  let failure: AppError | undefined;
  try {
    await follow({ parts, record, tell, texts, choices, delay, begunAt });
  } catch (error) {
    failure = toAppError(error);
    if (record.isEmpty()) {
      if (signal.aborted) return exitCodes.cancelled;
      throw failure;
    }
    if (!signal.aborted) record.note(failure.message);
  }
  if (record.isEmpty()) throw new AppError('SOURCE_UNREACHABLE', texts.nothing);
  const document = record.document((Date.now() - begunAt) / 1000, true);
  for (const observation of record.fresh(true)) tell.line({ type: 'observation', observation });
  const files = await record.write(document, true);
  tell.line({ type: 'document', document });
  tell.say(texts.done(clockTime(document.media[0]?.durationMs ?? 0), seconds(delay.middle(), options.language), seconds(delay.most(), options.language)));
  for (const warning of failure && !signal.aborted ? [`${failure.message} ${failure.next(options.language)}`] : []) view.say(warning);
  if (!options.quiet) view.say(`  ${files.page}\n  ${files.document}`);
  if (signal.aborted) return exitCodes.cancelled;
  const complete = failure === undefined && document.runs.every(({ status, coverage }) => status === 'not_run' || (status === 'done' && coverage >= 0.999));
  return complete ? exitCodes.done : exitCodes.partly;
}
