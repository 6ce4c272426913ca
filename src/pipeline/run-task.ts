/** Runs all chosen analyzers on one medium from one decode, and streams what they find. */
import type { AnalyzerChoice, ErrorCode, Language, Media, ModelFacts, Observation, Run, Tier } from '@aima/contract';
import { heardBy, type Analyzer, type FrameBatch, type MediumFacts, type ModelKind, type ModelKinds, type ModelRef, type Reads } from '@aima/sdk';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { GATE_NAME, holdsOf, openGate, type Gate, type GatePart, type Released } from '../gate/index.ts';
import { openDecode, type Decode, type Probe } from '../media/index.ts';
import { analyzerRun, type AnalyzerRun } from './analyzer-run.ts';
import { keyframeNeed, keyframeOf } from './keyframes.ts';
import { lentPictures } from './lent-pictures.ts';
import { openingOrder } from './opening-order.ts';
import { planTask, type Plan } from './plan.ts';
import { progressOf } from './progress.ts';
import type { TaskEventBody } from './task-event.ts';
import { chooseTier } from './tier.ts';
import { inheritedWithholding, withholding, type KeyframeEvent, type Withholding } from './withholding.ts';

export interface Models {
  device: string;
  /** Why a model cannot be used on this machine; undefined where it can. */
  missing(ref: ModelRef): Promise<AppError | undefined>;
  get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }>;
}

export interface TaskInput {
  analyzers: readonly Analyzer[];
  choices: readonly AnalyzerChoice[];
  /** Names in the order in which their models are opened, stage by stage; by default all at once. */
  stages?: readonly (readonly string[])[];
  media: Media;
  probe: Probe;
  language: Language;
  /** By default `lite`. */
  tier?: Tier;
  keyframeSide: number;
  finished: readonly { run: Run; observations: readonly Observation[] }[];
  models: Models;
  /** Where `media` and `probe` are only a part of the medium, with a part's duration and times from 0; what is told has the times of the whole. */
  part?: GatePart;
  /** Shots that a person released as 'not explicit', on the time axis of the whole. */
  released?: readonly Released[];
  signal: AbortSignal;
  /** Called in order; the next event waits for it. */
  emit(event: TaskEventBody): Promise<void>;
}

/** Observations per message: large enough to be cheap, small enough to appear while the run goes on. */
const OBSERVATIONS_PER_EVENT = 200;

const factsForAnalyzers = (media: Media): MediumFacts => ({
  kind: media.kind, durationMs: media.durationMs, width: media.width ?? 0, height: media.height ?? 0, fps: media.fps ?? 0, hasAudio: media.hasAudio, audioChannels: media.hasAudio ? media.audioChannels ?? 0 : 0,
});

/** What analyzers have found so far, kept only for those that others rest on. */
function upstreamStore(plan: Plan, finished: TaskInput['finished']): { add(items: readonly Observation[]): void; of(analyzer: string): readonly Observation[] } {
  const wanted = new Set(plan.runs.flatMap((run) => heardBy(run.analyzer.reads)));
  const kept = new Map<string, Observation[]>(finished.map(({ run, observations }) => [run.analyzer, [...observations]]));
  return {
    add(items) {
      for (const item of items) {
        if (!wanted.has(item.analyzer)) continue;
        const list = kept.get(item.analyzer);
        if (list) list.push(item);
        else kept.set(item.analyzer, [item]);
      }
    },
    of: (analyzer) => kept.get(analyzer) ?? [],
  };
}

const notRunWords: Readonly<Record<string, Record<Language, string>>> = {
  no_audio: { en: 'The video has no sound.', de: 'Das Video hat keinen Ton.' },
  unsupported_media: { en: 'This analyzer does not work on this kind of medium.', de: 'Dieser Analysator arbeitet nicht mit dieser Art von Medium.' },
};

/** Feeds every stream of the decode to the runs that asked for it; all streams flow at the same time. */
async function pump(decode: Decode, plan: Plan, runs: readonly AnalyzerRun[], after: (atMs: number, stream: number) => Promise<void>, keyframe?: { index: number; take(batch: FrameBatch): Promise<void> }): Promise<void> {
  const lastTime = (batch: FrameBatch): number => batch.frames.at(-1)?.atMs ?? 0;
  const streams = [
    ...plan.sampled.map((_, index) => async (stream: number) => {
      const users = runs.filter((run) => run.planned.sampled === index);
      for await (const batch of decode.sampled[index] ?? []) {
        await Promise.all([...users.map((run) => run.frames(batch)), ...(keyframe?.index === index ? [keyframe.take(batch)] : [])]);
        await after(lastTime(batch), stream);
      }
    }),
    ...(decode.everyFrame ? [async (stream: number) => {
      const users = runs.filter((run) => run.planned.everyFrame);
      for await (const batch of decode.everyFrame ?? []) {
        await Promise.all(users.map((run) => run.everyFrame(batch)));
        await after(lastTime(batch), stream);
      }
    }] : []),
    ...plan.audio.map((_, index) => async (stream: number) => {
      const users = runs.filter((run) => run.planned.audio === index);
      for await (const window of decode.audio[index] ?? []) {
        await Promise.all(users.map((run) => run.audio(window)));
        await after(window.atMs + Math.round(window.channels[0].length * 1000 / window.sampleRateHz), stream);
      }
    }),
  ];
  await Promise.all(streams.map((stream, index) => stream(index)));
}

function openRuns(input: TaskInput, plan: Plan, gate: Gate, { upstream, ended }: { upstream(analyzer: string): readonly Observation[]; ended: ReadonlyMap<string, Run> }): AnalyzerRun[] {
  const ran = (name: string): boolean => [ended.get(name)].some((run) => run?.status === 'done' || run?.status === 'held');
  const pictures = lentPictures(plan.runs.some(({ analyzer }) => analyzer.name === GATE_NAME) ? gate : undefined, input.part?.offsetMs);
  return plan.runs.filter((planned) => planned.notRun === undefined).map((planned) => analyzerRun(planned, {
    media: input.media, medium: factsForAnalyzers(input.media), language: input.language, device: input.models.device, signal: input.signal,
    openModel: (ref) => input.models.get(ref), upstream, ran, offsetMs: input.part?.offsetMs ?? 0, pictures,
  }));
}

/** Says of every run that will not run that and why. */
async function emitNotRun(input: TaskInput, plan: Plan): Promise<void> {
  for (const planned of plan.runs) {
    if (planned.notRun === undefined) continue;
    const run = analyzerRun(planned, { media: input.media, medium: factsForAnalyzers(input.media), language: input.language, device: 'none', signal: input.signal, openModel: () => Promise.reject(new AppError('INTERNAL', 'A run that does not run asked for a model.')), upstream: () => [] });
    const message = planned.notRunMessage ?? notRunWords[planned.notRun]?.[input.language];
    await input.emit({ type: 'run', run: { ...run.snapshot(), status: 'not_run', reason: planned.notRun, ...(message === undefined ? {} : { message }) } });
  }
}

/** A run that ended without results and that another cannot do without. */
function brokenUpstream({ after = [], afterAny = [] }: Reads, ended: (name: string) => Run | undefined): Run | undefined {
  const broken = (name: string): Run | undefined => [ended(name)].find((run) => run && run.status !== 'done' && run.status !== 'held');
  // Those not planned here ended earlier or told that they do not run: the plan has seen to them.
  const heard = afterAny.filter((name) => ended(name) !== undefined);
  return after.map(broken).find((run) => run !== undefined) ?? (heard.length > 0 && heard.length === afterAny.length && heard.every((name) => broken(name) !== undefined) ? broken(heard[0] ?? '') : undefined);
}

/** Those that would have been heard but failed: told, and by that a result reached with less is not kept for other jobs. */
function missed({ afterAny = [], hears = [] }: Reads, ended: (name: string) => Run | undefined): string[] {
  return [...afterAny, ...hears].filter((name) => [ended(name)].some((run) => run?.status === 'failed' || run?.status === 'cancelled'));
}

const missedWords: Readonly<Record<Language, (names: readonly string[]) => string>> = {
  en: (names) => `Found without ${names.join(', ')}, which failed.`,
  de: (names) => `Gefunden ohne ${names.join(', ')}: das ist fehlgeschlagen.`,
};

/** Lets each run finish after those it rests on, and says how it ended. `ended`: runs that have, more with each. */
async function finishRuns(runs: readonly AnalyzerRun[], ended: Map<string, Run>, end: { analysedMs: number; coverage: number; damage?: { code: ErrorCode; message: string } }, withheld: Withholding, language: Language, flush: (run: AnalyzerRun) => Promise<void>, say: (run: Run) => Promise<void>): Promise<void> {
  for (const run of runs) {
    const broken = brokenUpstream(run.planned.analyzer.reads, (name) => ended.get(name));
    if (broken?.status === 'not_run') run.doNotRun(broken.reason ?? 'not_run', broken.message);
    else if (broken) run.fail(new AppError('UPSTREAM_FAILED', `It rests on ${broken.analyzer}, which ended as ${broken.status}.`));
    await run.finish(end.analysedMs, end.coverage);
    await flush(run);
    const snapshot = run.snapshot();
    const told = snapshot.status === 'done' && snapshot.coverage < 1 && end.damage ? { ...snapshot, reason: end.damage.code, message: end.damage.message } : snapshot;
    const unheard = told.status === 'done' && told.reason === undefined ? missed(run.planned.analyzer.reads, (name) => ended.get(name)) : [];
    const final = withheld.told(unheard.length > 0 ? { ...told, reason: 'UPSTREAM_FAILED', message: missedWords[language](unheard) } : told);
    ended.set(run.name, final);
    await say(final);
  }
}

const later = (keyframe: KeyframeEvent, byMs: number): KeyframeEvent => ({ ...keyframe, atMs: keyframe.atMs + byMs });

/**
 * Decodes `input.probe` once and runs the plan on it. Failures of single analyzers end in their runs; what ends the
 * whole task is thrown: CANCELLED (after every open run was reported as cancelled), MEDIA_UNREADABLE, USAGE.
 */
export async function runTask(input: TaskInput): Promise<void> {
  const tier = await chooseTier(input.analyzers, input.tier ?? 'lite', (ref) => input.models.missing(ref), input.language);
  const { part, media } = input;
  const offsetMs = part?.offsetMs ?? 0;
  const gate = openGate(part);
  const plan = planTask({ analyzers: tier.analyzers, tier, gate: gate.analyzer, choices: input.choices, facts: input.media, finished: input.finished.map(({ run }) => run) });
  await emitNotRun(input, plan);
  const upstream = upstreamStore(plan, input.finished);
  const ended = new Map(input.finished.map(({ run }) => [run.analyzer, run]));
  const runs = openRuns(input, plan, gate, { upstream: upstream.of, ended });
  const gated = runs.some(({ name }) => name === GATE_NAME);
  const around = { media, language: input.language, offsetMs, ...(input.released ? { released: input.released } : {}) };
  const withheld = gated ? withholding(gate, around) : inheritedWithholding(holdsOf(input.finished.map(({ run }) => run)), { ...around, offsetMs: 0 });
  const say = (run: Run): Promise<void> => input.emit({ type: 'run', run });
  const flush = async (run: AnalyzerRun): Promise<void> => {
    const items = withheld.release(run);
    upstream.add(items);
    for (let from = 0; from < items.length; from += OBSERVATIONS_PER_EVENT) {
      await input.emit({ type: 'observations', runId: run.snapshot().id, items: items.slice(from, from + OBSERVATIONS_PER_EVENT) });
    }
  };
  const flushKeyframes = async (fresh?: KeyframeEvent): Promise<void> => {
    for (const keyframe of withheld.keyframes(fresh)) await input.emit(keyframe);
  };
  if (runs.length === 0) return;

  const keyframes = input.keyframeSide > 0 && input.media.kind !== 'audio' ? keyframeNeed(plan, input.media, input.keyframeSide) : undefined;
  const decode = openDecode({ probe: input.probe, sampled: plan.sampled, everyFrame: plan.everyFrame, audio: plan.audio, signal: input.signal });
  try {
    await input.emit({ type: 'progress', stage: 'open', fraction: 0, atMs: 0 });
    for (const stage of openingOrder(runs, input.stages)) await Promise.all(stage.map((run) => run.open()));
    for (const run of runs) await say(run.snapshot());
    const progress = progressOf(input.media.durationMs, plan.sampled.length + (plan.everyFrame ? 1 : 0) + plan.audio.length, input.emit);
    await pump(decode, plan, runs, async (atMs, stream) => {
      input.signal.throwIfAborted();
      for (const run of runs) await flush(run);
      await progress(stream, atMs);
    }, keyframes && { index: keyframes.index, take: async (batch) => { for (const frame of batch.frames) await flushKeyframes(later(await keyframeOf(frame, batch), offsetMs)); } });
    const end = await decode.end;
    for (const warning of end.warnings) await input.emit({ type: 'warning', ...warning });
    await input.emit({ type: 'progress', stage: 'finish', fraction: 0, atMs: input.media.durationMs });
    const damage = end.warnings.find(({ code }) => code === 'MEDIA_TRUNCATED');
    await finishRuns(runs, ended, { ...end, ...(damage ? { damage } : {}) }, withheld, input.language, flush, say);
    await flushKeyframes();
    const openShot = gate.openShot();
    if (openShot) await input.emit({ type: 'open_shot', shot: openShot });
    input.signal.throwIfAborted();
  } catch (error) {
    decode.stop();
    for (const run of runs) {
      if (!run.active()) continue;
      if (input.signal.aborted) run.cancel();
      else run.fail(error);
      await say(run.snapshot());
    }
    throw input.signal.aborted ? new AppError('CANCELLED', 'Cancelled.', {}, error) : toAppError(error);
  }
}
