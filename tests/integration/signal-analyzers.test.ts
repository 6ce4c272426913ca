/** The signal analyzers on films made by ffmpeg and on the shared media: real decode, the pipeline's own path. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { z } from 'zod';
import { mediaIdOf, type Observation } from '@aima/contract';
import { cameraAnalysis } from '../../src/analyzers/camera-analysis.ts';
import { colorAnalysis } from '../../src/analyzers/color-analysis.ts';
import { contentQuality } from '../../src/analyzers/content-quality.ts';
import { cutAnalysis } from '../../src/analyzers/cut-analysis.ts';
import { sceneSegmentation } from '../../src/analyzers/scene-segmentation.ts';
import { probe } from '../../src/media/index.ts';
import { runTask, type Models } from '../../src/pipeline/index.ts';
import { needsCommand, needsMedia, testMedia } from '../support/media.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-signal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SHA256 = 'cd'.repeat(32);
const ANALYZERS = [cutAnalysis, sceneSegmentation, cameraAnalysis, colorAnalysis, contentQuality];
const noModels: Models = { device: 'cpu', missing: () => Promise.resolve(undefined), get: () => Promise.reject(new Error('Signal analyzers need no model.')) };

interface Result {
  of(analyzer: string, ...labels: string[]): Observation[];
  statuses: string[];
}

async function analyze(file: string, analyzers = ANALYZERS): Promise<Result> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  const statuses: string[] = [];
  await runTask({
    analyzers, choices: analyzers.map(({ name }) => ({ name })), probe: probed, language: 'en', keyframeSide: 0, finished: [], models: noModels, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run' && event.run.status !== 'running') statuses.push(event.run.status);
    },
  });
  return { statuses, of: (analyzer, ...labels) => found.filter((item) => item.analyzer === analyzer && (labels.length === 0 || labels.includes(item.label ?? ''))) };
}

/** A film from lavfi sources; `graph` ends in [out]. */
function make(context: TestContext, name: string, sources: readonly string[], graph: string, fps = 25): string {
  const file = path.join(folder, name);
  const inputs = sources.flatMap((source) => ['-f', 'lavfi', '-i', source]);
  const ran = spawnSync(needsCommand(context, 'ffmpeg'), ['-v', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[out]', '-r', String(fps), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-pix_fmt', 'yuv420p', file]);
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return file;
}

const SIZE = 'size=320x180:rate=25';
const MANDELBROT = `mandelbrot=${SIZE}`;
const TEST_CARD = `testsrc2=${SIZE}`;
const BARS = `smptehdbars=${SIZE}`;
const LIFE = `life=${SIZE}:ratio=0.3:mold=10:death_color=#a03020:life_color=#ffe080:seed=5`;
const GRADIENTS = `gradients=${SIZE}:c0=#102060:c1=#f0c040:c2=#208040:nb_colors=3:seed=7`;
const RULE = `cellauto=${SIZE}:rule=110:seed=3:scroll=1`;

const part = (input: number, seconds: number, label: string, extra = ''): string => `[${input}:v]trim=duration=${seconds},setpts=PTS-STARTPTS,format=yuv420p${extra}[${label}]`;
const frames = (cuts: readonly Observation[], fps: number): number[] => cuts.map(({ startMs }) => Math.round((startMs * fps) / 1000));
const seconds = (items: readonly Observation[]): number[][] => items.map(({ startMs, endMs }) => [startMs / 1000, endMs / 1000]);

test('hard cuts of a made film, exact to the frame, among flashes and moving content', async (context) => {
  // Shots of 2, 1.2, 0.2, 1.6, 1 and 2 s; a white flash of two frames in the fourth.
  const lengths = [2, 1.2, 0.2, 1.6, 1, 2];
  const flash = `,eq=brightness='if(between(n,20,21),0.8,0)':eval=frame`;
  const graph = [...lengths.map((length, i) => part(i, length, `s${i}`, i === 3 ? flash : '')), `${lengths.map((_, i) => `[s${i}]`).join('')}concat=n=${lengths.length}[out]`].join(';');
  const file = make(context, 'cuts.mp4', [TEST_CARD, MANDELBROT, BARS, LIFE, GRADIENTS, RULE], graph);
  const result = await analyze(file, [cutAnalysis]);
  expect(frames(result.of('cut_analysis'), 25)).toEqual([50, 80, 85, 125, 150]);
});

test('cuts after a change of the frame rate, and darkened', async (context) => {
  const graph = [part(0, 2, 'a'), part(1, 2, 'b'), part(2, 2, 'c'), '[a][b][c]concat=n=3,lutyuv=y=16+(val-16)*0.2,fps=30[out]'].join(';');
  const file = make(context, 'rate.mp4', [MANDELBROT, BARS, TEST_CARD], graph, 30);
  const found = frames((await analyze(file, [cutAnalysis])).of('cut_analysis'), 30);
  expect(found).toHaveLength(2);
  for (const [i, frame] of [60, 120].entries()) expect(Math.abs((found[i] ?? 0) - frame)).toBeLessThanOrEqual(1);
});

test('dissolve, fade through black and fade-out are transitions, not cuts, and part the film', async (context) => {
  // 3 s mandelbrot, dissolve of 1 s, 3 s bars (to 5 s), through black for 0.8 s, 3 s test card, fade-out of the last second.
  const graph = [
    part(0, 3, 'a'), part(1, 3, 'b'), part(2, 4, 'c'),
    '[a][b]xfade=transition=fade:duration=1:offset=2[ab]',
    '[ab]fade=t=out:st=4.4:d=0.6[x]', '[c]fade=t=in:st=0:d=0.6,fade=t=out:st=3:d=1[y]', '[x][y]concat=n=2[out]',
  ].join(';');
  const result = await analyze(make(context, 'transitions.mp4', [MANDELBROT, BARS, TEST_CARD], graph));
  expect(result.statuses).toEqual(new Array(5).fill('done'));
  expect(result.of('cut_analysis')).toEqual([]);
  const transitions = result.of('scene_segmentation', 'dissolve', 'fade_out', 'fade_in');
  expect(transitions.map(({ label }) => label)).toEqual(['dissolve', 'fade_out', 'fade_in', 'fade_out']);
  for (const [i, [start, end]] of ([[2, 3], [4.4, 5], [5, 5.6], [8, 9]] as const).entries()) {
    expect(Math.abs((transitions[i]?.startMs ?? 0) - start * 1000), `start of ${i}`).toBeLessThanOrEqual(160);
    expect(Math.abs((transitions[i]?.endMs ?? 0) - end * 1000), `end of ${i}`).toBeLessThanOrEqual(160);
  }
  expect(result.of('scene_segmentation', 'shot').map(({ attributes }) => attributes?.['beginsWith'])).toEqual(['start', 'dissolve', 'fade']);
});

/** A large still with texture at all scales, smoothed so that it does not flicker when it moves; made once. */
const STILL = 'mandelbrot=size=640x480:maxiter=1000:start_scale=0.02:start_x=-0.7436:start_y=0.1318,scale=1280:960';
const still = (context: TestContext): string => {
  const file = path.join(folder, 'still.png');
  if (!existsSync(file)) spawnSync(needsCommand(context, 'ffmpeg'), ['-v', 'error', '-y', '-f', 'lavfi', '-i', STILL, '-frames:v', '1', file]);
  return file;
};
const view = (x: string, y: string): string => `crop=640:360:x='${x}':y='${y}',scale=320:180`;

test.for([
  ['static', view('300', '300')],
  ['pan_right', view('100+3*n', '300')],
  ['pan_left', view('500-3*n', '300')],
  ['tilt_down', view('300', '100+3*n')],
  ['tilt_up', view('300', '500-3*n')],
  ['zoom_in', 'zoompan=z=1.2+0.006*on:x=iw/2-(iw/zoom/2):y=ih/2-(ih/zoom/2):d=1:s=320x180:fps=25'],
  ['zoom_out', 'zoompan=z=2.2-0.006*on:x=iw/2-(iw/zoom/2):y=ih/2-(ih/zoom/2):d=1:s=320x180:fps=25'],
  ['shake', view('300+14*sin(n*2.1)', '300+14*cos(n*1.7)')],
] as const)('camera: %s', async ([label, filter], context) => {
  const file = make(context, `${label}.mp4`, [`movie=${still(context)},loop=loop=74:size=1,setpts=N/25/TB`], `[0:v]${filter}[out]`);
  const result = await analyze(file, [cutAnalysis, cameraAnalysis]);
  expect(result.of('cut_analysis')).toEqual([]);
  expect(result.of('camera_analysis').map((item) => item.label)).toEqual([label]);
});

const Truth = z.object({ fps: z.number(), cutFrames: z.array(z.int()), fadeOutMs: z.tuple([z.int(), z.int()]) });

test('the short film: its cuts, its fade-out, shots and camera', async (context) => {
  const film = needsMedia(context, 'short-30s.mp4');
  const truth = Truth.parse(JSON.parse(await readFile(testMedia('short-30s.truth.json'), 'utf8')));
  const result = await analyze(film);
  expect(result.statuses).toEqual(new Array(5).fill('done'));
  const cuts = frames(result.of('cut_analysis'), truth.fps);
  expect(cuts).toHaveLength(truth.cutFrames.length);
  for (const [i, frame] of truth.cutFrames.entries()) expect(Math.abs((cuts[i] ?? 0) - frame)).toBeLessThanOrEqual(1);
  const transitions = result.of('scene_segmentation', 'fade_out', 'fade_in', 'dissolve');
  expect(transitions.map(({ label }) => label)).toEqual(['fade_out']);
  expect(Math.abs((transitions[0]?.startMs ?? 0) - truth.fadeOutMs[0])).toBeLessThanOrEqual(100);
  const shots = seconds(result.of('scene_segmentation', 'shot'));
  expect(shots).toHaveLength(truth.cutFrames.length + 1);
  expect(shots.at(-1)?.[1]).toBe(30);
  // Stills that the film pans over, and the room with its fixed camera.
  const camera = result.of('camera_analysis');
  const during = (atMs: number): string | undefined => camera.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)?.label;
  expect([2000, 6000, 14_500, 18_000, 25_000, 28_500].map(during)).toEqual(['static', 'pan_right', 'pan_right', 'static', 'pan_right', 'static']);
  expect(result.of('content_quality', 'quality').length).toBeGreaterThanOrEqual(29);
  expect(result.of('color_analysis', 'overall')).toHaveLength(1);
});

test.for(['people-walking.mp4', 'cars.mp4', 'sign-yes.mkv', 'sign-no.mkv', 'sign-help.mkv'])('%s: a fixed camera, no cut, one shot', async (name, context) => {
  const result = await analyze(needsMedia(context, name), [cutAnalysis, sceneSegmentation, cameraAnalysis]);
  expect(result.of('cut_analysis')).toEqual([]);
  expect(result.of('scene_segmentation').map(({ label }) => label)).toEqual(['shot', 'scene']);
  expect([...new Set(result.of('camera_analysis').map(({ label }) => label))]).toEqual(['static']);
});

test('a photo has colours and quality, and no cuts', async (context) => {
  const result = await analyze(needsMedia(context, 'series/DSCN0010.jpg'));
  expect(result.of('color_analysis').map(({ label, startMs, endMs }) => [label, startMs, endMs])).toEqual([['overall', 0, 0]]);
  expect(result.of('content_quality', 'overall').map(({ startMs, endMs }) => [startMs, endMs])).toEqual([[0, 0]]);
  expect([...result.of('cut_analysis'), ...result.of('scene_segmentation'), ...result.of('camera_analysis')]).toEqual([]);
});
