/** Scenes, flow, scene texts and trends through the pipeline: made films and the reference film; who hears whom, and who fails. */
import path from 'node:path';
import { mediaIdOf, type AnalyzerChoice, type Observation, type Run } from '@aima/contract';
import { defineAnalyzer, FindingFields, type Analyzer } from '@aima/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { analyzers } from '../../src/analyzers/index.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { ffmpeg, makeFilm } from '../support/made-media.ts';
import { needsCommand, needsMedia } from '../support/media.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testModelsFolder } from '../support/models-folder.ts';

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 2 }); });
afterAll(() => engine.close());

const SHA256 = 'ab'.repeat(32);

async function analyse(file: string, choices: readonly AnalyzerChoice[], known: readonly Analyzer[] = analyzers) {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  const runs = new Map<string, Run>();
  await runTask({
    analyzers: known, choices, probe: probed, language: 'en', keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run') runs.set(event.run.analyzer, event.run);
    },
  });
  return { runs, found, of: (analyzer: string, label?: string) => found.filter((each) => each.analyzer === analyzer && (label === undefined || each.label === label)) };
}
const named = (...names: string[]): AnalyzerChoice[] => names.map((name) => ({ name }));

/** Two shots; a tone under the first, noise under the second. */
async function twoShots(folder: string): Promise<string> {
  const file = path.join(folder, 'two.mp4');
  const shot = (c0: string, c1: string) => ['-f', 'lavfi', '-t', '6', '-i', `gradients=size=320x180:rate=25:speed=0.00001:c0=${c0}:c1=${c1}:seed=5`];
  const tones = 'sine=frequency=330:sample_rate=48000:duration=12,volume=0.4';
  const graph = "[0:v][1:v]concat=n=2:v=1[v];[2:a]volume='lt(t,6)':eval=frame[t];[3:a]volume='gte(t,6)':eval=frame[n];[t][n]amix=normalize=0[a]";
  await ffmpeg(...shot('0xa05020', '0x604030'), ...shot('0x2060a0', '0x208040'), '-f', 'lavfi', '-i', tones, '-f', 'lavfi', '-t', '12', '-i', 'anoisesrc=color=white:amplitude=0.3:sample_rate=48000', '-filter_complex', graph, '-map', '[v]', '-map', '[a]', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '16', '-pix_fmt', 'yuv420p', '-c:a', 'aac', file);
  return file;
}

test('a scene rests on its shots, and hears what else runs: another sound at the cut is told where sound is listened to', async (context) => {
  needsCommand(context, 'ffmpeg');
  const film = await twoShots(tempFolder());
  const alone = await analyse(film, named('scene_segmentation'));
  expect([...alone.runs.keys()].sort()).toEqual(['cut_analysis', 'scene_segmentation']);
  const heard = await analyse(film, named('scene_segmentation', 'audio_environment'));
  const border = heard.of('scene_segmentation', 'scene').find(({ startMs }) => startMs > 5000 && startMs < 7000);
  expect(border?.attributes?.['beginsBy']).toContain('sound');
  expect(alone.of('scene_segmentation', 'scene').flatMap(({ attributes }) => attributes?.['beginsBy'] ?? [])).not.toContain('sound');
  const ids = new Set(heard.found.map(({ id }) => id));
  expect(border?.basedOn?.every((id) => ids.has(id))).toBe(true);
  expect(border?.basedOn).toEqual(expect.arrayContaining([...heard.of('scene_segmentation', 'shot').slice(-1), ...heard.of('audio_environment').slice(-1)].map(({ id }) => id)));
});

const finding = z.object({ ...FindingFields });
const failing = defineAnalyzer({ name: 'failing', version: 1, reads: { everyFrame: true }, finding, sentence: { en: () => '', de: () => '' }, open: () => ({ finish: () => { throw new Error('as made'); } }) });
const hearing = defineAnalyzer({
  name: 'hearing', version: 1, reads: { hears: ['failing', 'cut_analysis', 'absent'] }, finding, sentence: { en: () => 'Heard.', de: () => 'Gehört.' },
  open: ({ emit, upstream }) => ({ finish: () => { emit({ startMs: 0, confidence: 1, label: String(['failing', 'cut_analysis', 'absent'].map((name) => upstream(name).length)) }); } }),
});

test('who hears one that fails is done without it and says so; who hears nobody is done as well', async (context) => {
  needsCommand(context, 'ffmpeg');
  const film = await makeFilm(path.join(tempFolder(), 'film.mp4'), { seconds: 1, silent: true });
  const known = [failing, hearing, ...analyzers];
  const alone = await analyse(film, named('hearing'), known);
  expect(alone.runs.get('hearing')).toMatchObject({ status: 'done' });
  expect(alone.runs.get('hearing')?.reason).toBeUndefined();
  expect([...alone.runs.keys()].sort()).toEqual(['hearing']);
  const missed = await analyse(film, named('hearing', 'failing'), known);
  expect(missed.runs.get('failing')?.status).toBe('failed');
  expect(missed.runs.get('hearing')).toMatchObject({ status: 'done', reason: 'UPSTREAM_FAILED', message: 'Found without failing, which failed.' });
  expect(missed.of('hearing').map(({ label }) => label)).toEqual(['0,0,0']);
});

test('a photo has a text but no course; sound has both', async (context) => {
  const photo = await analyse(needsMedia(context, 'ocr-sign.png'), named('scene_description', 'temporal_flow'));
  expect(photo.of('scene_description').map(({ label, startMs, endMs }) => [label, startMs, endMs])).toEqual([['photo', 0, 0]]);
  expect(photo.runs.get('temporal_flow')).toMatchObject({ status: 'not_run', reason: 'unsupported_media' });
  const sound = await analyse(needsMedia(context, 'speech-jfk.wav'), named('scene_description', 'temporal_flow'));
  expect(sound.of('scene_description')[0]?.attributes?.['description']).toMatch(/ask what you can do for your country/i);
  expect(sound.of('temporal_flow', 'course')).toHaveLength(1);
});

test('against a history of slowly cut films this one is told to be cut faster, resting on its shots', async (context) => {
  const history = { schemaVersion: 1, kinds: { video: { media: 8, measures: { shotsPerMinute: [2, 2.2, 1.8, 2.1, 2, 1.9, 2.3, 2] }, labels: {} } } };
  const { of } = await analyse(needsMedia(context, 'short-30s.mp4'), [{ name: 'trend_analysis', parameters: { history } }]);
  const [above] = of('trend_analysis', 'above');
  expect(above?.attributes).toMatchObject({ measure: 'shotsPerMinute', media: 8, value: 18 });
  expect(above?.basedOn).toEqual(of('scene_segmentation', 'shot').map(({ id }) => id));
});
