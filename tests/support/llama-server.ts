/**
 * A real language model behind OpenAI's protocol: llama.cpp runs a GGUF file on the CPU, /v1/chat/completions streams
 * what it says as server-sent events. One answer at a time; enough of the protocol for AIMA's own client.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getLlama, LlamaGrammarEvaluationState, type LlamaModel, type LlamaContextSequence, type Llama } from 'node-llama-cpp';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const Question = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  max_tokens: z.int().positive(),
  temperature: z.number(),
  stream: z.literal(true),
  response_format: z.object({ json_schema: z.object({ schema: z.json() }) }).optional(),
});
type Question = z.infer<typeof Question>;

export interface AnswerCount {
  promptTokens: number;
  /** Made so far, whether or not somebody still listened. */
  tokens: number;
  end: 'stop' | 'length' | 'left' | undefined;
}

export interface LlamaServer {
  baseUrl: string;
  /** One for each question, in order. */
  answers: AnswerCount[];
}

export interface LlamaServerOptions {
  /** GGUF. */
  file: string;
  model: string;
  /** Lets only what fits a demanded JSON schema be said, as vLLM does; without it the demand is ignored. */
  keepsToForms?: boolean;
}

async function readQuestion(request: IncomingMessage): Promise<Question> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Question.parse(JSON.parse(Buffer.concat(chunks).toString()));
}

interface Running {
  llama: Llama;
  model: LlamaModel;
  sequence: LlamaContextSequence;
  keepsToForms: boolean;
}

async function grammarOf({ llama, model, keepsToForms }: Running, { response_format: form }: Question): Promise<{ grammarEvaluationState?: LlamaGrammarEvaluationState }> {
  if (!keepsToForms || form === undefined) return {};
  // Its type is inferred from literal schemas; what zod made of the test's form is an object in the part that it knows.
  const grammar = await llama.createGrammarForJsonSchema(form.json_schema.schema as { type: 'object'; properties: Record<string, { type: 'string' }> });
  return { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) };
}

/** True once the text is a whole document: white space without end may follow it in the grammar. */
function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Streams one answer; stops where nobody listens any more. */
async function answer(running: Running, question: Question, response: ServerResponse, count: AnswerCount): Promise<void> {
  const { model, sequence } = running;
  const event = (delta: Record<string, string>, finish: string | null): void => {
    response.write(`data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: question.model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
  };
  const prompt = model.tokenize(question.messages.map(({ content }) => content).join('\n'));
  const { bos } = model.tokens;
  await sequence.clearHistory();
  count.promptTokens = prompt.length;
  const options = { temperature: question.temperature, ...await grammarOf(running, question) };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  event({ role: 'assistant', content: '' }, null);
  let said = '';
  for await (const token of sequence.evaluate(bos === null ? prompt : [bos, ...prompt], options)) {
    if (response.destroyed) {
      count.end = 'left';
      return;
    }
    // The stories of this model's kind are divided by the token that begins them.
    if (model.isEogToken(token) || token === bos) {
      count.end = 'stop';
      break;
    }
    count.tokens += 1;
    const piece = model.detokenize([token], false, prompt);
    said += piece;
    event({ content: piece }, null);
    if (options.grammarEvaluationState && isWhole(said)) break;
    if (count.tokens >= question.max_tokens) {
      count.end = 'length';
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  count.end ??= 'stop';
  event({}, count.end);
  response.end('data: [DONE]\n\n');
}

/** Ends with the running test. */
export async function startLlamaServer({ file, model: name, keepsToForms = false }: LlamaServerOptions): Promise<LlamaServer> {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false });
  const model = await llama.loadModel({ modelPath: file });
  const context = await model.createContext({ contextSize: 512, threads: 1 });
  const running: Running = { llama, model, sequence: context.getSequence(), keepsToForms };
  const answers: AnswerCount[] = [];
  let last = Promise.resolve();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/v1/models') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: [{ id: name, object: 'model', created: 1, owned_by: 'llama.cpp' }] }));
      return;
    }
    const question = await readQuestion(request);
    const count: AnswerCount = { promptTokens: 0, tokens: 0, end: undefined };
    answers.push(count);
    const turn = last.then(() => answer(running, question, response, count));
    last = turn.catch(() => undefined);
    await turn;
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await last;
    await llama.dispose();
  });
  const address = server.address();
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`, answers };
}
