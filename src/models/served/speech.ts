/** Speech to text by a served Whisper: `/v1/audio/transcriptions` with times of segments and words. */
import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { TimedSpeechToText, TimedTranscript } from '@aima/sdk';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { languageCode } from './language-code.ts';
import { serverError } from './server-error.ts';
import { wavOf } from './wav.ts';

const SAMPLE_RATE = 16_000;

/** `verbose_json` as OpenAI's, vLLM's and whisper.cpp's servers give it; times in seconds. */
const Verbose = z.object({
  text: z.string(),
  language: z.string().nullish(),
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string(), avg_logprob: z.number().nullish() })).nullish(),
  words: z.array(z.object({ start: z.number(), end: z.number(), word: z.string() })).nullish(),
});

const ms = (seconds: number, mostMs: number): number => Math.min(mostMs, Math.max(0, Math.round(seconds * 1000)));

/** Times that a server tells may run backwards or past the end; what comes out does not. */
function transcriptOf(answer: unknown, lengthMs: number, baseUrl: string): TimedTranscript {
  const parsed = Verbose.safeParse(answer);
  if (!parsed.success) throw new AppError('MODEL_ANSWER_INVALID', `The model server at ${baseUrl} gave no transcript with times: ${z.prettifyError(parsed.error)}`, { baseUrl });
  const { text, language, segments, words } = parsed.data;
  const code = language ? languageCode(language) : undefined;
  const span = (start: number, end: number): { startMs: number; endMs: number } => {
    const startMs = ms(start, lengthMs);
    return { startMs, endMs: Math.max(startMs, ms(end, lengthMs)) };
  };
  return {
    text: text.trim(), ...(code === undefined ? {} : { language: code }),
    segments: (segments ?? [{ start: 0, end: lengthMs / 1000, text, avg_logprob: null }]).map((each) => ({
      ...span(each.start, each.end), text: each.text.trim(), ...(typeof each.avg_logprob === 'number' ? { confidence: Math.min(1, Math.exp(each.avg_logprob)) } : {}),
    })).filter((each) => each.text !== ''),
    words: (words ?? []).map((each) => ({ ...span(each.start, each.end), text: each.word.trim() })).filter((each) => each.text !== ''),
  };
}

export function servedSpeech(client: OpenAI, model: string): TimedSpeechToText {
  return {
    async transcribe(samples, { language, signal } = {}) {
      const file = await toFile(wavOf(samples, SAMPLE_RATE), 'speech.wav', { type: 'audio/wav' });
      try {
        const answer = await client.audio.transcriptions.create({
          file, model, response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'], temperature: 0, ...(language ? { language } : {}),
        }, signal ? { signal } : {});
        return transcriptOf(answer, Math.round((samples.length * 1000) / SAMPLE_RATE), client.baseURL);
      } catch (error) {
        throw serverError(error, client.baseURL, signal);
      }
    },
  };
}
