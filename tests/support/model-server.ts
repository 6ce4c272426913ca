/**
 * A local server that speaks OpenAI's protocol as vLLM does: models, chat completions (streamed as server-sent events,
 * or whole), transcriptions from multipart uploads, keys and errors. It can be told to misbehave and logs what it got.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** What goes wrong with the next requests; each fault happens once, in the order given. */
export type ServerFault =
  | { do: 'status'; status: number; headers?: Record<string, string>; message?: string }
  | { do: 'malformed' }
  | { do: 'slow'; ms: number }
  | { do: 'silent' }
  | { do: 'cut stream' }
  /** Says something, then nothing more, and keeps the line open. */
  | { do: 'silent in the middle' }
  | { do: 'break' };

export interface LoggedQuestion {
  method: string;
  path: string;
  authorization: string | undefined;
  /** Parsed JSON; of a form its text fields. */
  body: Record<string, unknown>;
}

export interface Heard {
  text: string;
  language: string;
  segments?: { start: number; end: number; text: string; avg_logprob: number }[];
  words?: { start: number; end: number; word: string }[];
}

/** What the model says, and how it ends. */
export interface Said {
  text?: string;
  refusal?: string;
  finish?: 'stop' | 'length' | 'content_filter';
  /** Of every token. */
  logProb?: number;
}

/** One question with pictures as it arrived, taken apart. */
export interface Question {
  model: string;
  system: string;
  /** The words behind the pictures. */
  prompt: string;
  /** JPEG or PNG, with the words before each. */
  images: { caption: string; bytes: Buffer }[];
  /** The schema that was demanded. */
  schema: unknown;
}

export interface ModelServerScript {
  key?: string;
  models?: string[];
  /** Answers of the language model in turn; the last one again. */
  answers?: string[];
  /** Instead of `answers`: looks at the question. */
  answer?: (question: Question) => Promise<Said | string> | Said | string;
  /** More pictures than this are refused, as vLLM does by `--limit-mm-per-prompt`. */
  mostImages?: number;
  /** Refuses to be asked for probabilities of tokens, as some servers do. */
  withoutLogProbs?: boolean;
  /** `samples`: the WAV that was sent, −1..1. */
  hear?: (samples: Float32Array, fields: Record<string, unknown>) => Promise<Heard> | Heard;
}

export interface TestModelServer {
  baseUrl: string;
  log: LoggedQuestion[];
  /** Those with pictures or words that were answered or are being answered. */
  questions: Question[];
  /** Most questions that were open at the same time. */
  mostAtOnce(): number;
  fail(...faults: ServerFault[]): void;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** 16-bit mono PCM behind its header. */
function samplesOf(wav: Buffer): Float32Array {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.readUInt32LE(24) !== 16_000) throw new Error('no WAV at 16 kHz');
  const at = wav.indexOf('data') + 8;
  return Float32Array.from({ length: (wav.length - at) / 2 }, (_, i) => wav.readInt16LE(at + i * 2) / 32_768);
}

const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};
const refuse = (response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void =>
  json(response, status, { error: { message, type: 'invalid_request_error', param: null, code: null } }, headers);

interface Wanted {
  model: string;
  logprobs: boolean;
  usage: boolean;
  promptTokens: number;
  fault: ServerFault['do'] | undefined;
}

async function streamAnswer(response: ServerResponse, said: Said, { model, logprobs, usage, promptTokens, fault }: Wanted): Promise<void> {
  const { text = '', refusal = '', finish = 'stop', logProb = -0.1 } = said;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (choices: unknown[], more: Record<string, unknown> = {}): void => {
    response.write(`data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices, ...more })}\n\n`);
  };
  const event = (delta: Record<string, string>, ended: string | null): void => {
    const content = delta['content'] === undefined || delta['content'] === '' || !logprobs ? null : { content: [{ token: delta['content'], logprob: logProb, bytes: null, top_logprobs: [] }] };
    chunk([{ index: 0, delta, finish_reason: ended, logprobs: content }]);
  };
  event({ role: 'assistant', content: '' }, null);
  let tokens = 0;
  for (let at = 0; at < text.length; at += 7) {
    event({ content: text.slice(at, at + 7) }, null);
    tokens += 1;
    await sleep(1);
    if (at > 7 && fault === 'silent in the middle') return;
    if (at > 7 && fault === 'cut stream') return void response.end();
  }
  if (refusal !== '') event({ refusal }, null);
  event({}, finish);
  if (usage) chunk([], { usage: { prompt_tokens: promptTokens, completion_tokens: tokens, total_tokens: promptTokens + tokens } });
  response.end('data: [DONE]\n\n');
}

const ChatQuestion = z.object({
  model: z.string(),
  messages: z.array(z.discriminatedUnion('role', [
    z.object({ role: z.literal('system'), content: z.string() }),
    z.object({ role: z.literal('user'), content: z.union([z.string(), z.array(z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string().regex(/^data:image\/(jpeg|png);base64,[A-Za-z0-9+/]+=*$/) }) }),
    ]))]) }),
  ])),
  response_format: z.object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string().regex(/^[\w-]{1,64}$/), strict: z.literal(true), schema: z.object({ type: z.literal('object') }).loose() }) }).optional(),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  logprobs: z.boolean().optional(),
});
type ChatQuestion = z.infer<typeof ChatQuestion>;

function takenApart({ model, messages, response_format: form }: ChatQuestion): Question {
  const question: Question = { model, system: '', prompt: '', images: [], schema: form?.json_schema.schema };
  for (const message of messages) {
    if (message.role === 'system') question.system = message.content;
    else if (typeof message.content === 'string') question.prompt = message.content;
    else {
      for (const part of message.content) {
        if (part.type === 'text') question.prompt = part.text;
        else question.images.push({ caption: question.prompt, bytes: Buffer.from(part.image_url.url.split(',')[1] ?? '', 'base64') });
      }
    }
  }
  return question;
}

/** The words of xgrammar, which vLLM asks: it knows no bounds of numbers, words and lists. */
const REFUSED_BY_GRAMMAR = /"(minimum|maximum|minLength|maxLength|minItems|maxItems|pattern|format)":["\d-]/;

export async function startModelServer({ key, models = ['test-text', 'test-speech', 'test-vision'], answers = ['Hello.'], answer, mostImages, withoutLogProbs, hear }: ModelServerScript = {}): Promise<TestModelServer> {
  const log: LoggedQuestion[] = [];
  const faults: ServerFault[] = [];
  const questions: Question[] = [];
  let [turn, open, mostOpen] = [0, 0, 0];

  async function chat(body: Record<string, unknown>, fault: ServerFault['do'] | undefined, response: ServerResponse): Promise<void> {
    const parsed = ChatQuestion.safeParse(body);
    if (!parsed.success) return refuse(response, 400, z.prettifyError(parsed.error));
    const { model, logprobs = false, stream_options: options } = parsed.data;
    if (!models.includes(model)) return refuse(response, 404, `The model \`${model}\` does not exist.`);
    if (withoutLogProbs === true && logprobs) return refuse(response, 400, 'logprobs are not supported by this server');
    const question = takenApart(parsed.data);
    if (REFUSED_BY_GRAMMAR.test(JSON.stringify(question.schema ?? {}))) return refuse(response, 400, 'The provided JSON schema contains features not supported by xgrammar.');
    if (question.images.length > (mostImages ?? Infinity)) return refuse(response, 400, `At most ${mostImages} image(s) may be provided in one request.`);
    questions.push(question);
    const told = answer ? await answer(question) : answers[Math.min(turn++, answers.length - 1)] ?? '';
    const said: Said = typeof told === 'string' ? { text: told } : told;
    if (body['stream'] === true) return streamAnswer(response, said, { model, logprobs, usage: options?.include_usage ?? false, promptTokens: 10 + 100 * question.images.length, fault });
    return json(response, 200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices: [{ index: 0, message: { role: 'assistant', content: said.text ?? '' }, finish_reason: 'stop' }] });
  }

  async function transcribe(raw: Buffer, type: string, logged: LoggedQuestion, response: ServerResponse): Promise<void> {
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) if (typeof value === 'string') logged.body[name] = name.endsWith('[]') ? [...((logged.body[name] as string[] | undefined) ?? []), value] : value;
    const file = form.get('file');
    if (file === null || typeof file === 'string' || !hear) return refuse(response, 400, 'no file, or nobody who listens');
    const heard = await hear(samplesOf(Buffer.from(await file.arrayBuffer())), logged.body);
    return json(response, 200, { task: 'transcribe', duration: 1, ...heard });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const logged: LoggedQuestion = { method: request.method ?? '', path: request.url ?? '', authorization: request.headers.authorization, body: {} };
    log.push(logged);
    const raw = await bodyOf(request);
    const type = request.headers['content-type'] ?? '';
    if (type.startsWith('application/json')) logged.body = JSON.parse(raw.toString()) as Record<string, unknown>;
    const fault = faults.shift();
    if (fault?.do === 'break') return void request.socket.destroy();
    if (fault?.do === 'silent') return;
    if (fault?.do === 'slow') await sleep(fault.ms);
    if (fault?.do === 'status') return refuse(response, fault.status, fault.message ?? 'it does not work', fault.headers);
    if (fault?.do === 'malformed') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": "chatcmpl-1", "choices": [');
    if (key !== undefined && logged.authorization !== `Bearer ${key}`) return refuse(response, 401, 'Incorrect API key provided.');
    if (logged.path === '/v1/models') return json(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'vllm' })) });
    if (logged.path === '/v1/audio/transcriptions') return transcribe(raw, type, logged, response);
    if (logged.path !== '/v1/chat/completions') return refuse(response, 404, `no route ${logged.path}`);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await chat(logged.body, fault?.do, response).finally(() => { open -= 1; });
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`, log, questions, mostAtOnce: () => mostOpen, fail: (...next) => void faults.push(...next) };
}
