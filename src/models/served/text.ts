/** Language and vision-language models behind `/v1/chat/completions`, streamed; answers of a demanded form are checked. */
import { BadRequestError, type OpenAI } from 'openai';
import type { ChatCompletionChunk, ChatCompletionContentPart, ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { AnswerFacts, PictureRequest, TextGenerator, TextRequest } from '@aima/sdk';
import { AppError } from '../../kernel/app-error.ts';
import { parseAs, schemaForServer } from './demanded-form.ts';
import { serverError } from './server-error.ts';
import { watchSilence } from './silence.ts';

const MAX_TOKENS = 1024;
/** Of what a model says when it refuses, as much as a message needs. */
const REFUSAL_CHARACTERS = 200;

type Asked = TextRequest & Partial<PictureRequest>;

const partsOf = ({ bytes, type, caption }: PictureRequest['images'][number]): ChatCompletionContentPart[] => [
  ...(caption === undefined ? [] : [{ type: 'text' as const, text: caption }]),
  { type: 'image_url', image_url: { url: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` } },
];

function messagesOf({ system, prompt, images = [] }: Asked): ChatCompletionMessageParam[] {
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user' as const, content: images.length === 0 ? prompt : [...images.flatMap(partsOf), { type: 'text' as const, text: prompt }] },
  ];
}

type Form = Pick<ChatCompletionCreateParamsStreaming, 'response_format'>;

/** One answer as it grows. */
interface Growing {
  text: string;
  refusal: string;
  ended: string | null;
  facts: AnswerFacts;
  logProbs: number[];
}

function grow(answer: Growing, { choices, usage }: ChatCompletionChunk): string {
  // With the count of tokens comes a last chunk without a choice.
  if (usage) answer.facts = { ...answer.facts, promptTokens: usage.prompt_tokens, answerTokens: usage.completion_tokens };
  const [choice] = choices;
  if (!choice) return '';
  answer.ended = choice.finish_reason ?? answer.ended;
  answer.refusal += choice.delta.refusal ?? '';
  for (const { logprob } of choice.logprobs?.content ?? []) answer.logProbs.push(logprob);
  const piece = choice.delta.content ?? '';
  answer.text += piece;
  return piece;
}

const withProbability = ({ facts, logProbs }: Growing): AnswerFacts => (logProbs.length === 0 ? facts : { ...facts, tokenProbability: Math.min(1, Math.exp(logProbs.reduce((sum, value) => sum + value, 0) / logProbs.length)) });

interface Speaker {
  client: OpenAI;
  model: string;
  timeoutMs: number;
  /** Counts and probabilities of tokens; switched off where the server refuses to be asked for them. */
  tellsFacts: boolean;
}

/** @returns the text, or why it is none that can be used */
async function stream(speaker: Speaker, request: Asked, form: Form): Promise<{ text: string } | { problem: string }> {
  const { client, model, timeoutMs } = speaker;
  const { maxTokens = MAX_TOKENS, temperature = 0, signal, onText, onFacts } = request;
  const silence = watchSilence(timeoutMs, signal);
  const asksFacts = onFacts !== undefined && speaker.tellsFacts;
  const facts = asksFacts ? { logprobs: true, stream_options: { include_usage: true } } : {};
  const answer: Growing = { text: '', refusal: '', ended: null, facts: {}, logProbs: [] };
  try {
    const pieces = await client.chat.completions.create({ model, messages: messagesOf(request), max_tokens: maxTokens, temperature, stream: true, ...form, ...facts }, { signal: silence.signal });
    silence.heard();
    for await (const chunk of pieces) {
      silence.heard();
      const piece = grow(answer, chunk);
      if (piece !== '') onText?.(piece);
    }
    silence.signal.throwIfAborted();
    onFacts?.(withProbability(answer));
    // A stream that was cut off ends like any other, but without a reason.
    if (answer.ended === null) throw new AppError('MODEL_SERVER_FAILED', `The model server at ${client.baseURL} ended its answer in the middle.`);
    if (answer.refusal !== '' || answer.ended === 'content_filter') throw new AppError('MODEL_ANSWER_INVALID', `The model ${model} refused to answer: ${answer.refusal.slice(0, REFUSAL_CHARACTERS) || 'its filter stopped it.'}`, { model, refused: true });
    return answer.ended === 'length' ? { problem: `The answer was longer than ${maxTokens} tokens.` } : { text: answer.text };
  } catch (error) {
    if (silence.silent() && signal?.aborted !== true) throw new AppError('MODEL_SERVER_UNREACHABLE', `The model server at ${client.baseURL} went silent in the middle of an answer.`, {}, error);
    if (asksFacts && error instanceof BadRequestError && /logprobs|stream_options/i.test(error.message)) {
      speaker.tellsFacts = false;
      return stream(speaker, request, form);
    }
    throw serverError(error, client.baseURL, signal);
  } finally {
    silence.end();
  }
}

export function servedText(client: OpenAI, model: string, { timeoutMs }: { timeoutMs: number }): TextGenerator<Asked> {
  const speaker: Speaker = { client, model, timeoutMs, tellsFacts: true };
  return {
    async generate(request) {
      const answer = await stream(speaker, request, {});
      if ('problem' in answer) throw new AppError('MODEL_ANSWER_INVALID', answer.problem, { model });
      return answer.text;
    },
    async generateAs(schema, name, request) {
      const form: Form = { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: schemaForServer(schema) } } };
      const attempt = async (asked: Asked): Promise<ReturnType<typeof parseAs<typeof schema._output>>> => {
        const answer = await stream(speaker, asked, form);
        return 'problem' in answer ? answer : parseAs(schema, answer.text);
      };
      const first = await attempt(request);
      if ('value' in first) return first.value;
      // One more chance, told what was wrong.
      const second = await attempt({ ...request, prompt: `${request.prompt}\n\nYour last answer did not fit the schema: ${first.problem}` });
      if ('value' in second) return second.value;
      throw new AppError('MODEL_ANSWER_INVALID', `The model ${model} did not keep to the form '${name}': ${second.problem}`, { model });
    },
  };
}
