/** Analyzers that rest on pictures and on others' findings: films made by ffmpeg and a shared one, through the pipeline. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { mediaIdOf, type Observation } from '@aima/contract';
import { cutAnalysis } from '../../src/analyzers/cut-analysis.ts';
import { sceneSegmentation } from '../../src/analyzers/scene-segmentation.ts';
import { visualEffects } from '../../src/analyzers/visual-effects.ts';
import { probe } from '../../src/media/index.ts';
import { runTask, type Models } from '../../src/pipeline/index.ts';
import { needsCommand, needsMedia } from '../support/media.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-derived-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SHA256 = 'ce'.repeat(32);
const ANALYZERS = [cutAnalysis, sceneSegmentation, visualEffects];
const noModels: Models = { device: 'cpu', missing: () => Promise.resolve(undefined), get: () => Promise.reject(new Error('No model is needed here.')) };

async function effectsOf(file: string): Promise<Observation[]> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  await runTask({
    analyzers: ANALYZERS, choices: ANALYZERS.map(({ name }) => ({ name })), probe: probed, language: 'en', keyframeSide: 0, finished: [], models: noModels, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: (event) => {
      if (event.type === 'observations') found.push(...event.items);
      return Promise.resolve();
    },
  });
  return found.filter(({ analyzer }) => analyzer === 'visual_effects');
}

/** Two photos over which a window of the film's size goes. */
const PHOTOS = ['series/DSCN0010.jpg', 'series/DSCN0040.jpg'] as const;
const MOVING = ["scale=1000:750,crop=640:360:x='100+2*n':y='100+n',scale=320:180,format=yuv420p", "scale=1000:750,crop=640:360:x='300-2*n':y='300-n',scale=320:180,format=yuv420p"] as const;

/** `graph` from [a] and [b], four seconds each, to [out]. */
function make(context: TestContext, name: string, graph: string): string {
  const file = path.join(folder, `${name}.mp4`);
  const input = (index: 0 | 1): string[] => ['-loop', '1', '-framerate', '25', '-t', '4', '-i', needsMedia(context, PHOTOS[index])];
  const ran = spawnSync(needsCommand(context, 'ffmpeg'), ['-v', 'error', '-y', ...input(0), ...input(1), '-filter_complex', `[0:v]${MOVING[0]}[a];[1:v]${MOVING[1]}[b];${graph}`, '-map', '[out]', '-t', '5', '-r', '25', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-pix_fmt', 'yuv420p', file]);
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return file;
}

const UNUSED = ';[b]nullsink';
test.for([
  ['flash', `[a]eq=brightness='if(between(n,50,52),0.7,0)':eval=frame[out]${UNUSED}`, 2000, 2120],
  ['freeze_frame', `[a]trim=duration=2,tpad=stop_mode=clone:stop_duration=2[out]${UNUSED}`, 2000, 4000],
  ['wipe', '[a][b]xfade=transition=wiperight:duration=1:offset=2[out]', 2000, 3000],
  ['split_screen', '[a]crop=160:180[l];[b]crop=160:180[r];[l][r]hstack[out]', 0, 4000],
  ['picture_in_picture', '[b]scale=96:54[s];[a][s]overlay=200:20[out]', 0, 4000],
  ['letterbox', `[a]scale=320:130,pad=320:180:0:25[out]${UNUSED}`, 0, 4000],
  ['grading_change', `[a]colorchannelmixer=rr=1.3:bb=0.5:enable='gte(t,2)'[out]${UNUSED}`, 2000, 2000],
  ['dissolve', '[a][b]xfade=transition=fade:duration=1:offset=2[out]', 2000, 3000],
] as const)('%s in a film, and nothing else', async ([label, graph, startMs, endMs], context) => {
  const found = await effectsOf(make(context, label, graph));
  expect(found.map((item) => item.label)).toEqual([label]);
  expect(Math.abs((found[0]?.startMs ?? 0) - startMs), `starts at ${found[0]?.startMs}`).toBeLessThanOrEqual(label === 'dissolve' ? 600 : 250);
  expect(Math.abs((found[0]?.endMs ?? 0) - endMs), `ends at ${found[0]?.endMs}`).toBeLessThanOrEqual(label === 'dissolve' ? 600 : 250);
});

test('a usual film has only the fade that was cut into it', async (context) => {
  const found = await effectsOf(needsMedia(context, 'short-30s.mp4'));
  expect(found.map(({ label, basedOn }) => [label, basedOn?.length])).toEqual([['fade_out', 1]]);
});
