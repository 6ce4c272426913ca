import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Media, Run } from '@aima/contract';
import { costClass, noteSpeeds, readSpeeds, REFERENCE_FILE, ReferenceSpeed } from './speeds.ts';

let data = '';
beforeEach(async () => { data = await mkdtemp(path.join(tmpdir(), 'aima-speeds-')); });
afterEach(() => rm(data, { recursive: true, force: true }));

const media: Media = { id: 'm', fileName: 'f.mp4', kind: 'video', sha256: 'a'.repeat(64), sizeBytes: 1, durationMs: 20_000, hasAudio: true, container: 'mp4' };
const run = (analyzer: string, seconds: number, more: Partial<Run> = {}): Run => ({ id: `r-${analyzer}`, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds, device: 'cpu', coverage: 1, tier: 'lite', ...more });

test('what ran to the end here is preferred to the reference, the last run counts', async () => {
  await noteSpeeds(data, { media: [media], runs: [run('cut_analysis', 4)] });
  await noteSpeeds(data, { media: [media], runs: [run('cut_analysis', 1), run('made_up', 3)] });
  const speeds = await readSpeeds(data);
  expect(speeds.of('cut_analysis')).toEqual({ timesRealTime: 0.05, tier: 'lite', where: 'here' });
  expect(speeds.of('made_up')).toEqual({ timesRealTime: 0.15, tier: 'lite', where: 'here' });
  expect(speeds.of('object_detection')).toMatchObject({ where: 'reference' });
  expect(speeds.of('nobody')).toBeUndefined();
});

test('what did not run to the end, was taken over, or hardly ran at all tells nothing of speed', async () => {
  for (const more of [{ status: 'failed' }, { status: 'not_run' }, { status: 'held' }, { reused: true }, { coverage: 0.5 }] as const) await noteSpeeds(data, { media: [media], runs: [run('made_up', 1, more)] });
  await noteSpeeds(data, { media: [{ ...media, durationMs: 1000 }], runs: [run('made_up', 1)] });
  await noteSpeeds(data, { media: [{ ...media, kind: 'image', durationMs: 0 }], runs: [run('made_up', 1)] });
  expect((await readSpeeds(data)).of('made_up')).toBeUndefined();
});

test('a damaged file is as none, and a folder that cannot be written fails no job', async () => {
  await writeFile(path.join(data, 'speeds.json'), '{"cut_analysis":');
  expect((await readSpeeds(data)).of('cut_analysis')).toMatchObject({ where: 'reference' });
  await noteSpeeds(path.join(data, 'speeds.json'), { media: [media], runs: [run('cut_analysis', 1)] });
});

test('three classes of cost', () => {
  expect([0, 0.0099, 0.01, 0.099, 0.1, 3].map(costClass)).toEqual(['cheap', 'cheap', 'medium', 'medium', 'heavy', 'heavy']);
});

test('the reference names its machine, its film and its day', async () => {
  const reference = ReferenceSpeed.parse(JSON.parse(await readFile(REFERENCE_FILE, 'utf8')));
  expect(reference.machine).toMatch(/cores/);
  expect(reference.film).toMatch(/\.mp4$/);
  expect(Object.keys(reference.analyzers).length).toBeGreaterThan(30);
});
