/** What an analyzer may ask of a model. It names models; the worker loads, shares and releases them. */
import type { z } from 'zod';

/** Dense tensor in row-major order; `dims` multiply to `data.length`. */
export type Tensor =
  | { type: 'float32'; dims: readonly number[]; data: Float32Array }
  | { type: 'uint8'; dims: readonly number[]; data: Uint8Array }
  | { type: 'int32'; dims: readonly number[]; data: Int32Array }
  | { type: 'int64'; dims: readonly number[]; data: BigInt64Array };

/** How bytes of RGB pixels become the numbers of an input: `(byte - mean) / std` for each channel, in this order. */
export interface PixelCoding {
  order: 'rgb' | 'bgr';
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** One input of a network as its entry describes it; a string in `dims` names a size that varies. */
export interface TensorInput {
  name: string;
  type: Tensor['type'];
  dims: readonly (number | string)[];
  /** Present where the input is a picture. */
  pixels?: PixelCoding;
}

/** A network: named tensors in, named tensors out. Calls are serialised by the engine. */
export interface TensorModel {
  /** Names of the classes (or characters) along the last axis of the output that scores them; absent where the model has none. */
  readonly labels?: readonly string[];
  /** What goes in; models that stand in for one another differ in sizes and pixel coding. */
  readonly inputs?: readonly TensorInput[];
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

/** One recognised token with the natural logarithm of its probability (≤ 0). */
export interface SpokenToken {
  text: string;
  logProb: number;
}

/** Turns one stretch of speech (mono, 16 kHz, −1..1, at most 30 s) into text. */
export interface SpeechToText {
  transcribe(samples: Float32Array, signal?: AbortSignal): Promise<{ text: string; tokens: readonly SpokenToken[] }>;
}

/** Speech probability 0..1 for each window of 512 samples (32 ms at 16 kHz); keeps its state between calls. */
export interface VoiceActivity {
  windowSamples: 512;
  probabilities(samples: Float32Array): Promise<Float32Array>;
  reset(): void;
}

/** A stretch of speech with the times of its words, as larger models hear it. */
export interface TimedTranscript {
  /** ISO 639-1 where the model names a language that has one. */
  language?: string;
  text: string;
  /** Milliseconds from the first sample. `confidence`: mean probability of the tokens, where the server tells. */
  segments: readonly { startMs: number; endMs: number; text: string; confidence?: number }[];
  words: readonly { startMs: number; endMs: number; text: string }[];
}

/** Speech (mono, 16 kHz, -1..1) as text, in any language that the served model knows. */
export interface TimedSpeechToText {
  /** @throws AppError MODEL_SERVER_… , MODEL_ANSWER_INVALID, CANCELLED */
  transcribe(samples: Float32Array, options?: { language?: string; signal?: AbortSignal }): Promise<TimedTranscript>;
}

/** One voice from one time to another; turns of different voices may overlap. */
export interface SpeakerTurn {
  /** From the first sample given. */
  startMs: number;
  endMs: number;
  /** Whole numbers from 0 on, without meaning beyond this call. */
  speaker: number;
}

/** Tells the voices of a sound apart (mono, 16 kHz, −1..1); turns in order of their start. */
export interface SpeakerDiarization {
  diarize(samples: Float32Array): Promise<readonly SpeakerTurn[]>;
}

/** Frees speech of noise (mono, 16 kHz, −1..1): as many samples as were given, at the same times. Nothing is remembered between calls. */
export interface SpeechEnhancement {
  enhance(samples: Float32Array): Promise<Float32Array>;
}

/** What the server told of one answer, as far as it told. */
export interface AnswerFacts {
  promptTokens?: number;
  answerTokens?: number;
  /** Geometric mean of the probabilities of the answer's tokens, 0..1: how sure of its words the model was, not of what it saw. */
  tokenProbability?: number;
}

/** What a language model is asked. */
export interface TextRequest {
  /** What it is to be and to keep to. */
  system?: string;
  prompt: string;
  maxTokens?: number;
  /** 0 (default): the likeliest answer. */
  temperature?: number;
  signal?: AbortSignal;
  /** Hears the answer as it grows; of a second try too. */
  onText?: (piece: string) => void;
  /** Hears what the server told of each try; only then it is asked to. */
  onFacts?: (facts: AnswerFacts) => void;
}

/** A question about pictures. */
export interface PictureRequest extends TextRequest {
  /** JPEG or PNG, in the order in which they are shown, each behind its caption. */
  images: readonly { bytes: Uint8Array; type: 'image/jpeg' | 'image/png'; caption?: string }[];
}

/** A language model; one with eyes takes a PictureRequest. */
export interface TextGenerator<R extends TextRequest = TextRequest> {
  /** @throws AppError MODEL_SERVER_…, MODEL_ANSWER_INVALID, CANCELLED */
  generate(request: R): Promise<string>;
  /** An answer of the demanded form: the schema is given to the server and checked here; a wrong one gets a second try. @throws as above */
  generateAs<T>(schema: z.ZodType<T>, name: string, request: R): Promise<T>;
}

/** Models behind a server that the user names. */
export interface ServedKinds {
  timed_speech_to_text: TimedSpeechToText;
  text_generation: TextGenerator;
  /** Analyzers get it as VisionLanguage. */
  vision_language: TextGenerator<PictureRequest>;
}
export type ServedKind = keyof ServedKinds;

export interface ModelKinds extends ServedKinds {
  tensor: TensorModel;
  speech_to_text: SpeechToText;
  voice_activity: VoiceActivity;
  speech_enhancement: SpeechEnhancement;
  speaker_diarization: SpeakerDiarization;
}

export type ModelKind = keyof ModelKinds;
/** Kinds whose networks run on this machine. */
export type HostedKind = Exclude<ModelKind, ServedKind>;

/** A reference that an analyzer declares: which model, and through which interface it wants to use it. */
export interface ModelRef<K extends ModelKind = ModelKind> {
  id: string;
  kind: K;
  /** `id` is one of MODEL_ROLES: whichever model of that role is on the machine. */
  byRole?: true;
  /** Where it is not on the machine, the method does without it. */
  optional?: true;
  /** Of a served model: names that are asked instead of the one that the user set, where the server has one of them. */
  prefers?: readonly string[];
}

/**
 * Roles of the full tier: models of one role take and give the same, apart from the size and coding of pictures, so a
 * user's own can stand in for the registry's. docs/guides/models.md describes each.
 */
export const MODEL_ROLES = [
  'object-detector', 'face-detector', 'depth-estimator', 'person-embedder', 'person-segmenter', 'gesture-classifier', 'audio-tagger', 'image-embedder', 'text-embedder', 'speech-enhancer',
] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

export const roleModel = (role: Exclude<ModelRole, 'speech-enhancer'>): ModelRef<'tensor'> => ({ id: role, kind: 'tensor', byRole: true });
/** Whichever noise reduction is on the machine. */
export const speechEnhancer = (): ModelRef<'speech_enhancement'> => ({ id: 'speech-enhancer' satisfies ModelRole, kind: 'speech_enhancement', byRole: true });

/** The same model, undefined for the analyzer where it is not on the machine; one that is damaged fails the run. */
export const optionalModel = <K extends ModelKind>(ref: ModelRef<K>): ModelRef<K> & { optional: true } => ({ ...ref, optional: true });

export const tensorModel = (id: string): ModelRef<'tensor'> => ({ id, kind: 'tensor' });
export const speechToText = (id: string): ModelRef<'speech_to_text'> => ({ id, kind: 'speech_to_text' });
export const voiceActivity = (id: string): ModelRef<'voice_activity'> => ({ id, kind: 'voice_activity' });
export const speakerDiarization = (id: string): ModelRef<'speaker_diarization'> => ({ id, kind: 'speaker_diarization' });
export const speechEnhancement = (id: string): ModelRef<'speech_enhancement'> => ({ id, kind: 'speech_enhancement' });

/** @param prefers names that are better for the purpose than the one the user set, the best first */
export const servedModel = <K extends ServedKind>(kind: K, prefers: readonly string[] = []): ModelRef<K> => ({ id: 'model-server', kind, ...(prefers.length > 0 ? { prefers } : {}) });
