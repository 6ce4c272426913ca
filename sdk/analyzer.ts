/** The one analyzer interface. An analyzer sees pictures, sound, models and findings of others; no file, device or network. */
import type { Language, MediaKind, Observation, Tier } from '@aima/contract';
import { Box, Confidence, Milliseconds } from '@aima/contract';
import { z } from 'zod';
import type { AudioWindow, FrameBatch, SampledAudio, SampledVideo } from './frames.ts';
import type { ModelKind, ModelKinds, ModelRef } from './model.ts';
import type { Pictures, VisionLanguage } from './pictures.ts';
import { shiftTimes } from './time-shift.ts';

/** Any JSON value. */
export type JSONValue = z.infer<ReturnType<typeof z.json>>;

/** What every finding has or may have; what a schema adds beyond these becomes `attributes` of the observation. */
export const FindingFields = {
  startMs: Milliseconds,
  /** Left out for a moment: then equal to `startMs`. */
  endMs: Milliseconds.optional(),
  label: z.string().optional(),
  text: z.string().optional(),
  box: Box.optional(),
  trackId: z.string().optional(),
  speakerId: z.string().optional(),
  confidence: Confidence,
  basedOn: z.array(z.string()).optional(),
};

const AnyFinding = z.object(FindingFields);
export type AnyFinding = z.infer<typeof AnyFinding>;

export interface Reads {
  video?: SampledVideo;
  /** True: every frame, tiny (EVERY_FRAME_SIDE). */
  everyFrame?: boolean;
  audio?: SampledAudio;
  /** True: photos come as one frame of the `video` need at 0 ms. */
  photo?: boolean;
  /**
   * True: speaks of the medium as a whole. Long films are looked at in windows, each like a film of its own; this one gets a
   * pass of its own over all of it, so its memory must not grow with the length and it should read sound alone.
   */
  whole?: true;
  /** Analyzers whose observations this one rests on; they run with it and finish before it. */
  after?: readonly string[];
  /** Likewise, but one of them is enough: those that do not run, or fail, are simply not heard. */
  afterAny?: readonly string[];
  /**
   * Those of them that run anyway finish before it and are heard; nobody runs because of it, and it never fails or stays
   * out because one of them did. For findings that make a result better without being needed for it.
   */
  hears?: readonly string[];
}

/** All that an analyzer rests on; they run with it. */
export const upstreamOf = ({ after = [], afterAny = [] }: Reads): readonly string[] => [...after, ...afterAny];

/** All whose findings an analyzer gets; those that it merely hears run only where somebody else asks for them. */
export const heardBy = (reads: Reads): readonly string[] => [...upstreamOf(reads), ...reads.hears ?? []];

/** The given analyzers and all that they rest on: what runs where these are chosen. */
export function withThoseRestedOn(names: Iterable<string>, readsOf: (name: string) => Reads | undefined): ReadonlySet<string> {
  const running = new Set(names);
  for (const name of running) for (const upstream of upstreamOf(readsOf(name) ?? {})) running.add(upstream);
  return running;
}

export type ModelRefs = Readonly<Record<string, ModelRef>>;
/** Models as analyzers get them: one with eyes sees what the gate freed, and nothing else. */
export type AnalyzerModels = Omit<ModelKinds, 'vision_language'> & { vision_language: VisionLanguage };
export type OpenModels<M extends ModelRefs> = { readonly [K in keyof M]: M[K] extends ModelRef<infer Kind extends ModelKind> ? AnalyzerModels[Kind] | (M[K] extends { optional: true } ? undefined : never) : never };

/** What is known of the medium at hand. */
export interface MediumFacts {
  kind: MediaKind;
  durationMs: number;
  /** Displayed pixels; 0 for sound. */
  width: number;
  height: number;
  /** Average frames per second; 0 for photos and sound. */
  fps: number;
  hasAudio: boolean;
  /** Channels of the source, whatever an analyzer asked to receive; 0 without sound. */
  audioChannels: number;
}

export interface OpenContext<P, F, M extends ModelRefs> {
  parameters: P;
  models: OpenModels<M>;
  medium: MediumFacts;
  language: Language;
  signal: AbortSignal;
  /** Hands a finding over; returns the id of its observation, for `basedOn` of later ones. */
  emit(finding: F): string;
  /** Observations of an analyzer named in `reads.after`, `afterAny` or `hears`; complete once `finish` is called, empty where it does not run. */
  upstream(analyzer: string): readonly Observation[];
  /** In `finish`: whether such an analyzer looked at the medium, so that no observation of it means that it found nothing. */
  ran(analyzer: string): boolean;
  /** Keeps pictures for a model that sees them elsewhere. */
  pictures: Pictures;
}

/** Ends a run without a result, honestly: the run says `not_run` and this reason; its findings are dropped. */
export interface NotRun {
  notRun: string;
  message: string;
}

/** Ends a run that found something, but honestly not all: it is done, gives this reason, and covers no more than this. */
export interface LeftOut {
  leftOut: string;
  message: string;
  /** Share of the medium that the findings are about, 0..1. */
  coverage: number;
}

/** One analyzer at work on one medium. Calls of one kind never overlap; `finish` comes last. */
export interface Session {
  frames?(batch: FrameBatch): Promise<void> | void;
  everyFrame?(batch: FrameBatch): Promise<void> | void;
  audio?(window: AudioWindow): Promise<void> | void;
  /** `analysedMs`: up to where the medium could really be read. */
  finish?(end: { analysedMs: number }): Promise<NotRun | LeftOut | void> | NotRun | LeftOut | void;
}

export type SentenceTemplates<F> = Readonly<Record<Language, (finding: F) => string>>;

/** How the full tier does it: other models, mostly another way of asking them; findings and parameters are the same. */
export interface FullTier<P, F extends AnyFinding, M extends ModelRefs> extends Pick<AnalyzerDefinition<P, F, M>, 'models' | 'open'> {
  /** By default the definition's own. */
  reads?: AnalyzerDefinition<P, F, M>['reads'];
  method?: string;
}

export interface AnalyzerDefinition<P = unknown, F extends AnyFinding = AnyFinding, M extends ModelRefs = ModelRefs> {
  /** As in the catalogue of analyzers. */
  name: string;
  /** Raised whenever the same input may give another result. */
  version: number;
  /** A function where parameters (sampling) decide what is read; `after` must not depend on them. */
  reads: Reads | ((parameters: P) => Reads);
  models: M;
  /** `full` where there is no method of the lite tier. */
  tier: Tier;
  /** How the result is reached, in a word or two, for the provenance: `model`, `signal`, `rule`. */
  method: string;
  parameters: z.ZodType<P>;
  finding: z.ZodType<F>;
  sentence: SentenceTemplates<F>;
  open(context: OpenContext<P, F, M>): Session | Promise<Session>;
}

/** An analyzer with its own types forgotten, as the list and the pipeline hold it. */
export interface Analyzer {
  readonly name: string;
  readonly version: number;
  /** With the parameters' defaults. */
  readonly reads: Reads;
  /** With parameters that passed `parseParameters`. */
  readsWith(parameters: Readonly<Record<string, JSONValue>>): Reads;
  readonly models: ModelRefs;
  readonly method: string;
  readonly tier: Tier;
  /** The same analyzer by the method of the full tier, where that is another. */
  readonly full?: Analyzer;
  /** Fills in defaults; throws a ZodError that names the wrong field. */
  parseParameters(given: unknown): Record<string, JSONValue>;
  readonly parameterSchema: z.ZodType;
  /** Of what it finds: the common fields, and its own ones. */
  readonly findingSchema: z.ZodType;
  open(context: OpenAnyContext): Session | Promise<Session>;
}

export interface OpenAnyContext extends Omit<OpenContext<unknown, AnyFinding, ModelRefs>, 'models' | 'emit'> {
  models: Readonly<Record<string, AnalyzerModels[ModelKind]>>;
  /** Where the medium at hand begins within the one that is reported on: findings get this much later, before their sentences are written. */
  offsetMs?: number;
  emit(finding: CheckedFinding): string;
}

/** A finding that passed its schema, with its sentence. */
export interface CheckedFinding {
  known: AnyFinding;
  attributes: Record<string, JSONValue>;
  sentence: string;
}

const knownKeys = new Set(Object.keys(FindingFields));
const Attributes = z.record(z.string(), z.json());

type Definition<P, F extends AnyFinding, M extends ModelRefs> =
  Omit<AnalyzerDefinition<P, F, M>, 'models' | 'method' | 'parameters' | 'tier'> & Partial<Pick<AnalyzerDefinition<P, F, M>, 'models' | 'method' | 'parameters' | 'tier'>>;

function checker<P, F extends AnyFinding, M extends ModelRefs>(definition: Definition<P, F, M>): (finding: F, language: Language, offsetMs: number) => CheckedFinding {
  return (finding, language, offsetMs) => {
    const parsed = shiftTimes(definition.finding.parse(finding), offsetMs);
    const extra = Object.entries(parsed).filter(([key, value]) => !knownKeys.has(key) && value !== undefined);
    return {
      known: AnyFinding.parse(parsed),
      attributes: Attributes.parse(Object.fromEntries(extra)),
      sentence: definition.sentence[language](parsed),
    };
  };
}

/** Parameters that every analyzer of sampled pictures has, whatever its own are. */
const sampling = (standardMs: number): Record<'sampleEveryMs' | 'batchFrames', z.ZodType> => ({
  /** Another interval than the usual one means a picture stream of its own, whose work is not shared. */
  sampleEveryMs: z.int().min(40).max(600_000).default(standardMs),
  /** Most frames that come at once: larger for GPUs, smaller for little memory. */
  batchFrames: z.int().min(1).max(64).default(DEFAULT_BATCH_FRAMES),
});

const DEFAULT_BATCH_FRAMES = 8;

/** The analyzer's own parameters, and those of sampling where it reads pictures at a fixed interval. */
function withSampling(parameters: z.ZodType, reads: Reads | ((parameters: never) => Reads)): z.ZodType {
  if (typeof reads === 'function' || !reads.video || !(parameters instanceof z.ZodObject)) return parameters;
  return parameters.extend(sampling(reads.video.everyMs));
}

const Sampling = z.object({ sampleEveryMs: z.number(), batchFrames: z.number() });

/** What is read, at the interval and in the batches that the parameters ask for. */
function sampledReads(reads: Reads, given: unknown): Reads {
  const asked = Sampling.safeParse(given).data;
  if (!asked || !reads.video) return reads;
  const { sampleEveryMs: everyMs, batchFrames: batch } = asked;
  return { ...reads, video: { ...reads.video, everyMs, ...(batch === DEFAULT_BATCH_FRAMES ? {} : { batch }) } };
}

/**
 * Declares an analyzer. Defaults: tier `lite`, no parameters, no models, method `model` where it names models, else
 * `signal`. `full`: how the full tier does it.
 */
export function defineAnalyzer<F extends AnyFinding, P = Record<string, never>, M extends ModelRefs = Record<never, ModelRef>, N extends ModelRefs = Record<never, ModelRef>>(
  definition: Definition<P, F, M> & { full?: FullTier<P, F, N> },
): Analyzer {
  const parameters = withSampling(definition.parameters ?? z.object({}), definition.reads);
  const check = checker(definition);
  // Parameters passed parseParameters of this very definition.
  const readsWith = (reads: typeof definition.reads) => (given: unknown): Reads => (typeof reads === 'function' ? reads(given as P) : sampledReads(reads, given));

  const inTier = <R extends ModelRefs>(tier: Tier, how: Pick<AnalyzerDefinition<P, F, R>, 'reads' | 'open'> & { models?: R; method?: string }): Analyzer => ({
    name: definition.name,
    version: definition.version,
    reads: readsWith(how.reads)(parameters.parse({})),
    readsWith: readsWith(how.reads),
    models: how.models ?? {},
    method: how.method ?? (how.models && Object.keys(how.models).length > 0 ? 'model' : 'signal'),
    tier,
    parameterSchema: parameters,
    findingSchema: definition.finding,
    parseParameters: (given) => Attributes.parse(parameters.parse(given ?? {})),
    open: (context) => how.open({
      ...context,
      // Parameters passed parseParameters of this very definition, models were opened from its own references.
      parameters: context.parameters as P,
      models: context.models as OpenModels<R>,
      emit: (finding) => context.emit(check(finding, context.language, context.offsetMs ?? 0)),
    }),
  });

  const { full } = definition;
  const own = inTier(definition.tier ?? 'lite', definition);
  return full ? { ...own, full: inTier('full', { reads: definition.reads, ...full }) } : own;
}
