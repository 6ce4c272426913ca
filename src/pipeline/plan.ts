/** Decides what runs on a medium, what does not and why, and merges all needs into one decode. */
import type { AnalyzerChoice, Media, Run } from '@aima/contract';
import { heardBy, withThoseRestedOn, type Analyzer, type JSONValue, type Reads, type SampledAudio, type SampledVideo } from '@aima/sdk';
import { GATE_NAME, isGuarded } from '../gate/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Remark } from './tier.ts';

export interface PlannedRun {
  analyzer: Analyzer;
  parameters: Record<string, JSONValue>;
  /** Why it does not run at all; absent when it does. */
  notRun?: string;
  /** That reason for people, where the reason word alone does not tell it. */
  notRunMessage?: string;
  /** What it has to say although it is done. */
  remark?: Remark;
  /** Index into Plan.sampled and Plan.audio; absent where the medium has no such stream for it. */
  sampled?: number;
  audio?: number;
  everyFrame: boolean;
}

export interface Plan {
  /** In an order in which every analyzer comes after those it rests on. */
  runs: PlannedRun[];
  sampled: SampledVideo[];
  audio: SampledAudio[];
  everyFrame: boolean;
}

type Facts = Pick<Media, 'kind' | 'hasAudio'>;

/** Chosen analyzers with their parameters, and behind them those they rest on. */
function withUpstream(choices: readonly AnalyzerChoice[], known: ReadonlyMap<string, Analyzer>): Map<string, PlannedRun> {
  const ordered = new Map<string, PlannedRun>();
  const given = new Map(choices.map((choice) => [choice.name, choice.parameters]));
  const running = withThoseRestedOn(given.keys(), (name) => known.get(name)?.reads);
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name)) return;
    const analyzer = known.get(name);
    if (!analyzer) throw new AppError('USAGE', `There is no analyzer named '${name}'.`, { name });
    if (path.includes(name)) throw new AppError('INTERNAL', `Analyzers rest on each other in a circle: ${[...path, name].join(' → ')}.`);
    for (const upstream of heardBy(analyzer.reads)) if (running.has(upstream)) visit(upstream, [...path, name]);
    ordered.set(name, { analyzer, parameters: parametersOf(analyzer, given.get(name)), everyFrame: false });
  };
  for (const choice of choices) visit(choice.name, []);
  return ordered;
}

function parametersOf(analyzer: Analyzer, given: AnalyzerChoice['parameters']): Record<string, JSONValue> {
  try {
    return analyzer.parseParameters(given);
  } catch (error) {
    throw new AppError('USAGE', `Parameters of ${analyzer.name} are not valid: ${error instanceof Error ? error.message : String(error)}`, { analyzer: analyzer.name }, error);
  }
}

/** The reason word of decisions.md, or nothing where the analyzer can work on this kind of medium. */
function reasonNotToRun(reads: Reads, facts: Facts): string | undefined {
  const seesNothing = !reads.video && !reads.everyFrame;
  const hearsNothing = !reads.audio;
  if (seesNothing && hearsNothing) return undefined; // rests on others alone
  switch (facts.kind) {
    case 'image': return reads.photo && reads.video ? undefined : 'unsupported_media';
    case 'audio': return hearsNothing ? 'unsupported_media' : undefined;
    case 'video': return seesNothing && !facts.hasAudio ? 'no_audio' : undefined;
  }
}

/** Why somebody has nothing for those that rest on it. */
type Absence = Pick<PlannedRun, 'notRun' | 'notRunMessage'>;

/** What ended earlier without a result. */
function absenceOf({ status, reason, message }: Run): Absence {
  if (status === 'done' || status === 'held') return {};
  return { notRun: status === 'not_run' ? reason ?? status : 'UPSTREAM_FAILED', ...(message === undefined ? {} : { notRunMessage: message }) };
}

/** What stands in the way of an analyzer that rests on others: one that it must have, or all of those of which one is enough. */
function missingUpstream({ after = [], afterAny = [] }: Reads, find: (name: string) => Absence | undefined): Absence | undefined {
  const absent = (name: string): Absence | undefined => [find(name)].find((other) => other?.notRun !== undefined);
  return after.map(absent).find((other) => other !== undefined) ?? (afterAny.length > 0 && afterAny.every((name) => absent(name) !== undefined) ? absent(afterAny[0] ?? '') : undefined);
}

/** Index of an equal need, added where there is none yet. */
function indexOfNeed<T extends object>(needs: T[], need: T): number {
  const same = needs.findIndex((other) => JSON.stringify(other) === JSON.stringify(need));
  return same >= 0 ? same : needs.push(need) - 1;
}

const sameKeys = (need: SampledVideo): SampledVideo => ({
  everyMs: need.everyMs, width: need.width, height: need.height, fit: need.fit,
  ...(need.multipleOf === undefined ? {} : { multipleOf: need.multipleOf }),
  ...(need.batch === undefined ? {} : { batch: need.batch }),
});

export function planTask(options: {
  analyzers: readonly Analyzer[];
  choices: readonly AnalyzerChoice[];
  facts: Facts;
  /** By name: why an analyzer does not run in this tier, and what one that runs has to say of it. */
  tier?: { notRun: ReadonlyMap<string, Remark>; remarks: ReadonlyMap<string, Remark> };
  /** Runs that an earlier attempt finished: they are not run again. */
  finished: readonly Run[];
  /** The minors' gate: part of every plan that describes what is to be seen, before everything else. */
  gate: Analyzer;
}): Plan {
  const known = new Map(options.analyzers.map((analyzer) => [analyzer.name, analyzer]));
  if (known.has(GATE_NAME)) throw new AppError('INTERNAL', `No analyzer may be named '${GATE_NAME}'.`);
  const done = new Map(options.finished.map((run) => [run.analyzer, absenceOf(run)]));
  const all = withUpstream(options.choices, known);
  const plan: Plan = { runs: [], sampled: [], audio: [], everyFrame: false };

  const readStreams = (run: PlannedRun, reads: Reads): void => {
    const seen = options.facts.kind !== 'audio';
    if (reads.video && seen) run.sampled = indexOfNeed(plan.sampled, sameKeys(reads.video));
    if (reads.audio && options.facts.hasAudio) run.audio = indexOfNeed(plan.audio, { ...reads.audio });
    run.everyFrame = Boolean(reads.everyFrame) && options.facts.kind === 'video';
    plan.everyFrame ||= run.everyFrame;
  };

  for (const run of all.values()) {
    if (done.has(run.analyzer.name)) continue;
    const reads = run.analyzer.readsWith(run.parameters);
    const upstream = missingUpstream(reads, (name) => done.get(name) ?? all.get(name));
    const absent = options.tier?.notRun.get(run.analyzer.name) ?? (upstream && { reason: upstream.notRun, message: upstream.notRunMessage });
    const unfit = reasonNotToRun(reads, options.facts);
    const reason = unfit ?? absent?.reason;
    const remark = options.tier?.remarks.get(run.analyzer.name);
    if (unfit === undefined && absent?.message !== undefined) run.notRunMessage = absent.message;
    if (remark) run.remark = remark;
    plan.runs.push(run);
    if (reason !== undefined) {
      run.notRun = reason;
      continue;
    }
    readStreams(run, reads);
  }
  // Those that see and hear nothing themselves rest on what the gate let out.
  const streams = plan.sampled.length > 0 || plan.audio.length > 0 || plan.everyFrame;
  if (streams && options.facts.kind !== 'audio' && plan.runs.some((run) => run.notRun === undefined && isGuarded(run.analyzer.name))) {
    const run: PlannedRun = { analyzer: options.gate, parameters: {}, everyFrame: false };
    readStreams(run, options.gate.reads);
    plan.runs.unshift(run);
  }
  return plan;
}
