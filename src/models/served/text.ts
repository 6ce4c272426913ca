/** Language and vision-language models behind `/v1/chat/completions`, streamed; answers of a demanded form are checked. */
import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { TextGenerator, TextRequest } from '@aima/sdk';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { serverError } from './server-error.ts';

const MAX_TOKENS = 1024;

function messagesOf({ system, prompt, images = [] }: TextRequest): ChatCompletionMessageParam[] {
  const pictures = images.map(({ bytes, type }) => ({ type: 'image_url' as const, image_url: { url: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` } }));
  return [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user' as const, content: pictures.length === 0 ? prompt : [...pictures, { type: 'text' as const, text: prompt }] },
  ];
}

type Form = Pick<ChatCompletionCreateParamsStreaming, 'response_format'>;

async function stream(client: OpenAI, model: string, request: TextRequest, form: Form): Promise<string> {
  const { maxTokens = MAX_TOKENS, temperature = 0, signal, onText } = request;
  try {
    const pieces = await client.chat.completions.create({ model, messages: messagesOf(request), max_tokens: maxTokens, temperature, stream: true, ...form }, signal ? { signal } : {});
    let text = '';
    let ended: string | null = null;
    for await (const { choices } of pieces) {
      const [choice] = choices;
      ended = choice?.finish_reason ?? ended;
      const piece = choice?.delta.content ?? '';
      text += piece;
      if (piece !== '') onText?.(piece);
    }
    signal?.throwIfAborted();
    // A stream that was cut off ends like any other, but without a reason.
    if (ended === null) throw new AppError('MODEL_SERVER_FAILED', `The model server at ${client.baseURL} ended its answer in the middle.`);
    if (ended === 'length') throw new AppError('MODEL_ANSWER_INVALID', `The answer was longer than ${maxTokens} tokens.`);
    return text;
  } catch (error) {
    throw serverError(error, client.baseURL, signal);
  }
}

/** What the server enforces is still checked: not every server enforces it. */
function parseAs<T>(schema: z.ZodType<T>, text: string): { value: T } | { problem: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = schema.safeParse(given);
  return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
}

export function servedText(client: OpenAI, model: string): TextGenerator {
  return {
    generate: (request) => stream(client, model, request, {}),
    async generateAs(schema, name, request) {
      const form: Form = { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: z.toJSONSchema(schema) } } };
      const first = parseAs(schema, await stream(client, model, request, form));
      if ('value' in first) return first.value;
      // One more chance, told what was wrong.
      const again = { ...request, prompt: `${request.prompt}\n\nYour last answer did not fit the schema: ${first.problem}` };
      const second = parseAs(schema, await stream(client, model, again, form));
      if ('value' in second) return second.value;
      throw new AppError('MODEL_ANSWER_INVALID', `The model ${model} did not keep to the form '${name}': ${second.problem}`, { model });
    },
  };
}
