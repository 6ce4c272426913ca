/**
 * Models behind a server that speaks OpenAI's protocol, such as vLLM: speech, language, vision. The address, the key
 * and the names of the models are the user's; nothing is sent anywhere else. Requests that fail for want of capacity
 * or connection are made again with growing pauses, as the server's Retry-After asks where it does.
 */
import type { ModelFacts, ModelServer } from '@aima/contract';
import type { ServedKind, ServedKinds } from '@aima/sdk';
import { AppError } from '../../kernel/app-error.ts';
import type { OpenClient, ServedOptions } from './openai-client.ts';

const DEFAULTS: ServedOptions = { timeoutMs: 120_000, retries: 3 };

const SETTINGS = {
  timed_speech_to_text: { name: 'speechModel', variable: 'AIMA_OPENAI_SPEECH_MODEL' },
  text_generation: { name: 'textModel', variable: 'AIMA_OPENAI_TEXT_MODEL' },
  vision_language: { name: 'visionModel', variable: 'AIMA_OPENAI_VISION_MODEL' },
} as const satisfies Record<ServedKind, { name: keyof ModelServer; variable: string }>;

export const isServedKind = (kind: string): kind is ServedKind => Object.hasOwn(SETTINGS, kind);

export interface ServerReport {
  baseUrl: string;
  /** Names of what it serves. */
  models: string[];
  /** Names that are set, but that it does not serve. */
  missing: string[];
  problem?: string;
}

export interface ServedModels {
  /** What has to be set before a model of this kind can be asked; undefined where it is. */
  missing(kind: ServedKind): AppError | undefined;
  /** The first of these names that the server has; undefined where it has none, or does not say. Never throws. */
  preferred(names: readonly string[]): Promise<string | undefined>;
  /**
   * @param name instead of the one that is set
   * @throws AppError MODEL_MISSING
   */
  get<K extends ServedKind>(kind: K, name?: string): { model: ServedKinds[K]; facts: ModelFacts[] };
  /** Undefined where no server is set. Never throws. */
  report(signal?: AbortSignal): Promise<ServerReport | undefined>;
}

const unset = (variable: string): AppError => new AppError('MODEL_MISSING', `It needs a model server: set ${variable}. docs/guides/models.md says how.`, { variable });

/** The model, whose client is loaded with the first question. */
function lazily(load: () => Promise<OpenClient>, name: string): { [K in ServedKind]: () => ServedKinds[K] } {
  const once = <K extends ServedKind>(kind: K): (() => Promise<ServedKinds[K]>) => {
    let made: Promise<ServedKinds[K]> | undefined;
    return () => (made ??= load().then((client) => client.model(kind, name)));
  };
  const [hearing, words, eyes] = [once('timed_speech_to_text'), once('text_generation'), once('vision_language')];
  return {
    timed_speech_to_text: () => ({ transcribe: async (samples, options) => (await hearing()).transcribe(samples, options) }),
    text_generation: () => ({ generate: async (request) => (await words()).generate(request), generateAs: async (schema, form, request) => (await words()).generateAs(schema, form, request) }),
    vision_language: () => ({ generate: async (request) => (await eyes()).generate(request), generateAs: async (schema, form, request) => (await eyes()).generateAs(schema, form, request) }),
  };
}

export function servedModels(server: ModelServer | undefined, options: Partial<ServedOptions> = {}): ServedModels {
  let loading: Promise<OpenClient> | undefined;
  const clientOf = (of: ModelServer): Promise<OpenClient> => (loading ??= import('./openai-client.ts').then(({ openClient }) => openClient(of, { ...DEFAULTS, ...options })));
  const nameOf = (kind: ServedKind): string | undefined => server?.[SETTINGS[kind].name];
  const missing = (kind: ServedKind): AppError | undefined => {
    if (!server) return unset('AIMA_OPENAI_BASE_URL');
    return nameOf(kind) === undefined ? unset(SETTINGS[kind].variable) : undefined;
  };
  return {
    missing,
    async preferred(names) {
      if (!server || names.length === 0) return undefined;
      const { models } = await (await clientOf(server)).list();
      return names.find((name) => models.includes(name));
    },
    get(kind, asked) {
      const name = asked ?? nameOf(kind);
      if (!server || name === undefined) throw missing(kind) ?? unset('AIMA_OPENAI_BASE_URL');
      return { model: lazily(() => clientOf(server), name)[kind](), facts: [{ id: `${name} (${new URL(server.baseUrl).host})`, licence: 'unknown: served by others' }] };
    },
    async report(signal) {
      if (!server) return undefined;
      const { models, problem } = await (await clientOf(server)).list(signal);
      const wanted = (Object.keys(SETTINGS) as ServedKind[]).flatMap((kind) => nameOf(kind) ?? []); // the keys of SETTINGS, which is a literal
      return { baseUrl: server.baseUrl, models, ...(problem === undefined ? { missing: wanted.filter((name) => !models.includes(name)) } : { missing: [], problem }) };
    },
  };
}
