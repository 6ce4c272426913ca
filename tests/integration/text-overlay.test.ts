/** The analyzer text_overlay on real pictures: real decode, real networks, the pipeline's own path. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mediaIdOf, type Observation } from '@aima/contract';
import { textOverlay } from '../../src/analyzers/text-overlay.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { needsMedia, testMedia } from '../support/media.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-text-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const SHA256 = 'ab'.repeat(32);

async function textsOf(file: string): Promise<Observation[]> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  let status: string | undefined;
  await runTask({
    analyzers: [textOverlay], choices: [{ name: 'text_overlay' }], probe: probed, language: 'en', keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run') status = event.run.status;
    },
  });
  expect(status).toBe('done');
  return found;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [];

/** Part of the true words that were read, each as often as it is there. */
function recall(truth: string, read: readonly Observation[]): number {
  const left = read.flatMap(({ text }) => wordsOf(text ?? ''));
  const words = wordsOf(truth);
  const hits = words.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return hits.length / words.length;
}

const Text = z.object({ text: z.string(), startMs: z.int(), endMs: z.int() });
const Truth = z.object({ overlays: z.array(Text), sceneText: z.array(Text) });

/** A sample period on either side, and a little for what is half faded in. */
const TOLERANCE_MS = 400;

test('reads every overlay of the short film with its time, and nothing that is not there', async (context) => {
  const film = needsMedia(context, 'short-30s.mp4');
  const truth = Truth.parse(JSON.parse(await readFile(testMedia('short-30s.truth.json'), 'utf8')));
  const found = await textsOf(film);
  for (const overlay of truth.overlays) {
    const read = found.find(({ text }) => text === overlay.text);
    expect(read, overlay.text).toBeDefined();
    expect(Math.abs((read?.startMs ?? 0) - overlay.startMs), `start of ${overlay.text}`).toBeLessThanOrEqual(TOLERANCE_MS);
    expect(Math.abs((read?.endMs ?? 0) - overlay.endMs), `end of ${overlay.text}`).toBeLessThanOrEqual(TOLERANCE_MS);
  }
  const known = [...truth.overlays, ...truth.sceneText];
  const invented = found.filter(({ startMs, endMs, text }) => !known.some((there) =>
    there.startMs - TOLERANCE_MS <= startMs && endMs <= there.endMs + TOLERANCE_MS && (text ?? '').length <= there.text.length + 2));
  expect(invented.map(({ startMs, text }) => ({ startMs, text }))).toEqual([]);
});

const POSTER = 'Reduce your risk of coronavirus infection Clean hands with soap and water or alcohol-based hand rub Cover nose and mouth when '
  + 'coughing and sneezing with tissue or flexed elbow Avoid close contact with anyone with cold or flu-like symptoms Thoroughly cook meat and eggs '
  + 'No unprotected contact with live wild or farm animals World Health Organization';

test('reads a poster, line by line in blocks', async (context) => {
  const found = await textsOf(needsMedia(context, 'ocr-english.png'));
  expect(recall(POSTER, found)).toBeGreaterThanOrEqual(0.95);
  expect(found.map(({ text }) => text)).toContain('Clean hands with soap and water or alcohol-based hand rub');
  expect(found.every(({ startMs, endMs }) => startMs === 0 && endMs === 0)).toBe(true);
});

test('reads small street signs where they are', async (context) => {
  const found = await textsOf(needsMedia(context, 'ocr-sign.png'));
  expect(recall('BASRURKAR MARKET SPEED LIMIT', found)).toBe(1);
  const speed = found.find(({ text }) => text === 'SPEED LIMIT');
  // On the yellow sign, in the upper right quarter of the picture.
  expect(speed?.box?.x).toBeGreaterThan(0.6);
  expect((speed?.box?.y ?? 1) + (speed?.box?.h ?? 1)).toBeLessThan(0.5);
});

test('finds no text where there is none', async (context) => {
  expect(await textsOf(needsMedia(context, 'cars.mp4'))).toEqual([]);
  expect(await textsOf(needsMedia(context, 'faces/group-1.jpg'))).toEqual([]);
});
