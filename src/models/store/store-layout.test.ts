import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { WeightsEntry } from '../model-entry.ts';
import { isModelId, knownVersions, versionOf } from './store-layout.ts';

const file = (path: string, digit: string) => ({ hub: { repository: 'a/b', revision: 'c' }, path, sha256: digit.repeat(64), sizeBytes: 1 });

test('a version is the hash of its only file, or of the list of its files, whatever their roles and order', () => {
  expect(versionOf({ model: file('x.onnx', '1') })).toBe('1'.repeat(64));
  const list = `${'2'.repeat(64)}  a.onnx\n${'1'.repeat(64)}  b.onnx\n`;
  const both = createHash('sha256').update(list).digest('hex');
  expect(versionOf({ one: file('b.onnx', '1'), two: file('a.onnx', '2') })).toBe(both);
  expect(versionOf({ p: file('a.onnx', '2'), q: file('b.onnx', '1') })).toBe(both);
  expect(versionOf({ q: file('b.onnx', '2'), p: file('a.onnx', '1') })).not.toBe(both);
  expect(versionOf({ model: { package: 'p', path: 'x', sha256: '', sizeBytes: 1 } })).toBeUndefined();
});

test('the registry knows the version it wants first, then the earlier ones', () => {
  const entry: WeightsEntry = {
    id: 'm', task: '', tier: 'full', runtime: 'onnxruntime', memoryMiB: 1, licence: 'MIT', origin: '', inputs: [], outputs: [],
    files: { model: file('x.onnx', '2') }, earlier: [{ model: file('x.onnx', '1') }],
  };
  expect([...knownVersions(entry).keys()]).toEqual(['2'.repeat(64), '1'.repeat(64)]);
});

test('names of models are safe as folders', () => {
  expect(['yolox-s', 'depth.v2', 'a1'].map(isModelId)).toEqual([true, true, true]);
  expect(['', '..', 'a/b', 'A', 'a..b', '.a', 'partial', 'a b', 'a\n'].filter(isModelId)).toEqual([]);
});
