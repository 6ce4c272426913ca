/** Models behind a server: the client against a local one that speaks the protocol, misbehaviour included. */
import { expect, test, vi } from 'vitest';
import type { AnswerFacts } from '@aima/sdk';
import { z } from 'zod';
import { servedModels } from '../../src/models/served/model-server.ts';
import { startModelServer, type ModelServerScript, type TestModelServer } from '../support/model-server.ts';

async function open(script: ModelServerScript = {}, options: { timeoutMs?: number; retries?: number } = {}, apiKey?: string) {
  const server = await startModelServer(script);
  const served = servedModels({ baseUrl: server.baseUrl, speechModel: 'test-speech', textModel: 'test-text', visionModel: 'test-vision', ...(apiKey === undefined ? {} : { apiKey }) }, { timeoutMs: 5_000, ...options });
  return { server, served, text: served.get('text_generation').model, vision: served.get('vision_language').model, speech: served.get('timed_speech_to_text').model };
}
const chats = ({ log }: TestModelServer) => log.filter(({ path }) => path.endsWith('/chat/completions'));

test('an answer streams in, with the question as it was put', async () => {
  const { server, text } = await open({ answers: ['A short answer in several pieces.'], key: 'secret' }, {}, 'secret');
  const pieces: string[] = [];
  expect(await text.generate({ system: 'Be brief.', prompt: 'What?', maxTokens: 50, onText: (piece) => pieces.push(piece) })).toBe('A short answer in several pieces.');
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).toBe('A short answer in several pieces.');
  expect(chats(server)[0]).toMatchObject({ authorization: 'Bearer secret', body: { model: 'test-text', stream: true, max_tokens: 50, temperature: 0, messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'What?' }] } });
});

test('pictures travel inside the question', async () => {
  const { server, vision } = await open();
  await vision.generate({ prompt: 'What is it?', images: [{ bytes: Uint8Array.of(1, 2, 3), type: 'image/png' }] });
  expect(chats(server)[0]?.body).toMatchObject({ model: 'test-vision', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } }, { type: 'text', text: 'What is it?' }] }] });
});

const Scene = z.object({ place: z.string(), people: z.int() });

test('a demanded form is given to the server and checked; one wrong answer gets a second chance', async () => {
  const { server, text } = await open({ answers: ['{"place": "street", "people": "two"}', '{"place": "street", "people": 2}'] });
  expect(await text.generateAs(Scene, 'scene', { prompt: 'Describe.' })).toEqual({ place: 'street', people: 2 });
  expect(chats(server)).toHaveLength(2);
  expect(chats(server)[0]?.body['response_format']).toMatchObject({ type: 'json_schema', json_schema: { name: 'scene', strict: true, schema: { type: 'object', required: ['place', 'people'] } } });
  expect(JSON.stringify(chats(server)[1]?.body)).toContain('did not fit');
});

test.for([['no JSON at all'], ['{"place": 1}']])('an answer %j that keeps to no form is an error that names it', async ([answer]) => {
  const { text } = await open({ answers: [answer ?? ''] });
  await expect(text.generateAs(Scene, 'scene', { prompt: 'Describe.' })).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID', message: expect.stringContaining('scene') as string });
});

test('a busy or failing server is asked again, with pauses, as often as allowed', async () => {
  const { server, text } = await open({}, { retries: 2 });
  server.fail({ do: 'status', status: 429, headers: { 'retry-after-ms': '20' } }, { do: 'status', status: 500 });
  expect(await text.generate({ prompt: 'Hello?' })).toBe('Hello.');
  expect(chats(server)).toHaveLength(3);
  server.fail(...Array.from({ length: 3 }, () => ({ do: 'status' as const, status: 429, headers: { 'retry-after-ms': '10' } })));
  await expect(text.generate({ prompt: 'Hello?' })).rejects.toMatchObject({ code: 'MODEL_SERVER_BUSY' });
  server.fail({ do: 'break' });
  expect(await text.generate({ prompt: 'Hello?' })).toBe('Hello.');
});

test('what goes wrong has its own code and names the server', async () => {
  const { server, text } = await open({ key: 'secret' }, { retries: 0 });
  await expect(text.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_REFUSED', message: expect.stringContaining('key') as string });
  const { server: other, text: open2, served } = await open({ models: ['another'] }, { retries: 0, timeoutMs: 300 });
  await expect(open2.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_REFUSED', message: expect.stringContaining('test-text') as string });
  other.fail({ do: 'status', status: 500, message: 'CUDA out of memory' });
  await expect(open2.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_FAILED', message: expect.stringContaining('CUDA out of memory') as string });
  other.fail({ do: 'silent' });
  await expect(open2.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_UNREACHABLE', message: expect.stringContaining(other.baseUrl) as string });
  expect(await served.report()).toMatchObject({ models: ['another'], missing: ['test-speech', 'test-text', 'test-vision'] });
  expect(server.log.length).toBeGreaterThan(0);
});

test('a stream that is cut off is no answer; nor is half a JSON document', async () => {
  const { server, text, speech } = await open({ answers: ['A long answer that will never be whole.'], hear: () => ({ text: '', language: 'en' }) }, { retries: 0 });
  server.fail({ do: 'cut stream' });
  await expect(text.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_FAILED', message: expect.stringContaining('middle') as string });
  server.fail({ do: 'malformed' });
  await expect(speech.transcribe(new Float32Array(160))).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID' });
});

test('a cancel ends a slow answer at once, and nothing is asked again', async () => {
  const { server, text } = await open({}, { retries: 3 });
  server.fail({ do: 'slow', ms: 60_000 });
  const cancel = new AbortController();
  const answer = text.generate({ prompt: '', signal: cancel.signal });
  answer.catch(() => undefined);
  await vi.waitFor(() => { expect(chats(server)).toHaveLength(1); }, { timeout: 10_000 });
  cancel.abort();
  await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(chats(server)).toHaveLength(1);
});

test('what a picture is comes before it; the form that is demanded has no bounds, the answer keeps them', async () => {
  const Bounded = z.object({ place: z.string().min(3).max(10), minimum: z.int().min(0).max(9), items: z.array(z.string()).max(2) });
  const answers = ['{"place": "a place far too long", "minimum": 3, "items": []}', '```json\n{"place": "street", "minimum": 3, "items": ["a"]}\n```'];
  const { server, vision } = await open({ answers });
  const image = { bytes: Uint8Array.of(1, 2, 3), type: 'image/jpeg' as const, caption: 'Picture 1, 12.5 s' };
  expect(await vision.generateAs(Bounded, 'bounded', { prompt: 'Describe.', images: [image] })).toEqual({ place: 'street', minimum: 3, items: ['a'] });
  const [question] = server.questions;
  expect(question?.images).toEqual([{ caption: 'Picture 1, 12.5 s', bytes: Buffer.of(1, 2, 3) }]);
  expect(question?.schema).toEqual({ type: 'object', properties: { place: { type: 'string' }, minimum: { type: 'integer' }, items: { type: 'array', items: { type: 'string' } } }, required: ['place', 'minimum', 'items'], additionalProperties: false });
});

test('what the server counts is told of every try; where it refuses to count it is asked without', async () => {
  const { text } = await open({ answer: () => ({ text: '{"place": "street", "people": 2}', logProb: Math.log(0.8) }) });
  const facts: AnswerFacts[] = [];
  const ask = (of: typeof text) => of.generateAs(Scene, 'scene', { prompt: 'Describe.', onFacts: (told) => facts.push(told) });
  await ask(text);
  expect(facts).toEqual([{ promptTokens: 10, answerTokens: 5, tokenProbability: expect.closeTo(0.8) as number }]);
  const { text: silent, server } = await open({ answers: ['{"place": "street", "people": 2}'], withoutLogProbs: true });
  await ask(silent);
  await ask(silent);
  expect(facts.slice(1)).toEqual([{}, {}]);
  expect(chats(server).map(({ body }) => body['logprobs'])).toEqual([true, undefined, undefined]);
});

test('an answer that is too long gets a second chance, a refusal does not', async () => {
  const { server, text } = await open({ answer: ({ prompt }) => (prompt.includes('longer than') ? '{"place": "street", "people": 2}' : { text: '{"place": "str', finish: 'length' as const }) });
  expect(await text.generateAs(Scene, 'scene', { prompt: 'Describe.' })).toEqual({ place: 'street', people: 2 });
  expect(server.questions).toHaveLength(2);
  const { server: strict, text: refusing } = await open({ answer: () => ({ refusal: 'I cannot help with that.' }) });
  await expect(refusing.generateAs(Scene, 'scene', { prompt: 'Describe.' })).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID', message: expect.stringContaining('I cannot help') as string, details: { refused: true } });
  expect(strict.questions).toHaveLength(1);
});

test('a server that goes silent in the middle of an answer is unreachable; one that says 400 is told with its words', async () => {
  const { server, text, vision } = await open({ answers: ['A long answer that goes on and on.'], mostImages: 1 }, { timeoutMs: 200, retries: 0 });
  server.fail({ do: 'silent in the middle' });
  await expect(text.generate({ prompt: '' })).rejects.toMatchObject({ code: 'MODEL_SERVER_UNREACHABLE', message: expect.stringContaining('silent') as string });
  const image = { bytes: Uint8Array.of(1, 2, 3), type: 'image/jpeg' as const };
  await expect(vision.generate({ prompt: '', images: [image, image] })).rejects.toMatchObject({ code: 'MODEL_SERVER_REFUSED', message: expect.stringContaining('At most 1 image') as string });
});

test('a better model is asked where the server has it', async () => {
  const { served } = await open({ models: ['test-vision', 'Qwen/Qwen2-VL-7B-Instruct'] });
  expect(await served.preferred(['other', 'Qwen/Qwen2-VL-7B-Instruct', 'test-vision'])).toBe('Qwen/Qwen2-VL-7B-Instruct');
  expect(await served.preferred(['other'])).toBeUndefined();
  expect(served.get('vision_language', 'Qwen/Qwen2-VL-7B-Instruct').facts[0]?.id).toMatch(/^Qwen\/Qwen2-VL-7B-Instruct \(/);
  expect(await servedModels({ baseUrl: 'http://127.0.0.1:9/v1', visionModel: 'x' }, { retries: 0 }).preferred(['x'])).toBeUndefined();
});

test('speech travels as WAV and comes back with times, language and words', async () => {
  const heard: Float32Array[] = [];
  const { server, speech } = await open({
    hear: (samples) => {
      heard.push(samples);
      return { text: ' Guten Tag. ', language: 'german', segments: [{ start: 0.1, end: 9, text: ' Guten Tag.', avg_logprob: -0.1 }], words: [{ start: 0.1, end: 0.4, word: ' Guten' }, { start: 0.4, end: 0.2, word: ' Tag.' }] };
    },
  });
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i / 10) * 0.5);
  const transcript = await speech.transcribe(samples, { language: 'de' });
  expect(transcript).toEqual({
    text: 'Guten Tag.', language: 'de', segments: [{ startMs: 100, endMs: 1000, text: 'Guten Tag.', confidence: Math.exp(-0.1) }],
    words: [{ startMs: 100, endMs: 400, text: 'Guten' }, { startMs: 400, endMs: 400, text: 'Tag.' }],
  });
  expect(Math.max(...heard[0]?.map((sample, i) => Math.abs(sample - (samples[i] ?? 0))) ?? [1])).toBeLessThan(1e-4);
  expect(server.log[0]?.body).toMatchObject({ model: 'test-speech', response_format: 'verbose_json', 'timestamp_granularities[]': ['word', 'segment'], language: 'de' });
});

test('without a server, or without a name, it is said what to set', () => {
  expect(servedModels(undefined).missing('text_generation')).toMatchObject({ code: 'MODEL_MISSING', message: expect.stringContaining('AIMA_OPENAI_BASE_URL') as string });
  expect(servedModels({ baseUrl: 'http://127.0.0.1:9/v1' }).missing('timed_speech_to_text')).toMatchObject({ message: expect.stringContaining('AIMA_OPENAI_SPEECH_MODEL') as string });
});
