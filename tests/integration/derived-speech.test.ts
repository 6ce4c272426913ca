/** What follows from speech and text, on real media through the pipeline: speech rate, flow of speech, calls to action. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { mediaIdOf, type Language, type Observation, type Run } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { analyzers } from '../../src/analyzers/index.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { needsCommand, needsMedia } from '../support/media.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testModelsFolder } from '../support/models-folder.ts';

const DERIVED = ['speech_rate', 'speech_flow', 'comment_cta_detection'];

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 2 }); });
afterAll(() => engine.close());

const SHA256 = 'cd'.repeat(32);

async function derive(file: string, language: Language): Promise<{ runs: Map<string, Run>; of(analyzer: string): Observation[] }> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  const runs = new Map<string, Run>();
  await runTask({
    analyzers, choices: DERIVED.map((name) => ({ name })), probe: probed, language, keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run') runs.set(event.run.analyzer, event.run);
    },
  });
  return { runs, of: (analyzer) => found.filter((each) => each.analyzer === analyzer) };
}

const Truth = z.object({ speech: z.array(z.object({ startMs: z.number(), endMs: z.number(), text: z.string() })) });

test('short-30s.mp4: rate, pauses and calls agree with its truth, and each names what it rests on', async (context) => {
  const film = needsMedia(context, 'short-30s.mp4');
  const { speech } = Truth.parse(JSON.parse(await readFile(film.replace('.mp4', '.truth.json'), 'utf8')));
  const { runs, of } = await derive(film, 'en');
  expect(DERIVED.map((name) => runs.get(name)?.status)).toEqual(['done', 'done', 'done']);

  const passages = of('speech_rate').filter(({ attributes }) => attributes?.['scope'] === 'passage');
  expect(passages).toHaveLength(speech.length);
  for (const [i, { startMs, endMs, text }] of speech.entries()) {
    const truth = text.split(' ').length * 60_000 / (endMs - startMs);
    expect(Math.abs(Number(passages[i]?.attributes?.['wordsPerMinute']) / truth - 1), text).toBeLessThanOrEqual(0.1);
  }
  expect(of('speech_rate').find(({ attributes }) => attributes?.['scope'] === 'medium')?.sentence).toMatch(/^Speech rate overall: \d+ words a minute/);

  const calls = of('comment_cta_detection').map(({ label, text, attributes, startMs }) => [label, text, attributes?.['evidence'], Math.round(startMs / 1000)]);
  expect(calls).toEqual([
    ['follow', 'follow me', 'speech', 13], ['link', 'click the link in my bio', 'speech', 13], ['follow', 'FOLLOW FOR MORE', 'text', 13], ['link', 'LINK IN BIO', 'text', expect.closeTo(24, -1)],
  ]);

  const flow = of('speech_flow').find(({ label }) => label === 'flow');
  expect(flow?.attributes).toMatchObject({ fillers: 0, repetitions: 0, restarts: 0, form: 'unknown' });
  const known = new Set([...of('speech_transcription'), ...of('voice_activity'), ...of('text_overlay')].map(({ id }) => id));
  for (const each of DERIVED.flatMap(of)) {
    expect(each.basedOn?.length).toBeGreaterThan(0);
    expect(each.basedOn?.filter((id) => !known.has(id))).toEqual([]);
  }
});

test('two-speakers.wav has pauses, and asks nobody for anything', async (context) => {
  const { runs, of } = await derive(needsMedia(context, 'two-speakers.wav'), 'de');
  expect(runs.get('speech_flow')?.status).toBe('done');
  expect(of('speech_flow').at(-1)?.sentence).toMatch(/^Redefluss: Sprecher nicht unterschieden; lange Pausen: \d/);
  // It has no picture, so there is speech alone to look through.
  expect(runs.get('comment_cta_detection')?.status).toBe('done');
  expect(of('comment_cta_detection')).toEqual([]);
});

test('German in the lite tier: no words, so no rate, for the reason of the transcription', async (context) => {
  needsCommand(context, 'espeak-ng');
  const file = path.join(tempFolder(), 'de.wav');
  await promisify(execFile)('espeak-ng', ['-v', 'de', '-w', file, 'Willkommen zurück auf meinem Kanal. In diesem Video zeige ich euch, wie man ein kleines Regal für die Küche baut.']);
  const { runs, of } = await derive(file, 'de');
  for (const name of ['speech_rate', 'speech_flow']) expect(runs.get(name)).toMatchObject({ status: 'not_run', reason: 'language_needs_full_tier', message: runs.get('speech_transcription')?.message });
  expect(DERIVED.flatMap(of)).toEqual([]);
});
