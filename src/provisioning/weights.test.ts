import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { findModel, hubFrom, modelEntries, type WeightsEntry } from '../models/store/index.ts';
import { neededWeights, weightFiles } from './weights.ts';

const CONTENT = 'weights';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const COMMIT = 'c'.repeat(40);

const entry: WeightsEntry = {
  id: 'made-model', task: 'test', tier: 'full', role: 'depth-estimator', runtime: 'onnxruntime', memoryMiB: 1, licence: 'MIT', origin: 'made', inputs: [], outputs: [],
  files: { model: { hub: { repository: 'org/model', revision: COMMIT }, path: 'onnx/model.onnx', sha256: SHA256, sizeBytes: CONTENT.length } },
};

async function store(): Promise<string> {
  const modelsFolder = tempFolder();
  const folder = path.join(modelsFolder, 'store', entry.id);
  await mkdir(path.join(folder, SHA256, 'onnx'), { recursive: true });
  await writeFile(path.join(folder, SHA256, 'onnx/model.onnx'), CONTENT);
  await writeFile(path.join(folder, 'current.json'), JSON.stringify({ version: SHA256, before: [] }));
  return modelsFolder;
}

test('of what a job loads, what is here is named once; what is missing and what a server serves is not', async () => {
  const modelsFolder = await store();
  const found = await neededWeights([
    { id: 'depth-estimator', kind: 'tensor', byRole: true }, { id: 'made-model', kind: 'tensor' }, { id: 'object-detector', kind: 'tensor', byRole: true, optional: true }, { id: 'model-server', kind: 'vision_language' },
  ], { entries: [entry, ...modelEntries], modelsFolder });
  expect(found.map(({ id }) => id)).toEqual(['made-model']);
});

test('files of the store keep their place; a public address is told, one that needs our account is not', async () => {
  const modelsFolder = await store();
  const located = await neededWeights([{ id: 'made-model', kind: 'tensor' }], { entries: [entry], modelsFolder });
  const open = await weightFiles(located, modelsFolder, hubFrom({}));
  expect(open.map(({ place, path: file, sha256, url }) => [place, file, sha256, url])).toEqual([
    ['models', `store/made-model/${SHA256}/onnx/model.onnx`, SHA256, `https://huggingface.co/org/model/resolve/${COMMIT}/onnx/model.onnx`],
    ['models', 'store/made-model/current.json', expect.any(String), undefined],
  ]);
  for (const { source = '', sha256 } of open) expect(createHash('sha256').update(await readFile(source)).digest('hex')).toBe(sha256);
  expect((await weightFiles(located, modelsFolder, hubFrom({ AIMA_HUB_TOKEN: 'hf_ours' })))[0]?.url).toBeUndefined();
});

test('weights that come with packages go into the bundle, where Node finds their package', async () => {
  const found = modelEntries.find(({ tier, files }) => tier === 'lite' && Object.values(files).some((file) => file.package !== undefined));
  if (!found) throw new Error('no entry of the lite tier comes with a package');
  const files = await weightFiles([findModel(found.id)], tempFolder());
  const [own] = Object.values(found.files);
  expect(files.map(({ place, path: file }) => `${place}:${file}`)).toContain(`bundle:node_modules/${own?.package ?? ''}/${own?.path ?? ''}`);
  expect(files.map(({ place, path: file }) => `${place}:${file}`)).toContain(`bundle:node_modules/${own?.package ?? ''}/package.json`);
});
