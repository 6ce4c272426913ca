/**
 * The text client against a real language model: 260 000 parameters that tell children's stories, pulled from the local
 * hub into the store and run by llama.cpp behind OpenAI's protocol. What it says is nonsense; that it says it is not.
 */
import path from 'node:path';
import { expect, test, vi, type TestContext } from 'vitest';
import { z } from 'zod';
import { servedModels } from '../../src/models/served/model-server.ts';
import { locateModel } from '../../src/models/store/index.ts';
import { verifiedPath } from '../../src/models/package-files.ts';
import { fullTier } from '../support/full-tier.ts';
import { startLlamaServer, type LlamaServerOptions } from '../support/llama-server.ts';
import { tinyLanguageModel } from '../support/test-models.ts';

const NAME = 'stories260k';
const STORY = 'Once upon a time, there was';

async function open(context: TestContext, options: Partial<LlamaServerOptions> = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') context.skip('llama.cpp is installed for Linux on x64 only');
  const { data } = await fullTier(context, [tinyLanguageModel]);
  const modelsFolder = path.join(data, 'models');
  const { files } = await locateModel(tinyLanguageModel, modelsFolder);
  if (!files['model']) throw new Error('no file');
  const server = await startLlamaServer({ file: await verifiedPath(files['model'], modelsFolder), model: NAME, ...options });
  const served = servedModels({ baseUrl: server.baseUrl, textModel: NAME }, { retries: 0 });
  return { server, served, text: served.get('text_generation').model };
}

test('a real model answers in pieces, until it has nothing more to say or to the last token allowed', async (context) => {
  const { server, served, text } = await open(context);
  expect(await served.report()).toMatchObject({ models: [NAME], missing: [] });
  const pieces: string[] = [];
  const story = await text.generate({ prompt: STORY, maxTokens: 450, onText: (piece) => pieces.push(piece) });
  expect(story).toBe(pieces.join(''));
  expect(story).toMatch(/[a-z]+ [a-z]+ [a-z]+/);
  const [whole] = server.answers;
  expect(whole).toMatchObject({ end: 'stop', promptTokens: expect.any(Number) as number });
  expect(pieces.length).toBeGreaterThan(20);
  expect(pieces.length).toBeLessThanOrEqual(whole?.tokens ?? 0);
  const cut: string[] = [];
  await expect(text.generate({ prompt: STORY, maxTokens: 12, onText: (piece) => cut.push(piece) })).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID', message: expect.stringContaining('12 tokens') as string });
  expect(server.answers[1]).toMatchObject({ end: 'length', tokens: 12 });
  // At temperature 0 the same question begins the same answer.
  expect(story.startsWith(cut.join(''))).toBe(true);
});

test('a cancel in the middle of its story ends the story there', async (context) => {
  const { server, text } = await open(context);
  const cancel = new AbortController();
  let heard = 0;
  const onText = (): void => { if (++heard === 5) cancel.abort(); };
  await expect(text.generate({ prompt: STORY, maxTokens: 450, signal: cancel.signal, onText })).rejects.toMatchObject({ code: 'CANCELLED' });
  await vi.waitFor(() => { expect(server.answers[0]?.end).toBe('left'); }, { timeout: 10_000 });
  expect(server.answers[0]?.tokens).toBeLessThan(100);
});

const Scene = z.object({ people: z.enum(['one', 'two', 'many']), outside: z.boolean() });

test('a form that it cannot keep to is an error that names the form, after a second chance', async (context) => {
  const { server, text } = await open(context);
  await expect(text.generateAs(Scene, 'scene', { prompt: STORY, maxTokens: 450 })).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID', message: expect.stringContaining("'scene'") as string });
  expect(server.answers).toHaveLength(2);
});

test('behind a server that enforces the schema, even this model keeps to it', async (context) => {
  const { server, text } = await open(context, { keepsToForms: true });
  const scene = await text.generateAs(Scene, 'scene', { prompt: STORY, maxTokens: 200 });
  expect(Scene.parse(scene)).toEqual(scene);
  expect(server.answers).toHaveLength(1);
});
