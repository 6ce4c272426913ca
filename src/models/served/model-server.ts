/**
 * Models behind a server that speaks OpenAI's protocol, such as vLLM: speech, language, vision. The address, the key
 * and the names of the models are the user's; nothing is sent anywhere else. Requests that fail for want of capacity
 * or connection are made again with growing pauses, as the server's Retry-After asks where it does.
 */
import OpenAI from 'openai';
import type { ModelFacts, ModelServer } from '@aima/contract';
import type { ServedKind, ServedKinds } from '@aima/sdk';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { serverError } from './server-error.ts';
import { servedSpeech } from './speech.ts';
import { servedText } from './text.ts';

/** Long answers take long; silence for this long is none. */
const TIMEOUT_MS = 120_000;
const RETRIES = 3;
const REPORT_LIMIT_MS = 10_000;

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
  /** @throws AppError MODEL_MISSING */
  get<K extends ServedKind>(kind: K): { model: ServedKinds[K]; facts: ModelFacts[] };
  /** Undefined where no server is set. Never throws. */
  report(signal?: AbortSignal): Promise<ServerReport | undefined>;
}

export interface ServedOptions {
  timeoutMs?: number;
  retries?: number;
}

const unset = (variable: string): AppError => new AppError('MODEL_MISSING', `It needs a model server: set ${variable}. docs/guides/models.md says how.`, { variable });

async function reportOf(client: OpenAI, wanted: readonly string[], signal?: AbortSignal): Promise<ServerReport> {
  const baseUrl = client.baseURL;
  try {
    const limit = AbortSignal.timeout(REPORT_LIMIT_MS);
    const page = await client.models.list({ signal: signal ? AbortSignal.any([signal, limit]) : limit, maxRetries: 0 });
    const models = page.data.map(({ id }) => id);
    return { baseUrl, models, missing: wanted.filter((name) => !models.includes(name)) };
  } catch (error) {
    return { baseUrl, models: [], missing: [], problem: toAppError(serverError(error, baseUrl)).message };
  }
}

export function servedModels(server: ModelServer | undefined, { timeoutMs = TIMEOUT_MS, retries = RETRIES }: ServedOptions = {}): ServedModels {
  // Servers without a key take any; the package wants one.
  const client = server && new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey ?? 'none', timeout: timeoutMs, maxRetries: retries, organization: null, project: null });
  const nameOf = (kind: ServedKind): string | undefined => server?.[SETTINGS[kind].name];
  const missing = (kind: ServedKind): AppError | undefined => {
    if (!server) return unset('AIMA_OPENAI_BASE_URL');
    return nameOf(kind) === undefined ? unset(SETTINGS[kind].variable) : undefined;
  };
  const makers: { [K in ServedKind]: (of: OpenAI, model: string) => ServedKinds[K] } = { timed_speech_to_text: servedSpeech, text_generation: servedText, vision_language: servedText };
  return {
    missing,
    get(kind) {
      const name = nameOf(kind);
      if (!client || name === undefined) throw missing(kind) ?? unset('AIMA_OPENAI_BASE_URL');
      return { model: makers[kind](client, name), facts: [{ id: `${name} (${new URL(client.baseURL).host})`, licence: 'unknown: served by others' }] };
    },
    report: async (signal) => client && reportOf(client, (Object.keys(SETTINGS) as ServedKind[]).flatMap((kind) => nameOf(kind) ?? []), signal), // the keys of SETTINGS, which is a literal
  };
}
