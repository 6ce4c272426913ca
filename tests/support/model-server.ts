/**
 * A local server that speaks OpenAI's protocol as vLLM does: models, chat completions (streamed as server-sent events,
 * or whole), transcriptions from multipart uploads, keys and errors. It can be told to misbehave and logs what it got.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** What goes wrong with the next requests; each fault happens once, in the order given. */
export type ServerFault =
  | { do: 'status'; status: number; headers?: Record<string, string>; message?: string }
  | { do: 'malformed' }
  | { do: 'slow'; ms: number }
  | { do: 'silent' }
  | { do: 'cut stream' }
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

export interface ModelServerScript {
  key?: string;
  models?: string[];
  /** Answers of the language model in turn; the last one again. */
  answers?: string[];
  /** `samples`: the WAV that was sent, −1..1. */
  hear?: (samples: Float32Array, fields: Record<string, unknown>) => Promise<Heard> | Heard;
}

export interface TestModelServer {
  baseUrl: string;
  log: LoggedQuestion[];
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

async function streamAnswer(response: ServerResponse, model: string, answer: string, cut: boolean): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (delta: Record<string, string>, finish: string | null): void => {
    response.write(`data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  };
  event({ role: 'assistant', content: '' }, null);
  for (let at = 0; at < answer.length; at += 7) {
    event({ content: answer.slice(at, at + 7) }, null);
    await sleep(1);
    if (cut && at > 7) break;
  }
  if (!cut) {
    event({}, 'stop');
    response.write('data: [DONE]\n\n');
  }
  response.end();
}

export async function startModelServer({ key, models = ['test-text', 'test-speech', 'test-vision'], answers = ['Hello.'], hear }: ModelServerScript = {}): Promise<TestModelServer> {
  const log: LoggedQuestion[] = [];
  const faults: ServerFault[] = [];
  let turn = 0;

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
    const model = String(logged.body['model']);
    if (!models.includes(model)) return refuse(response, 404, `The model \`${model}\` does not exist.`);
    const answer = answers[Math.min(turn++, answers.length - 1)] ?? '';
    if (logged.body['stream'] === true) return streamAnswer(response, model, answer, fault?.do === 'cut stream');
    return json(response, 200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }] });
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`, log, fail: (...next) => void faults.push(...next) };
}
