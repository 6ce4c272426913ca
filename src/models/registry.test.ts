import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readLabels } from './model-files.ts';
import { sizeBytes } from './model-entry.ts';
import { packageVersion, readVerified, sourcePath } from './package-files.ts';
import { findModel, modelEntries } from './registry.ts';
import { checkName } from './store/accepted-format.ts';
import { checkedUrl } from './store/network.ts';
import { isModelId } from './store/store-layout.ts';

const NOWHERE = '/nonexistent';

test('ids are unique', () => {
  expect(new Set(modelEntries.map(({ id }) => id)).size).toBe(modelEntries.length);
});

test.for(modelEntries.filter(({ tier }) => tier === 'lite'))('the files of $id are the ones that the registry knows', async (entry) => {
  for (const file of Object.values(entry.files)) {
    await expect(readVerified(file, NOWHERE)).resolves.toBeInstanceOf(Uint8Array);
    expect((await stat(sourcePath(file, NOWHERE))).size).toBe(file.sizeBytes);
    expect(await packageVersion(file.package ?? '')).toMatch(/^\d+\.\d+\.\d+/);
  }
  expect(sizeBytes(entry)).toBeGreaterThan(0);
});

test.for(modelEntries)('$id says where its files come from, pinned, in a format that is accepted', ({ id, tier, files, licence, memoryMiB }) => {
  expect(isModelId(id)).toBe(true);
  expect(licence).not.toBe('');
  expect(memoryMiB).toBeGreaterThan(0);
  for (const { package: name, hub, url, path, sha256, sizeBytes: bytes } of Object.values(files)) {
    expect([name, hub, url].filter((source) => source !== undefined)).toHaveLength(1);
    // Lite needs nothing but its packages.
    expect(name !== undefined).toBe(tier === 'lite');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(bytes).toBeGreaterThan(0);
    if (hub !== undefined) expect(`${hub.repository}@${hub.revision}`).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
    if (url !== undefined) expect(checkedUrl(url).protocol).toBe('https:');
    if (name === undefined) expect(() => checkName(path)).not.toThrow();
  }
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
