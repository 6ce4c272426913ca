/** Models behind a server: the client against a local one that speaks the protocol, misbehaviour included. */
import { expect, test } from 'vitest';
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
  setTimeout(() => { cancel.abort(); }, 50);
  await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(chats(server)).toHaveLength(1);
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
