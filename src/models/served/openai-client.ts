/** Everything that needs the `openai` package, which takes 0.2 s and 35 MB to load: imported at the first call. */
import OpenAI from 'openai';
import type { ModelServer } from '@aima/contract';
import type { ServedKind, ServedKinds } from '@aima/sdk';
import { serverError } from './server-error.ts';
import { servedSpeech } from './speech.ts';
import { servedText } from './text.ts';

const REPORT_LIMIT_MS = 10_000;

export interface ServedOptions {
  /** Until an answer begins; silence for this long is none. */
  timeoutMs: number;
  /** Further tries after want of capacity or connection. */
  retries: number;
}

export interface OpenClient {
  model<K extends ServedKind>(kind: K, name: string): ServedKinds[K];
  /** Names of what the server serves, or why it did not say. */
  list(signal?: AbortSignal): Promise<{ models: string[]; problem?: string }>;
}

export function openClient(server: ModelServer, { timeoutMs, retries }: ServedOptions): OpenClient {
  // Servers without a key take any; the package wants one.
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: server.apiKey ?? 'none', timeout: timeoutMs, maxRetries: retries, organization: null, project: null });
  const text = (name: string): ReturnType<typeof servedText> => servedText(client, name, { timeoutMs });
  const makers: { [K in ServedKind]: (name: string) => ServedKinds[K] } = { timed_speech_to_text: (name) => servedSpeech(client, name), text_generation: text, vision_language: text };
  return {
    model: (kind, name) => makers[kind](name),
    async list(signal) {
      const limit = AbortSignal.timeout(REPORT_LIMIT_MS);
      try {
        const page = await client.models.list({ signal: signal ? AbortSignal.any([signal, limit]) : limit, maxRetries: 0 });
        return { models: page.data.map(({ id }) => id) };
      } catch (error) {
        return { models: [], problem: limit.aborted ? `The model server at ${client.baseURL} did not answer in time.` : serverError(error, client.baseURL, signal).message };
      }
    },
  };
}
