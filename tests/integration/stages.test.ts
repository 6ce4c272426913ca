/** Stages of a profile through the pipeline: they decide in which order models are opened, and nothing about what is found. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mediaIdOf } from '@aima/contract';
import { defineAnalyzer, FindingFields, tensorModel, type Analyzer } from '@aima/sdk';
import sharp from 'sharp';
import { z } from 'zod';
import { probe } from '../../src/media/index.ts';
import { runTask, type Models } from '../../src/pipeline/index.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-stages-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names that describe nobody: the gate, whose models are not here, does not come along. */
const made = (name: string, model: string): Analyzer => defineAnalyzer({
  name, version: 1, reads: { video: { everyMs: 500, width: 8, height: 8, fit: 'stretch' }, photo: true }, models: { net: tensorModel(model) }, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' },
  open: ({ emit }) => ({ frames: (batch) => void emit({ startMs: batch.frames[0]?.atMs ?? 0, confidence: 1 }) }),
});

/** The order in which models were asked for and answered. */
async function openedWith(stages?: string[][]): Promise<string[]> {
  const file = path.join(folder, 'grey.png');
  await writeFile(file, await sharp({ create: { width: 8, height: 8, channels: 3, background: 'grey' } }).png().toBuffer());
  const opened: string[] = [];
  const models: Models = {
    device: 'cpu', missing: () => Promise.resolve(undefined),
    async get<K>({ id }: { id: string }) {
      opened.push(`${id} asked`);
      await sleep(id === 'large' ? 60 : 5);
      opened.push(`${id} here`);
      // The analyzers here never call their model.
      return { model: { run: () => Promise.resolve({}) } as K, facts: [] };
    },
  };
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const sha256 = 'ab'.repeat(32);
  let found = 0;
  await runTask({
    analyzers: [made('color_analysis', 'small'), made('content_quality', 'large')], choices: [{ name: 'color_analysis' }, { name: 'content_quality' }], ...(stages ? { stages } : {}), probe: probed, language: 'en', keyframeSide: 0, finished: [], models, signal,
    media: { ...probed.facts, id: mediaIdOf(sha256), sha256, fileName: 'grey.png' },
    async emit(event) { if (event.type === 'observations') found += event.items.length; },
  });
  expect(found).toBe(2);
  return opened;
}

test('without stages all models are opened at once', async () => {
  expect(await openedWith()).toEqual(['small asked', 'large asked', 'small here', 'large here']);
});

test('a stage begins once the models of the one before it are here', async () => {
  expect(await openedWith([['content_quality'], ['color_analysis']])).toEqual(['large asked', 'large here', 'small asked', 'small here']);
});
