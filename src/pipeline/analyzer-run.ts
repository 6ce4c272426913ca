/** One analyzer at work on one medium: its session, its findings as observations, its time and its end. */
import { observationIdOf, runIdOf, mediaIdOf, type Language, type Media, type ModelFacts, type Observation, type Run } from '@aima/contract';
import { shiftTimes, type Analyzer, type AnalyzerModels, type AudioWindow, type CheckedFinding, type FrameBatch, type LeftOut, type MediumFacts, type ModelKind, type ModelKinds, type ModelRef, type NotRun, type Session } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { lentPictures, type LentPictures } from './lent-pictures.ts';
import type { PlannedRun } from './plan.ts';
import { failureOf, runLife, type Outcome } from './run-life.ts';

export interface OpenModel {
  model: ModelKinds[ModelKind];
  facts: readonly ModelFacts[];
}

export interface RunSurroundings {
  media: Pick<Media, 'sha256'>;
  medium: MediumFacts;
  language: Language;
  device: string;
  signal: AbortSignal;
  openModel(ref: ModelRef): Promise<OpenModel>;
  upstream(analyzer: string): readonly Observation[];
  /** Has ended with a result; by default nobody has. */
  ran?(analyzer: string): boolean;
  /** Where the medium that is looked at begins within the one that is reported on; by default 0. */
  offsetMs?: number;
  /** By default none of them ever leaves. */
  pictures?: LentPictures;
}

export interface AnalyzerRun {
  readonly name: string;
  readonly planned: PlannedRun;
  /** False once it has ended, in whatever way. */
  active(): boolean;
  open(): Promise<void>;
  frames(batch: FrameBatch): Promise<void>;
  everyFrame(batch: FrameBatch): Promise<void>;
  audio(window: AudioWindow): Promise<void>;
  finish(analysedMs: number, coverage: number): Promise<void>;
  /** These three end it, unless it has ended already. */
  fail(error: unknown): void;
  doNotRun(reason: string, message?: string): void;
  cancel(): void;
  /** Findings since the last call. */
  takeObservations(): Observation[];
  /** The run as it stands now. */
  snapshot(): Run;
}

/** Turns checked findings into observations with consecutive ids. */
function observer({ name, version, tier }: Pick<Analyzer, 'name' | 'version' | 'tier'>, sha256: string): (finding: CheckedFinding) => Observation {
  const runId = runIdOf(sha256, name, version, tier);
  let ordinal = 0;
  return ({ known, attributes, sentence }) => {
    const { startMs, endMs = startMs, confidence, ...optional } = known;
    if (endMs < startMs) throw new AppError('ANALYZER_FAILED', `${name} reported an end (${endMs} ms) before its start (${startMs} ms).`);
    return {
      id: observationIdOf(sha256, name, version, ordinal++, tier), runId, mediaId: mediaIdOf(sha256), analyzer: name,
      startMs, endMs, confidence, ...withoutUndefined(optional),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      sentence, source: 'model',
    };
  };
}

const isAbsence = (error: unknown): boolean => error instanceof AppError && (error.code === 'MODEL_MISSING' || error.code === 'LICENCE_NOT_ACCEPTED');

/** One with eyes only sees what `pictures` shows it. */
function lentModel({ kind }: ModelRef, model: ModelKinds[ModelKind], pictures: LentPictures, alive: () => void): AnalyzerModels[ModelKind] {
  // What was opened for a kind is of that kind.
  return kind === 'vision_language' ? pictures.shownTo(model as ModelKinds['vision_language'], alive) : model;
}

async function openModels(analyzer: Analyzer, { openModel }: RunSurroundings, pictures: LentPictures, alive: () => void): Promise<{ models: Record<string, AnalyzerModels[ModelKind]>; facts: ModelFacts[] }> {
  const models: Record<string, AnalyzerModels[ModelKind]> = {};
  const facts: ModelFacts[] = [];
  for (const [key, ref] of Object.entries(analyzer.models)) {
    const opened = await openModel(ref).catch((error: unknown) => {
      if (ref.optional === true && isAbsence(error)) return undefined;
      throw error;
    });
    if (opened === undefined) continue;
    models[key] = lentModel(ref, opened.model, pictures, alive);
    facts.push(...opened.facts);
  }
  return { models, facts };
}

function endOf(verdict: NotRun | LeftOut | void, { remark }: PlannedRun): Outcome {
  if (!verdict) return { status: 'done', ...remark };
  const { message } = verdict;
  return 'notRun' in verdict ? { status: 'not_run', reason: verdict.notRun, message } : { status: 'done', reason: verdict.leftOut, message };
}

export function analyzerRun(planned: PlannedRun, around: RunSurroundings): AnalyzerRun {
  const { analyzer, parameters } = planned;
  const { medium, language, signal, media: { sha256 }, offsetMs = 0, pictures = lentPictures(undefined) } = around;
  const identity = { id: runIdOf(sha256, analyzer.name, analyzer.version, analyzer.tier), mediaId: mediaIdOf(sha256), analyzer: analyzer.name, version: analyzer.version };
  const life = runLife(analyzer.name, signal);
  const observe = observer(analyzer, sha256);
  const models: ModelFacts[] = [];
  let session: Session | undefined;
  let coverage = 0;
  let fresh: Observation[] = [];

  const emit = (finding: CheckedFinding): string => {
    const observation = observe(finding);
    fresh.push(observation);
    life.alive();
    return observation.id;
  };
  const openSession = async (): Promise<void> => {
    const opened = await openModels(analyzer, around, pictures, life.alive);
    models.push(...opened.facts);
    const upstream = (name: string): readonly Observation[] => (offsetMs === 0 ? around.upstream(name) : around.upstream(name).map((found) => shiftTimes(found, -offsetMs)));
    session = await analyzer.open({ parameters, models: opened.models, medium, language, signal, emit, upstream, ran: around.ran ?? (() => false), offsetMs, pictures });
  };

  return {
    name: analyzer.name,
    planned,
    active: life.active,
    fail: (error) => { life.end(failureOf(error)); },
    doNotRun: (reason, message) => { life.end({ status: 'not_run', reason, message }); },
    cancel: () => { life.end({ status: 'cancelled', reason: 'CANCELLED' }); },
    open() {
      life.begin();
      return life.call(openSession);
    },
    async frames(batch) { await life.call(() => session?.frames?.(batch)); },
    async everyFrame(batch) { await life.call(() => session?.everyFrame?.(batch)); },
    async audio(window) { await life.call(() => session?.audio?.(window)); },
    async finish(analysedMs, reached) {
      const verdict: NotRun | LeftOut | void = await life.call(() => session?.finish?.({ analysedMs }));
      coverage = verdict && 'leftOut' in verdict ? Math.min(reached, verdict.coverage) : reached;
      life.end(endOf(verdict, planned));
      session = undefined;
    },
    takeObservations() {
      const { status } = life.outcome();
      const taken = life.active() || status === 'done' ? fresh : []; // what another end leaves behind is no result
      fresh = [];
      return taken;
    },
    snapshot() {
      const { status, reason, message } = life.outcome();
      return {
        ...identity, status, tier: analyzer.tier, ...withoutUndefined({ reason, message }), models: [...models], parameters, method: analyzer.method,
        seconds: life.seconds(), device: around.device, coverage: status === 'done' ? coverage : 0,
      };
    },
  };
}

/** Optional fields are left out of documents, not written as undefined. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function withoutUndefined<T extends object>(value: T): Defined<T> {
  // Object.entries loses the key types; the filter removes exactly the undefined values.
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}
