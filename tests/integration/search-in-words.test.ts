/**
 * Pictures found by words: image and text encoder of one space, both made here (a network that averages colours, and
 * one that averages the colours that its words mean), with a made tokenizer. No real weights of this kind exist here.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { roleModel } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { imageEmbedding } from '../../src/analyzers/image-embedding.ts';
import { searchLooks } from '../../src/analyzers/lib/embedding/search-looks.ts';
import { openEngine, openTextEmbedder, type ModelEntry } from '../../src/models/index.ts';
import { createOnnxGraph } from '../../src/models/tfjs/onnx-graph.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIDE = 8;
const LENGTH = 6;
/** id → direction of its colour; padding, begin, end and unknown mean nothing. */
const VOCABULARY = { '[PAD]': [0, 0, 0], '[BOS]': [0, 0, 0], '[EOS]': [0, 0, 0], '[UNK]': [0, 0, 0], red: [2, -1, -1], green: [-1, 2, -1], blue: [-1, -1, 2], bright: [1, 1, 1], a: [0, 0, 0] } as const;

const tokenizer = {
  version: '1.0', truncation: null, padding: { strategy: { Fixed: LENGTH }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
  added_tokens: ['[PAD]', '[BOS]', '[EOS]', '[UNK]'].map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
  normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' },
  post_processor: {
    type: 'TemplateProcessing', pair: [],
    single: [{ SpecialToken: { id: '[BOS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '[EOS]', type_id: 0 } }],
    special_tokens: { '[BOS]': { id: '[BOS]', ids: [1], tokens: ['[BOS]'] }, '[EOS]': { id: '[EOS]', ids: [2], tokens: ['[EOS]'] } },
  },
  decoder: null, model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(Object.keys(VOCABULARY).map((word, id) => [word, id])) },
};

function imageNetwork(): Uint8Array {
  const graph = createOnnxGraph('test');
  graph.output('image_embeds', graph.node('ReduceMean', [graph.input('pixel_values', 'float32', [1, 3, SIDE, SIDE]), graph.int64s([2, 3])], { keepdims: { int: 0 } }));
  return graph.encode();
}

/** Mean over all places, times what the mask lets through: a wrong mask shows. */
function textNetwork(): Uint8Array {
  const graph = createOnnxGraph('test');
  const table = graph.floats(Object.values(VOCABULARY).flat(), [Object.keys(VOCABULARY).length, 3]);
  const rows = graph.node('Gather', [table, graph.input('input_ids', 'int64', [1, LENGTH])], { axis: { int: 0 } });
  const mask = graph.node('Cast', [graph.input('attention_mask', 'int64', [1, LENGTH])], { to: { int: 1 } }, 'float32');
  const masked = graph.node('Mul', [rows, graph.node('Unsqueeze', [mask, graph.int64s([2])])]);
  graph.output('text_embeds', graph.node('ReduceMean', [masked, graph.int64s([1])], { keepdims: { int: 0 } }));
  return graph.encode();
}

function open(words: unknown = tokenizer) {
  const modelsFolder = tempFolder();
  const file = (name: string, bytes: Uint8Array | string): ModelEntry['files'][string] => {
    writeFileSync(path.join(modelsFolder, name), bytes);
    return { path: name, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
  };
  const common = { tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: 1, licence: 'MIT', origin: 'made here', outputs: [] } as const;
  const entries: ModelEntry[] = [
    { ...common, id: 'made-image', task: 'image embedding', role: 'image-embedder', files: { model: file('image.onnx', imageNetwork()) }, inputs: [{ name: 'pixel_values', type: 'float32', dims: [1, 3, SIDE, SIDE], meaning: '', pixels: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] } }] },
    {
      ...common, id: 'made-text', task: 'text embedding', role: 'text-embedder', comparableWith: 'made-image', files: { model: file('text.onnx', textNetwork()), tokenizer: file('tokenizer.json', JSON.stringify(words)) },
      inputs: [{ name: 'input_ids', type: 'int64', dims: [1, LENGTH], meaning: '' }, { name: 'attention_mask', type: 'int64', dims: [1, LENGTH], meaning: '' }],
    },
  ];
  const engine = openEngine({ modelsFolder, threads: 1, entries });
  onTestFinished(() => engine.close());
  return { engine, store: { entries, modelsFolder } };
}

test('words find the picture that looks like them', async () => {
  const { engine, store } = open();
  const { model: encoder, facts } = await engine.get(roleModel('image-embedder'));
  const colours = { red: [250, 20, 20], green: [20, 250, 20], blue: [20, 20, 250] } as const;
  if (!imageEmbedding.full) throw new Error('it has a full tier');
  const looks: { name: string; embedding: string }[] = [];
  for (const [name, colour] of Object.entries(colours)) {
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => colour[i % 3] ?? 0);
    const { findings } = await runAnalyzer(imageEmbedding.full, { medium: { kind: 'image' }, frames: { width: 16, height: 16, frames: [{ atMs: 0, pixels }] }, models: { encoder } });
    looks.push({ name, embedding: z.string().parse(findings[0]?.attributes['embedding']) });
  }
  const text = await openTextEmbedder(engine, facts[0]?.id ?? '', store);
  expect(text.facts.map(({ id }) => id)).toEqual(['made-text/model', 'made-text/tokenizer']);
  for (const [query, name] of [['a RED bright', 'red'], ['green', 'green'], ['a blue unheard-of', 'blue']] as const) {
    const [best] = searchLooks(await text.embed(query), looks);
    expect(best?.look.name).toBe(name);
    expect(best?.likeness).toBeGreaterThan(0.6);
  }
  // Longer than the network takes: the end is cut, not the beginning.
  expect(searchLooks(await text.embed('red a a a a a a green green green'), looks)[0]?.look.name).toBe('red');
  expect([...await text.embed('red')].map((x) => Math.round(x * LENGTH))).toEqual([2, -1, -1]);
});

test('without a text side for that image model, or with a broken tokenizer, it says so', async () => {
  const { engine, store } = open();
  await expect(openTextEmbedder(engine, 'another-image-model', store)).rejects.toMatchObject({ code: 'MODEL_MISSING', message: expect.stringContaining('another-image-model') as string });
  const gaps = open({ ...tokenizer, model: { type: 'WordLevel', unk_token: '[UNK]', vocab: tokenizer.model.vocab } });
  await expect((await openTextEmbedder(gaps.engine, 'made-image', gaps.store)).embed('unheard-of')).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  const broken = open({ nothing: true });
  await expect(openTextEmbedder(broken.engine, 'made-image', broken.store)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED', message: expect.stringContaining('made-text') as string });
});
