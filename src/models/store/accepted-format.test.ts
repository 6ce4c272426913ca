import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkContent, checkName } from './accepted-format.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-format-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const bytes = (...parts: (string | number[])[]): Uint8Array => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

test.for(['model.onnx', 'onnx/model.onnx_data', 'a/b/weights.safetensors', 'Q4.GGUF', 'config.json', 'classes.csv'])('%s may enter', (name) => {
  expect(() => checkName(name)).not.toThrow();
});

test.for(['model.bin', 'model.pt', 'model.pth', 'model.pkl', 'model.ckpt', 'archive.zip', 'array.npy', 'code.py', 'noextension', '../up.onnx', '/abs.onnx', 'a//b.onnx', 'a\\b.onnx', 'c:.onnx', './x.onnx', ''])('%s may not', (name) => {
  expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'MODEL_UNSUPPORTED' }));
});

const good: [name: string, content: Uint8Array][] = [
  ['a.onnx', bytes([0x08, 0x07, 0x12, 0x04], 'onnxetc')],
  ['a.gguf', bytes('GGUF', [3, 0, 0, 0])],
  ['a.safetensors', bytes([0x10, 0, 0, 0, 0, 0, 0, 0], '{"a":{}}')],
  ['a.json', bytes('{}')],
  ['a.onnx_data', bytes([0, 0, 128, 63])],
];

test.for(good)('the content of %s is what it says', async ([name, content]) => {
  const file = path.join(folder, name);
  await writeFile(file, content);
  await expect(checkContent(file, name)).resolves.toBeUndefined();
  // The same bytes under a name of another format.
  const other = name.endsWith('.onnx_data') ? undefined : name.endsWith('.gguf') ? 'x.onnx' : 'x.gguf';
  if (other !== undefined) await expect(checkContent(file, other)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
});

test.for([
  ['pickle', bytes([0x80, 0x02], '}q\x00.')], ['pickle 4', bytes([0x80, 0x04, 0x95, 1, 0, 0, 0, 0, 0, 0, 0])],
  ['PyTorch archive', bytes('PK', [3, 4], 'archive/data.pkl')], ['binary in text', bytes('{', [0], '}')],
] as [string, Uint8Array][])('%s is refused under every name', async ([, content]) => {
  const file = path.join(folder, 'bad');
  await writeFile(file, content);
  const names = content[0] === 0x7b ? ['a.json', 'a.csv'] : ['a.onnx', 'a.safetensors', 'a.gguf', 'a.json', 'a.onnx_data', 'a.data'];
  for (const name of names) await expect(checkContent(file, name)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
});
