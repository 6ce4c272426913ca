/** Tells how a job ended: lines for people, JSON for programs, an exit code for both. */
import type { ErrorCode, Language, ResultDocument, Run } from '@aima/contract';
import { joinDocuments } from '../../analysis/join-documents.ts';
import type { Texts } from '../texts.ts';
import type { JobOutcome, MediumOutcome } from './job.ts';
import { printable } from './progress.ts';

export const exitCodes = { done: 0, internal: 1, usage: 2, nothingReadable: 3, partly: 4, cancelled: 130 } as const;

const incomplete = ({ document, unwritten }: MediumOutcome): boolean =>
  unwritten !== undefined || document.runs.some((run) => run.status === 'failed' || run.status === 'cancelled' || run.status === 'held' || (run.status === 'done' && run.coverage < 1));

const wrongCall: ReadonlySet<ErrorCode> = new Set(['CONFIG_INVALID', 'USAGE', 'OUTPUT_UNWRITABLE', 'INVALID_MESSAGE', 'URL_IMPORT_OFF', 'URL_RIGHT_UNCONFIRMED']);

/** Of a command that ended with an error before there was any result. */
export function exitCodeOfError(code: ErrorCode): number {
  if (wrongCall.has(code)) return exitCodes.usage;
  return code === 'ADDRESS_REFUSED' || /^(?:SOURCE|MEDIA)_/.test(code) ? exitCodes.nothingReadable : exitCodes.internal;
}

export function exitCodeOf(outcome: JobOutcome): number {
  if (outcome.cancelled) return exitCodes.cancelled;
  if (outcome.media.length === 0) return exitCodes.nothingReadable;
  if (outcome.rejected.length > 0 || outcome.media.some(incomplete)) return exitCodes.partly;
  return exitCodes.done;
}

/**
 * One line per way of ending and its reason, with the analyzers that it concerns. That a photo has no sound goes
 * without saying where many media scroll by; the document and the page tell it all the same.
 */
function runLines(runs: readonly Run[], texts: Texts, quiet: boolean, several: boolean): string[] {
  const wordsOf = (run: Run): string | undefined => {
    const why = run.message ?? texts.reasons[run.reason ?? ''] ?? run.reason ?? '';
    switch (run.status) {
      case 'failed': return texts.failed(`${why} [${run.reason ?? ''}]`);
      case 'cancelled': return quiet ? undefined : texts.runCancelled;
      case 'held': return why;
      case 'not_run': return quiet ? undefined : texts.notRun(why);
      case 'done': return run.reason === 'lite_instead_of_full' && !quiet ? why : undefined;
      case 'waiting':
      case 'running': return undefined;
    }
  };
  const told = several ? runs.filter(({ reason }) => reason !== 'unsupported_media') : runs;
  const groups = Map.groupBy(told, wordsOf);
  return [...groups].flatMap(([words, members]) => words === undefined ? [] : [`${words} (${members.map(({ analyzer }) => analyzer).join(', ')})`]);
}

/** More than this multiple of the running time is slow (PRF-12). */
const SLOW_TIMES = 5;
/** Starting takes seconds, so short media say nothing of speed. */
const SLOW_FROM_MS = 10_000;
const MOST_NAMED = 3;

/** Which analyzers to turn off where it takes too long: those that took most of the time. */
function slowLine({ media, runs, summary }: ResultDocument, texts: Texts): string | undefined {
  if ((summary.timesRealTime ?? 0) <= SLOW_TIMES || (media[0]?.durationMs ?? 0) < SLOW_FROM_MS) return undefined;
  const heaviest = runs.filter(({ analyzer }) => analyzer !== 'minors_gate').toSorted((a, b) => b.seconds - a.seconds).slice(0, MOST_NAMED).filter(({ seconds }) => seconds > 0);
  return heaviest.length === 0 ? undefined : texts.slow(heaviest.map(({ analyzer }) => analyzer));
}

/** What is worth a line: always what went wrong, and unless quiet what is good to know. */
export function mediumLines(medium: MediumOutcome, texts: Texts, language: Language, { quiet, several }: { quiet: boolean; several: boolean }): string[] {
  const { document, files, unwritten } = medium;
  const { summary, media, runs } = document;
  const name = printable(media[0]?.fileName ?? '');
  const lines: string[] = [];
  if (!quiet) {
    const times = summary.timesRealTime?.toLocaleString(language, { maximumFractionDigits: 2 });
    lines.push(`${name}: ${texts.done(summary.observationCount, summary.seconds.toLocaleString(language, { maximumFractionDigits: 1 }), times)}`);
    const slow = slowLine(document, texts);
    if (slow !== undefined) lines.push(`${name}: ${slow}`);
  }
  if (summary.coverage < 1 && runs.some((run) => run.status === 'done')) {
    const reason = runs.find((run) => run.status === 'done' && run.coverage < 1)?.message ?? '';
    lines.push(`${name}: ${texts.coverage(Math.floor(summary.coverage * 100))} ${reason}`.trimEnd());
  }
  for (const line of runLines(runs, texts, quiet, several)) lines.push(`${name}: ${line}`);
  if (unwritten) lines.push(`${name}: ${unwritten.message} ${unwritten.next(language)}`);
  if (files && !quiet) lines.push(`  ${files.page}`, `  ${files.document}`);
  return lines;
}

/** One document for the whole call: the shape of a single medium's document, with all media in it. */
export function combinedDocument(outcome: JobOutcome): ResultDocument {
  const rejected = outcome.rejected.length > 0 ? { rejected: outcome.rejected } : {};
  return { ...joinDocuments(outcome.job, outcome.media.map(({ document }) => document), outcome.seconds), ...rejected };
}
