import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Profile } from '@aima/contract';
import { profiles as builtIns } from '../../analyzers/profiles.ts';
import { chooseAnalyzers } from '../analyze/choose-analyzers.ts';
import { readProfile } from './find-profile.ts';
import { profiles } from './profiles.ts';

let data = '';
beforeEach(async () => { data = await mkdtemp(path.join(tmpdir(), 'aima-profiles-')); });
afterEach(() => rm(data, { recursive: true, force: true }));

async function command(...args: string[]): Promise<string> {
  const stdout = new PassThrough();
  expect(await profiles([...args, '--data', data, '--lang', 'en'], { env: {}, stdout, stderr: new PassThrough(), signal: new AbortController().signal })).toBe(0);
  return String(stdout.read() ?? '');
}

const chosen = (profile: string) => chooseAnalyzers({ profile, list: undefined, settings: [], language: 'en', data });

test.each(builtIns.map(({ name }) => name))('a copy of %s means the same until it is edited', async (name) => {
  await command('copy', name, path.join(data, 'mine.json'));
  const own = chosen(path.join(data, 'mine.json'));
  const original = chosen(name);
  expect(own.choices.map((choice) => choice.name)).toEqual(original.choices.map((choice) => choice.name));
  expect(own.stages).toEqual(original.stages);
  expect(own.tier).toBe(original.tier);
});

test('a copy without .json is a profile of one\'s own, found by its name; edits count', async () => {
  await command('copy', 'short-video-21', 'mine');
  const file = path.join(data, 'profiles', 'mine.json');
  const copy = Profile.parse(JSON.parse(await readFile(file, 'utf8')));
  const edited = copy.analyzers.map((each) => ({
    ...each,
    ...(each.name === 'eye_tracking' ? { on: false } : {}),
    ...(each.name === 'nsfw_rating' ? { on: true, stage: 'stage1_gpu_heavy' } : {}),
    ...(each.name === 'object_detection' ? { parameters: { minConfidence: 0.6 } } : {}),
  }));
  await writeFile(file, JSON.stringify({ ...copy, stagesApart: true, analyzers: edited }));
  const { choices, stages, stagesApart } = chosen('mine');
  expect(choices.some(({ name }) => name === 'eye_tracking')).toBe(false);
  expect(stages[0]).toContain('nsfw_rating');
  expect(stagesApart).toBe(true);
  expect(choices.find(({ name }) => name === 'object_detection')?.parameters).toEqual({ minConfidence: 0.6 });
  expect(await command('list')).toMatch(/^mine +\d+ on/m);
});

test('nothing is overwritten, and no copy takes a built-in name', async () => {
  await command('copy', 'lite', 'mine');
  await expect(command('copy', 'full', 'mine')).rejects.toThrow(/mine\.json is there already/);
  await expect(command('copy', 'full', 'lite')).rejects.toThrow(/built-in/);
  await expect(command('copy', 'full', '../x')).rejects.toThrow(/cannot be the name/);
  await expect(command('copy', 'full')).rejects.toThrow(/file that the copy goes to/);
});

test('everything that is wrong is named at once, with what was probably meant', async () => {
  const file = path.join(data, 'wrong.json');
  await writeFile(file, JSON.stringify({
    name: 'wrong', stages: [{ name: 'first' }, { name: 'first' }],
    analyzers: [{ name: 'cut_analisys' }, { name: 'object_detection', stage: 'frist', parameters: { minConfidence: 2 } }, { name: 'object_detection' }, { name: 'cut_analysis', parameters: { speed: 1 } }],
  }));
  expect(() => readProfile(file, 'en')).toThrow(/'first' is listed twice[\s\S]*object_detection is named twice[\s\S]*mean cut_analysis\?[\s\S]*stage 'frist'[\s\S]*first, default[\s\S]*object_detection is not valid[\s\S]*minConfidence[\s\S]*no parameter cut_analysis\.speed/);
  expect(() => readProfile(file, 'de')).toThrow(/Ist cut_analysis gemeint\?/);
});

test.each([['{"name":"x"}', /analyzers/], ['{"name":"x","analyzers":[{"name":"cut_analysis","enabled":true}]}', /enabled/], ['{', /JSON/], ['{"name":"x","analyzers":[{"name":"cut_analysis","on":false}]}', /No analyzer is on/]])('%s is refused', async (text, why) => {
  const file = path.join(data, 'wrong.json');
  await writeFile(file, text);
  expect(() => readProfile(file, 'en')).toThrow(why);
});

test('an own profile that cannot be used, or is hidden by a built-in one, is told by the list and stops nothing', async () => {
  await mkdir(path.join(data, 'profiles'));
  await writeFile(path.join(data, 'profiles', 'broken.json'), '{}');
  await writeFile(path.join(data, 'profiles', 'lite.json'), '{}');
  const told = await command('list');
  expect(told).toMatch(/^broken +cannot be used/m);
  expect(told).toMatch(/lite\.json has the name of a built-in profile/);
  expect(JSON.parse(await command('list', '--json'))).toMatchObject({ profiles: expect.arrayContaining([expect.objectContaining({ name: 'short-video-21', on: 21 })]) as unknown });
});

test('what is shown fits eighty columns and names every stage', async () => {
  const told = await command('show', 'short-video-23');
  for (const line of told.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const stage of ['stage1_gpu_heavy', 'stage2_gpu_medium', 'stage3_gpu_light', 'cpu_parallel', 'default', 'Off']) expect(told).toMatch(new RegExp(`^${stage}`, 'm'));
});
