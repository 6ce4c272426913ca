/**
 * The minors' gate as the boundary that it is: real pictures without anything explicit, real face networks, and recorded
 * outputs in place of the networks that judge explicitness and age. Tries to get around it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mediaIdOf, type AnalyzerChoice, type Observation, type OpenShot, type Run, type TaskWindow } from '@aima/contract';
import { defineAnalyzer, FindingFields, type Analyzer, type Tensor, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { analyzers } from '../../src/analyzers/index.ts';
import { VIEW } from '../../src/analyzers/lib/view/view.ts';
import { probe, stretchOf } from '../../src/media/index.ts';
import { openEngine, type Engine } from '../../src/models/index.ts';
import { runTask, type Models } from '../../src/pipeline/index.ts';
import { ffmpeg } from '../support/made-media.ts';
import { needsMedia } from '../support/media.ts';

const SHA256 = 'b'.repeat(64);
const HELD = { startMs: 2000, endMs: 4000 };

let folder = '';
let film = '';
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-gate-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
  film = path.join(folder, 'film.mp4');
  // Three shots; the red one is what the recorded outputs call explicit.
  const shot = (source: string, tint: string): string => `${source},format=rgb24,colorchannelmixer=${tint}`;
  await ffmpeg(
    '-f', 'lavfi', '-i', 'mandelbrot=size=320x180:rate=25', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-f', 'lavfi', '-i', 'cellauto=size=320x180:rate=25:full=1',
    '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=6',
    '-filter_complex', `[0]${shot('trim=duration=2', 'rr=0.1:bb=1')}[a];[1]${shot('trim=duration=2', 'rr=1:rg=1:rb=1:gg=0.1:bb=0.1')}[b];[2]${shot('trim=duration=2', 'rr=0.1:gg=1:bb=0.4')}[c];[a][b][c]concat=n=3:v=1[out]`,
    '-map', '[out]', '-map', '3', '-r', '25', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film,
  );
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const probabilities = (values: readonly number[]): Record<string, Tensor> => ({ probabilities: { type: 'float32', dims: [1, 5], data: Float32Array.from(values) } });
const EXPLICIT = [0.01, 0.01, 0.01, 0.96, 0.01];
const NEUTRAL = [0.01, 0.01, 0.96, 0.01, 0.01];

const isRed = (input: Tensor | undefined): boolean => {
  const pixels = input?.type === 'uint8' ? input.data : new Uint8Array(0);
  let [red, others] = [0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i] ?? 0;
    others += (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0);
  }
  return red > others;
};

type Recorded = Partial<Record<string, (inputs: Readonly<Record<string, Tensor>>) => Record<string, Tensor>>>;

const byRed: Recorded = {
  'nsfw-mobilenet': ({ input }) => probabilities(isRed(input) ? EXPLICIT : NEUTRAL),
  'nsfw-inception': ({ input }) => probabilities(isRed(input) ? EXPLICIT : NEUTRAL),
};
const always = (values: readonly number[]): Recorded => ({ 'nsfw-mobilenet': () => probabilities(values), 'nsfw-inception': () => probabilities(values) });

/** Outputs of both age networks for any number of crops: all probability on one age, and the age itself. */
const aged = (years: number): Recorded => ({
  faceres: ({ input }) => {
    const crops = input?.dims[0] ?? 1;
    const age = new Float32Array(crops * 100);
    for (let i = 0; i < crops; i++) age[i * 100 + Math.round(years) - 1] = 1;
    return { age: { type: 'float32', dims: [crops, 100], data: age } };
  },
  'face-age': ({ input }) => {
    const crops = input?.dims[0] ?? 1;
    return { years: { type: 'float32', dims: [crops, 1], data: new Float32Array(crops).fill(years) } };
  },
});

function modelsWith(recorded: Recorded): Models {
  return {
    device: 'cpu',
    missing: () => Promise.resolve(undefined),
    async get(ref) {
      const opened = await engine.get(ref);
      const answer = recorded[ref.id];
      if (!answer) return opened;
      const tensor = opened.model as TensorModel; // only tensor networks are recorded here
      return { ...opened, model: { ...tensor, ...(tensor.labels ? { labels: tensor.labels } : {}), run: (inputs: Readonly<Record<string, Tensor>>) => Promise.resolve().then(() => answer(inputs)) } as typeof opened.model };
    },
  };
}

/** What somebody's plugin might do: report every frame it gets, and claims about times it has no business with. */
const plugin = (name: string, everyMs = 500): Analyzer => defineAnalyzer({
  name, version: 1, reads: { video: { ...VIEW, everyMs }, photo: true }, finding: z.object(FindingFields), sentence: { en: () => 'Somebody.', de: () => 'Jemand.' },
  open: ({ emit, medium }) => ({
    frames: ({ frames }) => { for (const { atMs } of frames) emit({ startMs: atMs, confidence: 1 }); },
    finish: () => {
      emit({ startMs: 0, endMs: medium.durationMs, confidence: 1 });
      emit({ startMs: 1900, endMs: 2000, confidence: 1 });
      emit({ startMs: 3999, confidence: 1 });
      emit({ startMs: 2500, endMs: 9_999_999, confidence: 1 });
    },
  }),
});

interface Outcome {
  runs: Map<string, Run>;
  observations: Observation[];
  keyframes: number[];
  openShot?: OpenShot;
}

async function analyse(file: string, recorded: Recorded, options: { choices: AnalyzerChoice[]; part?: TaskWindow; more?: readonly Analyzer[]; finished?: readonly { run: Run; observations: readonly Observation[] }[]; released?: { startMs: number; endMs: number }[] }): Promise<Outcome> {
  const { signal } = new AbortController();
  const { part } = options;
  const whole = await probe(file, { signal });
  const probed = part ? stretchOf(whole, part) : whole;
  const outcome: Outcome = { runs: new Map(), observations: [], keyframes: [] };
  await runTask({
    analyzers: [...analyzers, ...options.more ?? []], choices: options.choices, probe: probed, language: 'en', keyframeSide: 160, finished: options.finished ?? [], models: modelsWith(recorded), signal, ...(part ? { part } : {}), ...(options.released ? { released: options.released } : {}),
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') outcome.observations.push(...event.items);
      if (event.type === 'run') outcome.runs.set(event.run.analyzer, event.run);
      if (event.type === 'open_shot') outcome.openShot = event.shot;
      if (event.type === 'keyframe') outcome.keyframes.push(event.atMs);
    },
  });
  return outcome;
}

const MEASURING = new Set(['cut_analysis', 'scene_segmentation', 'camera_analysis', 'content_quality', 'audio_analysis', 'noise_reduction']);
const inHeldShot = ({ analyzer, startMs, endMs }: Observation): boolean => !MEASURING.has(analyzer) && startMs < HELD.endMs && endMs >= HELD.startMs;

test('of a held shot nothing comes out, of the others everything', async () => {
  const { runs, observations, keyframes } = await analyse(film, byRed, { choices: analyzers.map(({ name }) => ({ name })).concat({ name: 'somebodys_plugin' }), more: [plugin('somebodys_plugin')] });
  expect(observations.filter(inHeldShot)).toEqual([]);
  expect(observations.filter(({ analyzer }) => analyzer === 'somebodys_plugin').map(({ startMs }) => startMs)).toEqual([0, 520, 1000, 1520, 4000, 4520, 5000, 5520]);
  expect(keyframes).toEqual([0, 520, 1000, 1520, 4000, 4520, 5000, 5520]);
  expect(observations.filter(({ analyzer }) => analyzer === 'cut_analysis').map(({ startMs }) => startMs)).toEqual([2000, 4000]);
  for (const name of ['minors_gate', 'somebodys_plugin', 'object_detection', 'face_detection', 'text_overlay']) {
    expect(runs.get(name)).toMatchObject({ status: 'held', reason: 'age_unknown', held: [{ startMs: 2000, endMs: 4000, reason: 'age_unknown' }] });
  }
  expect(runs.get('cut_analysis')?.status).toBe('done');
});

test("a shot released as 'not explicit' is told of again, by those that describe no body, clothing or act and by nobody else", async () => {
  const choices = [{ name: 'color_analysis' }, { name: 'face_detection' }, { name: 'somebodys_plugin' }];
  const { runs, observations, keyframes } = await analyse(film, byRed, { choices, more: [plugin('somebodys_plugin')], released: [HELD] });
  expect(runs.get('color_analysis')?.status).toBe('done');
  expect(new Set(observations.filter(inHeldShot).map(({ analyzer }) => analyzer))).toEqual(new Set(['color_analysis']));
  expect(keyframes).toContain(2000);
  for (const name of ['minors_gate', 'somebodys_plugin', 'face_detection']) expect(runs.get(name)).toMatchObject({ status: 'held', held: [HELD] });
});

test.each([
  ['a plugin alone', { choices: [{ name: 'x' }], more: [plugin('x')] }],
  ['frames between those of the gate', { choices: [{ name: 'x' }], more: [plugin('x', 100)] }],
  ['parameters that switch off what they can', { choices: [{ name: 'x' }, { name: 'cut_analysis', parameters: { minConfidence: 1 } }, { name: 'object_detection', parameters: { minConfidence: 1 } }], more: [plugin('x')] }],
  ['a gate that claims to be done already', { choices: [{ name: 'x' }], more: [plugin('x')], finished: [{ run: { id: 'r', mediaId: mediaIdOf(SHA256), analyzer: 'minors_gate', version: 1, status: 'done' as const, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1 }, observations: [] }] }],
])('no way around it: %s', async (_, options) => {
  const { runs, observations, keyframes } = await analyse(film, byRed, options);
  expect(observations.some(({ analyzer }) => analyzer === 'x')).toBe(true);
  expect(observations.filter(inHeldShot)).toEqual([]);
  expect(keyframes.some((atMs) => atMs >= HELD.startMs && atMs < HELD.endMs)).toBe(false);
  expect(runs.get('x')?.status).toBe('held');
});

test.each([
  ['fails', (): never => { throw new Error('out of order'); }],
  ['gives no numbers', () => probabilities([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN])],
  ['gives nothing', () => ({})],
])('where the first network %s, nothing descriptive comes out', async (_, answer) => {
  const { runs, observations, keyframes } = await analyse(film, { 'nsfw-mobilenet': answer, 'nsfw-inception': answer }, { choices: [{ name: 'x' }, { name: 'cut_analysis' }], more: [plugin('x')] });
  expect(observations.filter(({ analyzer }) => analyzer === 'x')).toEqual([]);
  expect(keyframes).toEqual([]);
  expect(['held', 'failed']).toContain(runs.get('x')?.status);
  expect(runs.get('cut_analysis')?.status).toBe('done');
});

test('a photo is held or shown as a whole, by the ages of those in it', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const ages = async (recorded: Recorded): Promise<string> => {
    const { runs, observations, keyframes } = await analyse(photo, { ...always(EXPLICIT), ...recorded }, { choices: [{ name: 'face_detection' }] });
    const run = runs.get('face_detection');
    expect(observations.length > 0).toBe(run?.status === 'done');
    expect(keyframes.length > 0).toBe(run?.status === 'done');
    return run?.reason ?? run?.status ?? '';
  };
  expect(await ages(aged(48))).toBe('done');
  expect(await ages(aged(21))).toBe('age_uncertain');
  expect(await ages(aged(12))).toBe('possible_minor');
  expect(await ages({ ...aged(48), faceres: aged(15).faceres })).toBe('possible_minor');
  expect(await ages({ ...aged(48), 'face-age': aged(75)['face-age'] })).toBe('possible_minor');
  expect(await ages({ ...aged(48), 'face-age': aged(Number.NaN)['face-age'] })).toBe('age_unknown');
});

test('what is not explicit passes whatever the ages', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const { runs } = await analyse(photo, { ...always(NEUTRAL), ...aged(8) }, { choices: [{ name: 'face_detection' }] });
  expect(runs.get('face_detection')?.status).toBe('done');
});

test('a shot that runs over the border of two parts is held in both, whichever of them shows why', async () => {
  const choices = [{ name: 'somebodys_plugin' }];
  const part = (fromMs: number, toMs: number, before?: OpenShot): TaskWindow => ({ fromMs, toMs, offsetMs: fromMs, goesOn: toMs < 6000, ...(before ? { before } : {}) });
  /** Starts of what was told, without what touches the shot that must not be told of: there must be none. */
  const told = ({ observations }: Outcome, fromMs = 2000): number[] => {
    expect(observations.filter((item) => item.startMs < HELD.endMs && item.endMs >= fromMs)).toEqual([]);
    return observations.map(({ startMs }) => startMs).filter((atMs) => [0, 520, 1000, 1520, 4000, 4520, 5000, 5520].includes(atMs));
  };
  const more = [plugin('somebodys_plugin')];

  const first = await analyse(film, byRed, { choices, more, part: part(0, 3000) });
  expect([told(first), first.keyframes]).toEqual([[0, 520, 1000, 1520], [0, 520, 1000, 1520]]);
  expect(first.runs.get('somebodys_plugin')?.held).toEqual([{ startMs: 2000, endMs: 3000, reason: 'age_unknown' }]);
  expect(first.openShot).toEqual({ fromMs: 2000, explicit: true, adults: false });
  const second = await analyse(film, byRed, { choices, more, part: part(3000, 6000, first.openShot) });
  expect([told(second), second.keyframes]).toEqual([[4000, 4520, 5000, 5520], [4000, 4520, 5000, 5520]]);
  expect(second.runs.get('somebodys_plugin')).toMatchObject({ status: 'held', held: [{ startMs: 2000, endMs: 4000, reason: 'age_unknown' }], coverage: expect.closeTo(2 / 3, 3) as number });
  expect(second.openShot).toBeUndefined();

  // Nothing explicit here, but the part before was, or the part before showed somebody who may be a minor.
  const shown = await analyse(film, always(NEUTRAL), { choices, more, part: part(3000, 6000, { fromMs: 1000, explicit: true, adults: true, worst: 'possible_minor' }) });
  expect([told(shown, 1000), shown.runs.get('minors_gate')?.held]).toEqual([[4000, 4520, 5000, 5520], [{ startMs: 1000, endMs: 4000, reason: 'possible_minor' }]]);
  const minor = await analyse(film, byRed, { choices, more, part: part(3000, 6000, { fromMs: 1000, explicit: false, adults: true, worst: 'possible_minor' }) });
  expect(minor.runs.get('minors_gate')?.held).toEqual([{ startMs: 1000, endMs: 4000, reason: 'possible_minor' }]);
  // A clearly adult first part does not free a second one in which nobody was judged otherwise, and frees it where all is known.
  const adult = await analyse(film, byRed, { choices, more, part: part(3000, 6000, { fromMs: 1000, explicit: false, adults: true }) });
  expect(adult.runs.get('minors_gate')?.status).toBe('done');
  const harmless = await analyse(film, always(NEUTRAL), { choices, more, part: part(0, 3000) });
  expect([harmless.runs.get('minors_gate')?.status, harmless.openShot]).toEqual(['done', { fromMs: 2000, explicit: false, adults: false }]);
}, 120_000);
