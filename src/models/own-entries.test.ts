import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunnable, parseOwnEntries, readOwnEntries } from './own-entries.ts';

const file = { url: 'https://models.example/m.onnx', path: 'm.onnx', sha256: 'a'.repeat(64), sizeBytes: 10 };
const entry = { id: 'my-detector', task: 'object detection', role: 'object-detector', licence: 'MIT', files: { model: file } };
const parse = (changed: Record<string, unknown>) => parseOwnEntries([{ where: 'here', entry: { ...entry, ...changed } }]);

let folder = '';
beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-own-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an entry of the full tier comes out, with what was left out filled in', () => {
  const [own] = parse({});
  expect(own).toMatchObject({ id: 'my-detector', tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: 200, role: 'object-detector', inputs: [] });
  expect(own && isRunnable(own)).toBe(true);
  expect(parse({ batch: 4 })[0]).toMatchObject({ batch: 4 });
  const [other] = parse({ runtime: 'llama.cpp' });
  expect(other && isRunnable(other)).toBe(false);
  const [denoiser] = parse({ role: 'speech-enhancer', runtime: 'sherpa-onnx' });
  expect(denoiser).toMatchObject({ kind: 'speech_enhancement', runtime: 'sherpa-onnx' });
  const [imported] = parse({ files: { model: { ...file, url: undefined } } });
  expect(imported?.files['model']).toMatchObject({ imported: true });
});

test.each([
  [{ id: '../up' }, /id/], [{ id: 'silero-vad' }, /already/], [{ role: 'magician' }, /role/], [{ licence: '' }, /licence/], [{ surprise: 1 }, /surprise/], [{ batch: 0 }, /batch/], [{ files: {} }, /at least one/], [{ role: 'text-embedder' }, /comparableWith/],
  [{ files: { model: { ...file, url: 'http://models.example/m.onnx' } } }, /https/], [{ files: { model: { ...file, path: '../m.onnx' } } }, /relative path/], [{ files: { model: { ...file, path: 'm.pt' } } }, /accepted format/],
  [{ files: { model: { ...file, sha256: 'abc' } } }, /sha256/], [{ files: { model: { ...file, hub: { repository: 'a/b', revision: 'b'.repeat(40) } } } }, /either/], [{ files: { model: { ...file, url: undefined, hub: { repository: 'a/b', revision: 'main' } } } }, /commit/],
])('%j is refused', (changed, why) => {
  expect(() => parse(changed)).toThrow(expect.objectContaining({ code: 'MODEL_ENTRY_INVALID', message: expect.stringMatching(why) as string }));
});

test('entries come from a named file or folder and from the models folder; the same id twice is refused', async () => {
  const named = path.join(folder, 'named');
  await mkdir(path.join(folder, 'entries'), { recursive: true });
  await mkdir(named);
  await writeFile(path.join(named, 'two.json'), JSON.stringify([entry, { ...entry, id: 'other' }]));
  await writeFile(path.join(folder, 'entries', 'mine.json'), JSON.stringify({ ...entry, id: 'standing' }));
  const { entries, given } = await readOwnEntries({ AIMA_MODEL_ENTRIES: named }, folder);
  expect(entries.map(({ id }) => id)).toEqual(['my-detector', 'other', 'standing']);
  expect(given).toHaveLength(3);
  await writeFile(path.join(folder, 'entries', 'again.json'), JSON.stringify(entry));
  await expect(readOwnEntries({ AIMA_MODEL_ENTRIES: path.join(named, 'two.json') }, folder)).rejects.toMatchObject({ code: 'MODEL_ENTRY_INVALID', message: expect.stringContaining('again.json') as string });
});

test('what cannot be read is named', async () => {
  await writeFile(path.join(folder, 'broken.json'), '{');
  await expect(readOwnEntries({ AIMA_MODEL_ENTRIES: path.join(folder, 'broken.json') }, folder)).rejects.toMatchObject({ message: expect.stringContaining('broken.json') as string });
  await expect(readOwnEntries({ AIMA_MODEL_ENTRIES: path.join(folder, 'nowhere') }, folder)).rejects.toMatchObject({ code: 'MODEL_ENTRY_INVALID' });
  expect(await readOwnEntries({}, folder)).toEqual({ entries: [], given: [] });
});
