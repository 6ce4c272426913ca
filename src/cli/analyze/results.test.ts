import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mediaIdOf, SCHEMA_VERSION, type ResultDocument, type Run } from '@aima/contract';
import { probe } from '../../media/index.ts';
import { writeMedium } from './results.ts';

const SHA = 'c'.repeat(64);
let folder = '';
beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), 'aima-results-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

async function written(status: Run['status'], embed: boolean): Promise<string[]> {
  const photo = path.join(folder, 'photo.tiff');
  await writeFile(photo, await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } }).tiff().toBuffer());
  const probed = await probe(photo, { signal: new AbortController().signal });
  const out = path.join(folder, `out-${status}`);
  const mediaId = mediaIdOf(SHA);
  const document: ResultDocument = {
    schemaVersion: SCHEMA_VERSION, job: { id: 'j', name: 'j', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00Z' },
    media: [{ id: mediaId, fileName: 'photo.tiff', sha256: SHA, ...probed.facts, sizeBytes: 1 }],
    runs: [{ id: 'r', mediaId, analyzer: 'face_detection', version: 1, status, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 0 }],
    observations: [], summary: { text: '', observationCount: 0, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 0 },
  };
  await writeMedium({ document, keyframes: [], probe: probed, relative: 'photo.tiff' }, { out, embed, language: 'en', signal: new AbortController().signal, onProgress: () => undefined });
  return (await readdir(out)).sort();
}

test('a photo that browsers cannot show gets a copy beside its page', async () => {
  expect(await written('done', false)).toEqual(['photo.tiff.aima.json', 'photo.tiff.html', 'photo.tiff.proxy.jpg']);
});

test.each([false, true])('of a held medium no copy is made, asked for (%s) or not', async (embed) => {
  expect(await written('held', embed)).toEqual(['photo.tiff.aima.json', 'photo.tiff.html']);
});
