import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analyzers as registered } from '../../analyzers/index.ts';
import { analyzers } from './analyzers.ts';
import type { AnalyzerFacts } from './facts.ts';

let data = '';
beforeEach(async () => { data = await mkdtemp(path.join(tmpdir(), 'aima-analyzers-')); });
afterEach(() => rm(data, { recursive: true, force: true }));

async function command(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const stdout = new PassThrough();
  expect(await analyzers([...args, '--data', data], { env, stdout, stderr: new PassThrough(), signal: new AbortController().signal })).toBe(0);
  return String(stdout.read() ?? '');
}
const facts = async (env: Record<string, string> = {}): Promise<ReadonlyMap<string, AnalyzerFacts>> => new Map((JSON.parse(await command(['--json'], env)) as AnalyzerFacts[]).map((each) => [each.name, each]));

test.each(['en', 'de'])('the table (%s) has a line for every analyzer and fits eighty columns', async (language) => {
  const text = await command(['--lang', language]);
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const { name } of registered) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
});

test('as JSON: state, tier, cost, speed, and what is missing', async () => {
  const all = await facts();
  expect([...all.keys()]).toEqual(registered.map(({ name }) => name));
  expect(all.get('object_detection')).toMatchObject({ tier: 'lite', cost: 'heavy', speed: { where: 'reference' }, here: { lite: [], full: [{ what: 'model', name: 'yolox-s-coco' }] } });
  expect(all.get('object_detection')?.on).toEqual(['lite', 'full', 'short-video-19', 'short-video-21', 'short-video-23', 'safety']);
  expect(all.get('body_pose')).toMatchObject({ on: ['lite', 'full', 'short-video-19', 'safety'], off: ['short-video-23'] });
  expect(all.get('depth_estimation')).toMatchObject({ tier: 'full', cost: 'heavy', here: { full: [{ what: 'model', name: 'depth-anything-v2-small' }] } });
  expect(all.get('depth_estimation')?.speed).toBeUndefined();
  expect(all.get('speech_transcription')?.here.full).toEqual([{ what: 'server', name: 'AIMA_OPENAI_BASE_URL' }]);
});

test('a server that is set counts as here once the model is named', async () => {
  const address = { AIMA_OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' };
  expect((await facts(address)).get('speech_transcription')?.here.full).toEqual([{ what: 'server', name: 'AIMA_OPENAI_SPEECH_MODEL' }]);
  expect((await facts({ ...address, AIMA_OPENAI_SPEECH_MODEL: 'whisper' })).get('speech_transcription')?.here.full).toEqual([]);
});

test('one analyzer in words; one that does not exist is refused with the likely name', async () => {
  const text = await command(['cut_analysis', '--lang', 'de']);
  expect(text).toMatch(/Harte Schnitte/);
  expect(text).toMatch(/Lienhart 1999/);
  expect(text).toMatch(/minConfidence=/);
  await expect(command(['cut_analisys', '--lang', 'en'])).rejects.toThrow(/mean cut_analysis\?/);
});
