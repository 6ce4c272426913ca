/**
 * The describer: one part for all analyzers that let a vision-language model behind a server tell what is to be seen.
 * Which pictures, how many, and what is asked is data (`preset.ts`); docs/decisions/0005-describer.md tells why.
 * Nothing is asked about a picture before the minors' gate freed its shot: presets with a memory ask as the film plays,
 * as soon as a stretch is freed, all others at the end.
 */
import type { Language, Observation } from '@aima/contract';
import { clockTime, defineAnalyzer, FindingFields, servedModel, type Analyzer, type AnswerFacts, type KeptPicture, type LeftOut, type OpenContext, type Session, type VisionLanguage } from '@aima/sdk';
import { z } from 'zod';
import { VIEW } from '../view/view.ts';
import { askInOrder } from './ask-in-order.ts';
import { draftsOf, type Draft } from './forms.ts';
import { linesOf, toldBy, UserContext, type Material } from './material.ts';
import { leftOutWords, type LeftOutCount } from './left-out.ts';
import type { DescriberPreset } from './preset.ts';
import { captionOf, systemPrompt, userPrompt } from './prompt.ts';
import { sharpnessOf } from './sharpness.ts';
import { shotPictures } from './shot-pictures.ts';
import { freeStretches, isDecided, joinParts, picturesOf, trimmed, undecidedMs, type Stretch } from './stretches.ts';

const HEARS = ['cut_analysis', 'scene_segmentation', 'speech_transcription', 'text_overlay'] as const;
const MOST_BASED_ON = 50;
/** Where the server tells no probabilities nobody knows how sure the model is: neither likely nor unlikely. */
const UNTOLD_CONFIDENCE = 0.5;
/** Frames per second of a film that tells none. */
const USUAL_FPS = 30;
/** Candidates for each picture that is shown. */
const CANDIDATES = 2;
/** Open questions beyond those under way, while the film plays: then the film waits. */
const MOST_OPEN = 4;

const Finding = z.object({
  ...FindingFields,
  label: z.enum(['description', 'event', 'caption']),
  endMs: z.int().nonnegative(),
  text: z.string(),
  /** Of four questions: scene, people, action, details. */
  aspects: z.record(z.string(), z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  /** What is different at the end of the stretch. */
  change: z.string().optional(),
  /** What the model was shown. */
  pictures: z.array(z.object({ atMs: z.int() })),
  /** `token_probabilities`: how sure the model was of its words, not of what it saw. `not_told`: nobody knows. */
  confidenceFrom: z.enum(['token_probabilities', 'not_told']),
  /** What the server counted for the answer; stands at its first finding. */
  tokens: z.object({ question: z.int(), answer: z.int() }).optional(),
});
type Finding = z.infer<typeof Finding>;

const parametersOf = (preset: DescriberPreset) => z.object({
  /** Most pictures in one question; servers have limits of their own. */
  pictures: z.int().min(1).max(32).default(preset.pictures),
  /** Longest stretch that one question is about. */
  windowMs: z.int().min(500).max(600_000).default(preset.windowMs),
  /** In place of `windowMs`: so many frames of the film; 0 where it is not used. */
  frameInterval: z.int().min(0).max(100_000).default(preset.frameInterval ?? 0),
  /** Most pictures of one medium, or of ten minutes of a long one. */
  maxPictures: z.int().min(1).max(2000).default(preset.maxPictures),
  requestsAtOnce: z.int().min(1).max(64).default(preset.memory === undefined ? preset.requestsAtOnce : 1),
  /** Longer side. Another one than the usual costs a picture stream of its own. */
  pictureSide: z.int().min(224).max(1920).default(VIEW.width),
  maxTokens: z.int().min(64).max(8192).default(preset.maxTokens),
  /** What is known of the medium; the analysis works without. */
  context: UserContext.prefault({}),
});
type Parameters = z.infer<ReturnType<typeof parametersOf>>;

type Context = OpenContext<Parameters, Finding, { eyes: ReturnType<typeof servedModel<'vision_language'>> }>;

/** One stretch described. */
interface Described {
  drafts: Draft[];
  pictures: readonly KeptPicture[];
  facts: readonly AnswerFacts[];
}

const isUnfit = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'MODEL_ANSWER_INVALID';

async function describe(eyes: VisionLanguage, preset: DescriberPreset, { parameters, language, medium }: Context, stretch: Stretch, material: Material, signal: AbortSignal): Promise<Described> {
  const pictures = picturesOf(stretch, parameters.pictures);
  const facts: AnswerFacts[] = [];
  const { startMs, endMs } = stretch;
  const photo = medium.kind === 'image';
  const drafts = await draftsOf(preset.form, photo, { startMs, endMs }, (schema, name) => eyes.answerAs(schema, name, {
    system: systemPrompt(language),
    prompt: userPrompt({ form: preset.form, task: preset.task, photo, startMs, endMs, material }),
    pictures: pictures.map((picture, i) => ({ picture, caption: photo ? 'The photo:' : captionOf(picture, i + 1, pictures.length) })),
    maxTokens: parameters.maxTokens, signal, onFacts: (told) => facts.push(told),
  }));
  return { drafts, pictures, facts };
}

function countedTokens(facts: readonly AnswerFacts[]): Pick<Finding, 'tokens'> {
  if (!facts.some(({ promptTokens }) => promptTokens !== undefined)) return {};
  const sum = (of: (each: AnswerFacts) => number | undefined): number => facts.reduce((total, each) => total + (of(each) ?? 0), 0);
  return { tokens: { question: sum(({ promptTokens }) => promptTokens), answer: sum(({ answerTokens }) => answerTokens) } };
}

/** Cuts and shots at the edges of and within a stretch. */
function evidence(upstream: Context['upstream'], { startMs, endMs }: { startMs: number; endMs: number }): Pick<Finding, 'basedOn'> {
  const touching = (item: Observation): boolean => item.startMs <= endMs && item.endMs >= startMs;
  const found = [...upstream('cut_analysis').filter(({ label }) => label === 'cut'), ...upstream('scene_segmentation').filter(({ label }) => label === 'shot')].filter(touching).slice(0, MOST_BASED_ON);
  return found.length > 0 ? { basedOn: found.map(({ id }) => id) } : {};
}

/** Hands the findings of one stretch over; events rest on the description of their stretch. */
function tell({ drafts, pictures, facts }: Described, { emit, upstream }: Context): void {
  const sure = facts.at(-1)?.tokenProbability;
  let whole: string | undefined;
  for (const [i, draft] of drafts.entries()) {
    const { basedOn = [] } = evidence(upstream, draft);
    const all = [...(whole === undefined ? [] : [whole]), ...basedOn];
    const id = emit({
      ...draft, confidence: sure === undefined ? UNTOLD_CONFIDENCE : Math.round(sure * 1000) / 1000, confidenceFrom: sure === undefined ? 'not_told' : 'token_probabilities',
      pictures: pictures.map(({ atMs }) => ({ atMs: Math.round(atMs) })), ...(i === 0 ? countedTokens(facts) : {}), ...(all.length > 0 ? { basedOn: all } : {}),
    });
    if (draft.label === 'description') whole = id;
  }
}

/** Asks about stretches, and counts what had to be left out. */
function questions(preset: DescriberPreset, context: Context) {
  const { parameters, upstream, pictures: { verdict }, models: { eyes }, signal } = context;
  const queue = askInOrder(parameters.requestsAtOnce, signal);
  const count: LeftOutCount = { asked: 0, askedMs: 0, leftOut: 0, leftOutMs: 0, unfreedMs: 0 };
  const memory: { fromSecond: number; text: string }[] = [];
  let unfit: unknown;

  const materialFor = ({ startMs, endMs }: Stretch): Material => ({
    ...toldBy(parameters.context),
    spoken: linesOf(upstream('speech_transcription'), startMs, endMs),
    writtenInThePicture: linesOf(upstream('text_overlay'), startMs, endMs),
    before: [...memory],
  });
  const remember = (drafts: readonly Draft[]): void => {
    memory.push(...drafts.map(({ startMs, text }) => ({ fromSecond: startMs / 1000, text })));
    memory.splice(0, Math.max(0, memory.length - (preset.memory ?? 0)));
  };
  const ask = (stretch: Stretch): void => {
    const lengthMs = stretch.endMs - stretch.startMs + 1;
    count.asked += 1;
    count.askedMs += lengthMs;
    queue.add<Described | undefined>((until) => describe(eyes, preset, context, stretch, materialFor(stretch), until).catch((error: unknown) => {
      if (!isUnfit(error)) throw error;
      unfit = error;
      count.leftOut += 1;
      count.leftOutMs += lengthMs;
      return undefined;
    }), (described) => {
      if (!described) return;
      remember(described.drafts);
      tell(described, context);
    });
  };
  return {
    ask(stretch: Stretch): void {
      count.unfreedMs += undecidedMs(stretch, verdict);
      for (const free of freeStretches(stretch, verdict)) ask(free);
    },
    room: () => queue.room(parameters.requestsAtOnce + MOST_OPEN),
    async end(language: Language): Promise<LeftOut | undefined> {
      await queue.end();
      if (count.asked > 0 && count.leftOut === count.asked) throw unfit;
      return leftOutWords(count, language);
    },
  };
}

function openDescriber(preset: DescriberPreset, context: Context): Session {
  const { parameters, medium, pictures, language } = context;
  const longestMs = Math.round(parameters.frameInterval > 0 ? (parameters.frameInterval * 1000) / (medium.fps > 0 ? medium.fps : USUAL_FPS) : parameters.windowMs);
  const leastMs = Math.ceil((medium.durationMs * parameters.pictures) / parameters.maxPictures);
  const shots = shotPictures(Math.max(longestMs, leastMs), parameters.pictures * CANDIDATES);
  const join = joinParts({ upToMs: preset.unit === 'window' ? longestMs : 0, leastMs });
  const asking = questions(preset, context);
  const waiting: Stretch[] = [];

  const take = (): void => {
    for (const part of shots.take()) {
      const ended = join.add(part);
      if (ended) waiting.push(trimmed(ended, parameters.pictures));
    }
  };
  const askFreed = async (): Promise<void> => {
    take();
    if (preset.memory === undefined) return;
    while (waiting[0] && isDecided(waiting[0], pictures.verdict)) {
      const next = waiting.shift();
      if (next) asking.ask(next);
    }
    await asking.room();
  };
  return {
    async frames(batch) {
      const kept = await Promise.all(batch.frames.map(async (frame) => ({ picture: await pictures.keep(frame, batch), sharpness: sharpnessOf(frame, batch) })));
      for (const candidate of kept) shots.picture(candidate);
      await askFreed();
    },
    async everyFrame(batch) {
      shots.everyFrame(batch);
      await askFreed();
    },
    async finish({ analysedMs }) {
      shots.end(analysedMs);
      take();
      const last = join.end();
      for (const stretch of last ? [...waiting, last] : waiting) asking.ask(stretch);
      return asking.end(language);
    },
  };
}

export const describer = (preset: DescriberPreset): Analyzer => defineAnalyzer({
  name: preset.name,
  version: 1,
  tier: 'full',
  reads: ({ pictureSide }: Parameters) => ({ video: { ...VIEW, width: pictureSide, height: pictureSide }, everyFrame: true, photo: true, hears: HEARS }),
  models: { eyes: servedModel('vision_language', preset.prefers) },
  parameters: parametersOf(preset),
  finding: Finding,
  sentence: {
    en: ({ startMs, endMs, text }) => (endMs > startMs ? `A model describes ${clockTime(startMs)} to ${clockTime(endMs)}: ${text}` : `A model describes: ${text}`),
    de: ({ startMs, endMs, text }) => (endMs > startMs ? `Ein Modell beschreibt ${clockTime(startMs)} bis ${clockTime(endMs)}: ${text}` : `Ein Modell beschreibt: ${text}`),
  },
  open: (context: Context) => openDescriber(preset, context),
});
