/** One analyzer at work on one medium: its session, its findings as observations, its time and its end. */
import { observationIdOf, runIdOf, mediaIdOf, type Language, type Media, type ModelFacts, type Observation, type Run, type RunStatus } from '@aima/contract';
import type { Analyzer, AudioWindow, CheckedFinding, FrameBatch, MediumFacts, ModelKind, ModelKinds, ModelRef, NotRun, Session } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import type { PlannedRun } from './plan.ts';

/** How long one call into an analyzer may take before it counts as hung. */
const CALL_LIMIT_MS = 180_000;

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

interface Stopwatch {
  /** Time in the analyzer's own code and its models, waiting for a model's turn left out. */
  seconds(): number;
  measure<T>(call: () => Promise<T>): Promise<T>;
}

function stopwatch(): Stopwatch {
  const meter = { waitedMs: 0, workedMs: 0 };
  let inCallsMs = 0;
  return {
    // Model calls made side by side wait side by side; what the models worked is then the floor.
    seconds: () => Math.max(meter.workedMs, inCallsMs - meter.waitedMs) / 1000,
    async measure(call) {
      const from = performance.now();
      try {
        return await workMeter.run(meter, call);
      } finally {
        inCallsMs += performance.now() - from;
      }
    },
  };
}

/** Gives up on a call that hangs or that is cancelled, so that one analyzer never holds the others. */
function limited<T>(call: Promise<T>, name: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new AppError('ANALYZER_TIMEOUT', `${name} did not answer for ${CALL_LIMIT_MS / 1000} s.`)); }, CALL_LIMIT_MS);
    const abort = (): void => { reject(new AppError('CANCELLED', 'Cancelled.')); };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void call.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  });
}

/** How a run stands; once ended it stays as it ended. */
interface Outcome {
  status: RunStatus;
  reason?: string | undefined;
  message?: string | undefined;
}

const isOpen = ({ status }: Outcome): boolean => status === 'waiting' || status === 'running';

function failureOf(error: unknown): Outcome {
  const { code, message } = toAppError(error);
  if (code === 'CANCELLED') return { status: 'cancelled', reason: code, message };
  return { status: 'failed', reason: code === 'INTERNAL' ? 'ANALYZER_FAILED' : code, message };
}

/** Turns checked findings into observations with consecutive ids. */
function observer(analyzer: Pick<Analyzer, 'name' | 'version'>, sha256: string): (finding: CheckedFinding) => Observation {
  const runId = runIdOf(sha256, analyzer.name, analyzer.version);
  let ordinal = 0;
  return ({ known, attributes, sentence }) => {
    const { startMs, endMs = startMs, confidence, ...optional } = known;
    if (endMs < startMs) throw new AppError('ANALYZER_FAILED', `${analyzer.name} reported an end (${endMs} ms) before its start (${startMs} ms).`);
    return {
      id: observationIdOf(sha256, analyzer.name, analyzer.version, ordinal++), runId, mediaId: mediaIdOf(sha256), analyzer: analyzer.name,
      startMs, endMs, confidence, ...withoutUndefined(optional),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      sentence, source: 'model',
    };
  };
}

export function analyzerRun(planned: PlannedRun, around: RunSurroundings): AnalyzerRun {
  const { analyzer, parameters } = planned;
  const { medium, language, signal, upstream } = around;
  const { sha256 } = around.media;
  const watch = stopwatch();
  const observe = observer(analyzer, sha256);
  const models: ModelFacts[] = [];
  let session: Session | undefined;
  let outcome: Outcome = { status: 'waiting' };
  let coverage = 0;
  let fresh: Observation[] = [];

  const active = (): boolean => isOpen(outcome);
  const end = (to: Outcome): void => {
    if (!active()) return;
    outcome = to;
    session = undefined;
    if (to.status !== 'done') fresh = [];
  };
  const call = async <T>(what: () => Promise<T> | T): Promise<T | undefined> => {
    if (!active()) return undefined;
    try {
      return await watch.measure(() => limited(Promise.resolve().then(what), analyzer.name, signal));
    } catch (error) {
      end(failureOf(error));
      return undefined;
    }
  };
  const emit = (finding: CheckedFinding): string => {
    const observation = observe(finding);
    fresh.push(observation);
    return observation.id;
  };
  const openSession = async (): Promise<void> => {
    const opened: Record<string, ModelKinds[ModelKind]> = {};
    for (const [key, ref] of Object.entries(analyzer.models)) {
      const { model, facts } = await around.openModel(ref);
      models.push(...facts);
      opened[key] = model;
    }
    session = await analyzer.open({ parameters, models: opened, medium, language, signal, emit, upstream });
  };

  return {
    name: analyzer.name,
    planned,
    active,
    fail: (error) => { end(failureOf(error)); },
    doNotRun: (reason, message) => { end({ status: 'not_run', reason, message }); },
    cancel: () => { end({ status: 'cancelled', reason: 'CANCELLED' }); },
    async open() {
      outcome = { status: 'running' };
      await call(openSession);
    },
    async frames(batch) { await call(() => session?.frames?.(batch)); },
    async everyFrame(batch) { await call(() => session?.everyFrame?.(batch)); },
    async audio(window) { await call(() => session?.audio?.(window)); },
    async finish(analysedMs, reached) {
      const verdict: NotRun | void = await call(() => session?.finish?.({ analysedMs }));
      coverage = reached;
      end(verdict ? { status: 'not_run', reason: verdict.notRun, message: verdict.message } : { status: 'done' });
    },
    takeObservations: () => fresh.splice(0),
    snapshot: () => ({
      id: runIdOf(sha256, analyzer.name, analyzer.version), mediaId: mediaIdOf(sha256), analyzer: analyzer.name, version: analyzer.version, status: outcome.status,
      ...withoutUndefined({ reason: outcome.reason, message: outcome.message }),
      models: [...models], parameters, method: analyzer.method,
      seconds: Math.round(watch.seconds() * 1000) / 1000, device: around.device, coverage: outcome.status === 'done' ? coverage : 0,
    }),
  };
}

/** Optional fields are left out of documents, not written as undefined. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function withoutUndefined<T extends object>(value: T): Defined<T> {
  // Object.entries loses the key types; the filter removes exactly the undefined values.
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}
