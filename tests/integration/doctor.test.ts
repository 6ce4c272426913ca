/** `aima doctor` by the real command line: a healthy machine, and each thing that can be wrong. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findModel } from '../../src/models/store/index.ts';
import { runCli } from '../support/cli.ts';
import { fullTier } from '../support/full-tier.ts';
import { startModelServer } from '../support/model-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testModelEntries } from '../support/test-models.ts';

const Findings = z.object({ healthy: z.boolean(), checks: z.array(z.object({ id: z.string(), state: z.enum(['ok', 'warning', 'problem']), text: z.string(), next: z.string().optional() })) });

async function examine(data: string, env: Record<string, string> = {}) {
  const { code, stdout } = await runCli(['doctor', '--json'], { data, env });
  const { healthy, checks } = Findings.parse(JSON.parse(stdout));
  return { code, healthy, of: (id: string) => checks.find((check) => check.id === id), problems: checks.filter(({ state }) => state === 'problem').map(({ id }) => id), ids: checks.map(({ id }) => id) };
}

test('a healthy machine: every line is there, and the device is proven, not believed', async () => {
  const { code, healthy, of, problems, ids } = await examine(tempFolder());
  expect(problems).toEqual([]);
  expect([code, healthy]).toEqual([0, true]);
  expect(ids).toEqual(expect.arrayContaining(['node', 'ffmpeg', 'ffprobe', 'cores', 'memory', 'data_folder', 'free_space', 'lite_models', 'full_models', 'worker', 'device', 'gpu', 'precision', 'batch', 'memory_budget', 'model_server']));
  expect(of('device')?.text).toMatch(/(CPU|GPU \(CUDA\)) computes, proven.*\d+ GFLOP\/s/);
  expect(of('lite_models')?.text).toMatch(/\d\d lite models are here, every byte verified/);
});

test('people get lines in their language, with what to do, and exit code 1', async () => {
  const { code, stdout } = await runCli(['doctor', '--lang', 'de'], { data: tempFolder(), env: { AIMA_FFMPEG: '/nonexistent/ffmpeg', AIMA_BATCH: '8' } });
  expect(code).toBe(1);
  expect(stdout).toContain('bis zu 8 auf einmal');
  expect(stdout).toMatch(/^FEHLER +ffmpeg lässt sich nicht starten/m);
  expect(stdout).toContain('→ ffmpeg installieren');
  expect(stdout).toMatch(/^gut +Die (CPU|GPU \(CUDA\)) rechnet/m);
  expect(stdout).toContain('1 Sache ist falsch.');
});

test('a model server is asked: one that answers, one that serves other models, one that is gone', async () => {
  const server = await startModelServer({ key: 'secret', models: ['whisper'] });
  const env = { AIMA_OPENAI_BASE_URL: server.baseUrl, AIMA_OPENAI_API_KEY: 'secret', AIMA_OPENAI_SPEECH_MODEL: 'whisper' };
  const good = await examine(tempFolder(), env);
  expect(good.of('model_server')).toMatchObject({ state: 'ok', text: expect.stringContaining('serves 1 model') as string });
  expect(good.problems).toEqual([]);
  const other = await examine(tempFolder(), { ...env, AIMA_OPENAI_SPEECH_MODEL: 'whisper-huge' });
  expect(other.of('served_models')).toMatchObject({ state: 'problem', text: expect.stringContaining('whisper-huge') as string });
  const refused = await examine(tempFolder(), { ...env, AIMA_OPENAI_API_KEY: 'wrong' });
  expect(refused.of('model_server')).toMatchObject({ state: 'problem', text: expect.stringContaining('refuses the key') as string });
  const gone = await examine(tempFolder(), { AIMA_OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
  expect([gone.code, gone.problems]).toEqual([1, ['model_server']]);
});

test('a damaged model of the full tier, and a wrong entry of an own one, are named', async (context) => {
  const { data, env } = await fullTier(context, [findModel('test-yunet', testModelEntries)]);
  expect((await examine(data, env)).of('full_models')?.text).toContain('test-yunet');
  const { sha256 = '', path: name = '' } = findModel('test-yunet', testModelEntries).files['model'] ?? {};
  writeFileSync(path.join(data, 'models/store/test-yunet', sha256, name), 'x');
  const damaged = await examine(data, env);
  expect([damaged.code, damaged.problems]).toEqual([1, ['model:test-yunet']]);
  expect(damaged.of('model:test-yunet')?.next).toBe('aima models pull test-yunet');
  writeFileSync(path.join(data, 'own-models.json'), '{}');
  expect((await examine(data, env)).problems).toContain('own_models');
});

test('a folder that cannot be written is told before a worker is started', async () => {
  const file = path.join(tempFolder(), 'file');
  writeFileSync(file, '');
  const { code, problems, ids } = await examine(path.join(file, 'below'));
  expect([code, problems]).toEqual([1, ['data_folder']]);
  expect(ids).not.toContain('device');
});

test.each([[['--frobnicate']], [['--lang', 'fr']]])('%j is a wrong call', async (args) => {
  expect((await runCli(['doctor', ...args], { data: tempFolder() })).code).toBe(2);
});
