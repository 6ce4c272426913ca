import { expect, test } from 'vitest';
import { defineAnalyzer, FindingFields, tensorModel, type Analyzer } from '@aima/sdk';
import { z } from 'zod';
import { cacheKeys } from './cache-key.ts';

const made = (name: string, after: string[] = [], version = 1, model?: string, hears: string[] = []): Analyzer => defineAnalyzer({
  name, version, reads: { after, hears }, finding: z.object(FindingFields), parameters: z.object({ limit: z.number().default(0.5), side: z.number().default(1) }),
  ...(model === undefined ? {} : { models: { net: tensorModel(model) } }), sentence: { en: () => '', de: () => '' }, open: () => ({}),
});

const keysOf = async (analyzers: Analyzer[], parameters: Record<string, Record<string, number>> = {}, language: 'en' | 'de' = 'en') => cacheKeys({
  analyzers, choices: analyzers.map(({ name }) => ({ name, ...(parameters[name] ? { parameters: parameters[name] } : {}) })), tier: 'lite', language, modelsFolder: '/nowhere',
});

const chain = [made('cuts'), made('scenes', ['cuts']), made('flow', ['scenes']), made('loudness')];

test('a changed parameter concerns the analyzer and what rests on it, nothing else', async () => {
  const before = await keysOf(chain);
  const after = await keysOf(chain, { scenes: { limit: 0.7 } });
  const changed = chain.map(({ name }) => name).filter((name) => before.get(name) !== after.get(name));
  expect(changed).toEqual(['scenes', 'flow']);
});

test('the order of parameters and spelled-out defaults change nothing', async () => {
  const plain = await keysOf(chain);
  expect(await keysOf(chain, { cuts: { side: 1, limit: 0.5 } })).toEqual(plain);
  expect(await keysOf(chain, { cuts: { limit: 0.5 } })).toEqual(plain);
});

test('another version, model or language is another key', async () => {
  const [one] = [...(await keysOf([made('faces', [], 1, 'face-ssd')])).values()];
  const others = [
    await keysOf([made('faces', [], 2, 'face-ssd')]), await keysOf([made('faces', [], 1, 'centernet-coco')]), await keysOf([made('faces', [], 1, 'face-ssd')], {}, 'de'),
  ].map((keys) => keys.get('faces'));
  expect(new Set([one, ...others]).size).toBe(4);
  expect(others).not.toContain(undefined);
});

test('a model that only the worker can resolve leaves no key, nor does what rests on it', async () => {
  expect([...(await keysOf([made('faces', [], 1, 'unknown-model'), made('ages', ['faces']), made('cuts')])).keys()]).toEqual(['cuts']);
});

test('what is heard counts where it runs, and only there', async () => {
  const flow = made('flow', ['cuts'], 1, undefined, ['faces']);
  const alone = await keysOf([made('cuts'), flow]);
  const choices = [{ name: 'flow' }, { name: 'cuts' }];
  const unasked = await cacheKeys({ analyzers: [made('cuts'), made('faces'), flow], choices, tier: 'lite', language: 'en', modelsFolder: '/nowhere' });
  expect(unasked).toEqual(alone);
  const together = await keysOf([made('cuts'), made('faces'), flow]);
  const other = await keysOf([made('cuts'), made('faces'), flow], { faces: { limit: 0.7 } });
  expect(new Set([alone.get('flow'), together.get('flow'), other.get('flow')]).size).toBe(3);
  expect(together.get('cuts')).toBe(alone.get('cuts'));
  expect([...(await keysOf([made('cuts'), made('faces', [], 1, 'unknown-model'), flow])).keys()]).toEqual(['cuts']);
});
