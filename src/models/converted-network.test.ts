import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { convertedNetwork } from './converted-network.ts';
import type { Conversion, ModelEntry } from './model-entry.ts';
import { sha256 } from './package-files.ts';
import { findModel } from './registry.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-converted-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The smallest network that is converted. */
function smallest(): { entry: ModelEntry; conversion: Conversion } {
  const entry = findModel('selfie-segmentation');
  if (entry.conversion === undefined) throw new Error('it is not converted');
  return { entry, conversion: entry.conversion };
}

const make = (): Promise<Uint8Array> => {
  const { entry, conversion } = smallest();
  return convertedNetwork(entry, conversion, folder);
};
const files = (): Promise<string[]> => readdir(path.join(folder, 'converted'));

test('two at once leave one whole file, named by its content, and no temporary ones', async () => {
  const [first, second] = await Promise.all([make(), make()]);
  expect(sha256(first)).toBe(sha256(second));
  const [name = '', ...others] = await files();
  expect(others).toEqual([]);
  expect(name).toMatch(/^selfie-segmentation\.[0-9a-f]{16}\.[0-9a-f]{64}\.onnx$/);
  expect(name).toContain(sha256(await readFile(path.join(folder, 'converted', name))));
});

test('a file that is there is used as it is', async () => {
  await make();
  const { entry, conversion } = smallest();
  const sourceless: ModelEntry = { ...entry, files: Object.fromEntries(Object.entries(entry.files).map(([role, file]) => [role, { ...file, path: 'gone' }])) };
  await expect(convertedNetwork(sourceless, conversion, folder)).resolves.toBeInstanceOf(Uint8Array);
});

test('a damaged file is made anew', async () => {
  const whole = await make();
  const [name = ''] = await files();
  await writeFile(path.join(folder, 'converted', name), whole.subarray(0, 1000));
  expect(sha256(await make())).toBe(sha256(whole));
  expect(await files()).toEqual([name]);
});

test('another recipe gets a file of its own', async () => {
  await make();
  const { entry, conversion } = smallest();
  if (conversion.format !== 'tfjs-graph') throw new Error('it is no graph');
  await convertedNetwork(entry, { ...conversion, pixels: { scale: 1, offset: 0 } }, folder);
  expect(await files()).toHaveLength(2);
});

test('what the conversion cannot do arrives with its reason', async () => {
  const { entry, conversion } = smallest();
  if (conversion.format !== 'tfjs-graph') throw new Error('it is no graph');
  await expect(convertedNetwork(entry, { ...conversion, outputs: { mask: 'no-such-node' } }, folder))
    .rejects.toMatchObject({ message: expect.stringContaining('no-such-node') as string, code: 'MODEL_CORRUPT' });
});
