import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readLabels } from './model-files.ts';
import { sizeBytes } from './model-entry.ts';
import { packageVersion, readVerified, sourcePath } from './package-files.ts';
import { findModel, modelEntries } from './registry.ts';

const NOWHERE = '/nonexistent';

test('ids are unique', () => {
  expect(new Set(modelEntries.map(({ id }) => id)).size).toBe(modelEntries.length);
});

test.for(modelEntries)('the files of $id are the ones that the registry knows', async (entry) => {
  for (const file of Object.values(entry.files)) {
    await expect(readVerified(file, NOWHERE)).resolves.toBeInstanceOf(Uint8Array);
    expect((await stat(sourcePath(file, NOWHERE))).size).toBe(file.sizeBytes);
    expect(await packageVersion(file.package ?? '')).toMatch(/^\d+\.\d+\.\d+/);
  }
  expect(sizeBytes(entry)).toBeGreaterThan(0);
});

test('tables of names have one for each class', async () => {
  const characters = await readLabels(findModel('ppocr-v4-rec'), NOWHERE);
  expect(characters).toHaveLength(6625);
  expect([characters?.[0], characters?.[1], characters?.at(-2), characters?.at(-1)]).toEqual(['', "'", '懮', ' ']);
  expect(await readLabels(findModel('centernet-coco'), NOWHERE)).toHaveLength(80);
  expect(await readLabels(findModel('face-ssd'), NOWHERE)).toBeUndefined();
});

test('a package that is not installed is named', () => {
  expect(() => sourcePath({ package: '@aima/no-such-package', path: 'x', sha256: '', sizeBytes: 0 }, NOWHERE))
    .toThrow(expect.objectContaining({ code: 'MODEL_MISSING', details: { package: '@aima/no-such-package' } }));
});
