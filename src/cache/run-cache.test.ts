import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Observation, Run } from '@aima/contract';
import { openRunCache } from './run-cache.ts';

const SHA = 'a'.repeat(64);
let folder = '';
beforeEach(async () => { folder = path.join(await mkdtemp(path.join(tmpdir(), 'aima-cache-')), 'cache'); });
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

const run = (analyzer: string, more: Partial<Run> = {}): Run => ({ id: `r-${analyzer}`, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1, ...more });
const seen: Observation = { id: 'o', runId: 'r-faces', mediaId: 'm', analyzer: 'faces', startMs: 0, endMs: 1, confidence: 1, sentence: 'A face.', source: 'model' };
const keys = new Map([['faces', 'k1'], ['things', 'k2']]);

test('what is complete comes back within the hour, by its key alone', async () => {
  const cache = await openRunCache(folder);
  await cache.keep(SHA, keys, { finished: [{ run: run('faces'), observations: [seen] }], keyframes: [] });
  expect(await cache.find(SHA, keys)).toEqual({ keyframes: [], finished: [{ run: run('faces'), observations: [seen] }] });
  expect(await cache.find(SHA, new Map([['faces', 'other']]))).toEqual({ keyframes: [], finished: [] });
  expect(await cache.find('b'.repeat(64), keys)).toBeUndefined();
  expect((await stat(folder)).mode & 0o77).toBe(0);
});

test('held, failed, partial and reused runs are not kept', async () => {
  const cache = await openRunCache(folder);
  for (const more of [{ status: 'held' }, { status: 'failed' }, { coverage: 0.9 }, { reason: 'lite_instead_of_full' }, { reused: true }] as const) {
    await cache.keep(SHA, keys, { finished: [{ run: run('faces', more), observations: [seen] }], keyframes: [] });
    expect((await cache.find(SHA, keys))?.finished).toEqual([]);
  }
});

test('after an hour it is gone, from the disk too', async () => {
  const cache = await openRunCache(folder);
  await cache.keep(SHA, keys, { finished: [{ run: run('faces'), observations: [seen] }], keyframes: [] });
  const longAgo = new Date(Date.now() - 3_700_000);
  for (const name of await readdir(path.join(folder, SHA))) await utimes(path.join(folder, SHA, name), longAgo, longAgo);
  expect(await cache.find(SHA, keys)).toBeUndefined();
  await openRunCache(folder);
  expect(await readdir(folder)).toEqual([]);
});

test('a damaged file is looked for anew, not believed', async () => {
  const cache = await openRunCache(folder);
  await cache.keep(SHA, keys, { finished: [{ run: run('faces'), observations: [seen] }, { run: run('things'), observations: [] }], keyframes: [] });
  await writeFile(path.join(folder, SHA, 'k1.json'), '{"run":');
  expect((await cache.find(SHA, keys))?.finished.map(({ run: { analyzer } }) => analyzer)).toEqual(['things']);
});
