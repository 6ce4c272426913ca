import { expect, test } from 'vitest';
import { workerSettings } from './worker-settings.ts';

const settings = (env: Record<string, string>) => workerSettings(env, '/nonexistent');

test('nothing set, nothing sent; empty counts as unset', async () => {
  expect(await settings({})).toEqual({});
  expect(await settings({ AIMA_DEVICE: '', AIMA_BATCH: '', AIMA_OPENAI_BASE_URL: '', AIMA_OPENAI_API_KEY: 'k' })).toEqual({});
});

test('a server with its key and names', async () => {
  expect(await settings({ AIMA_DEVICE: 'cuda', AIMA_BATCH: '16', AIMA_OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', AIMA_OPENAI_API_KEY: 'k', AIMA_OPENAI_SPEECH_MODEL: 'whisper' }))
    .toEqual({ device: 'cuda', batch: 16, modelServer: { baseUrl: 'http://127.0.0.1:8000/v1', apiKey: 'k', speechModel: 'whisper' } });
});

test.each([[{ AIMA_DEVICE: 'tpu' }, /AIMA_DEVICE.*tpu/], [{ AIMA_BATCH: '0' }, /AIMA_BATCH.*'0'/], [{ AIMA_BATCH: 'many' }, /AIMA_BATCH.*many/], [{ AIMA_OPENAI_BASE_URL: 'not an address' }, /AIMA_OPENAI_BASE_URL/], [{ AIMA_OPENAI_BASE_URL: 'ftp://x/v1' }, /AIMA_OPENAI_BASE_URL/], [{ AIMA_OPENAI_BASE_URL: 'http://gpu.example/v1', AIMA_OPENAI_API_KEY: 'k' }, /https or to this machine/]])('%j is refused by name', async (env, why) => {
  await expect(settings(env)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(why) as string });
});
