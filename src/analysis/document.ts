/** The result document of one medium, from what was collected. */
import { SCHEMA_VERSION, type AnalyzerChoice, type Job, type Language, type Media, type ResultDocument, type Run } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { endedRun, type Collector } from './collector.ts';
import { summarise } from './summary.ts';

/** Runs in the order of the analyzers' list; one that never spoke is told as failed or cancelled. */
export function allRuns(media: Pick<Media, 'id' | 'sha256'>, choices: readonly AnalyzerChoice[], collected: Pick<Collector, 'runs'>, error: AppError | undefined): Run[] {
  const known = new Map(collected.runs().map((run) => [run.analyzer, run]));
  for (const { name } of choices) {
    const run = known.get(name);
    const open = run === undefined || run.status === 'running' || run.status === 'waiting';
    const definition = analyzers.find((analyzer) => analyzer.name === name);
    if (!open || !definition) continue;
    const why = error ?? new AppError('INTERNAL', 'The worker never spoke of this analyzer.');
    known.set(name, endedRun(media.sha256, media.id, definition, why.code === 'CANCELLED' ? 'cancelled' : 'failed', why.code, why.message));
  }
  const order = new Map(analyzers.map(({ name }, index) => [name, index]));
  return [...known.values()].sort((a, b) => (order.get(a.analyzer) ?? 0) - (order.get(b.analyzer) ?? 0));
}

export interface DocumentParts {
  job: Job;
  media: Media;
  choices: readonly AnalyzerChoice[];
  collected: Collector;
  /** Why the analysis did not come to its end. */
  error?: AppError | undefined;
  language: Language;
  seconds: number;
}

export function documentOf({ job, media: given, choices, collected, error, language, seconds }: DocumentParts): ResultDocument {
  const runs = allRuns(given, choices, collected, error);
  const observations = collected.observations();
  const warnings = [...(given.warnings ?? []), ...collected.warnings().map(({ message }) => message)];
  const media = { ...given, ...(warnings.length > 0 ? { warnings } : {}) };
  return { schemaVersion: SCHEMA_VERSION, job, media: [media], runs, observations, summary: summarise({ media, runs, observations, language, seconds }) };
}

/** What is known so far of a long film that is still being analysed; its runs say that they go on. */
export function partialDocumentOf({ job, media, collected, language, seconds }: Omit<DocumentParts, 'choices' | 'error'>): ResultDocument {
  const runs = collected.runs().map((run): Run => (run.status === 'done' && run.coverage < 1 ? { ...run, status: 'running' } : run));
  const observations = collected.observations();
  return { schemaVersion: SCHEMA_VERSION, job, media: [media], runs, observations, summary: summarise({ media, runs, observations, language, seconds }) };
}
