/**
 * The describers through the real pipeline: real decoding, the real gate with recorded outputs in place of the networks
 * that judge explicitness, and a local server that speaks OpenAI's protocol and keeps every picture that it was shown.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mediaIdOf, ResultDocument, type AnalyzerChoice, type ModelFacts, type Observation, type Run } from '@aima/contract';
import type { ModelKind, ModelKinds, ModelRef, Tensor, TensorModel } from '@aima/sdk';
import { describers } from '../../src/analyzers/describers.ts';
import { analyzers } from '../../src/analyzers/index.ts';
import { probe } from '../../src/media/index.ts';
import { openEngine, type Engine } from '../../src/models/index.ts';
import { servedModels } from '../../src/models/served/model-server.ts';
import { runTask, type Models, type TaskEventBody } from '../../src/pipeline/index.ts';
import { runCli } from '../support/cli.ts';
import { ffmpeg } from '../support/made-media.ts';
import { needsMedia } from '../support/media.ts';
import { startModelServer, type ModelServerScript, type Question, type TestModelServer } from '../support/model-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SHA256 = 'c'.repeat(64);
const names = describers.map(({ name }) => name);
/** Seconds of each of the three shots; the one in the middle is red, which the recorded outputs call explicit. */
const SHOT_S = 5;
const HELD = { startMs: SHOT_S * 1000, endMs: 2 * SHOT_S * 1000 };

let folder = '';
let film = '';
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-describer-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
  film = path.join(folder, 'film.mp4');
  const shot = (tint: string): string => `trim=duration=${SHOT_S},format=rgb24,colorchannelmixer=${tint}`;
  await ffmpeg(
    '-f', 'lavfi', '-i', 'mandelbrot=size=320x180:rate=10', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-f', 'lavfi', '-i', 'cellauto=size=320x180:rate=10:full=1',
    '-filter_complex', `[0]${shot('rr=0.1:bb=1')}[a];[1]${shot('rr=1:rg=1:rb=1:gg=0.1:bb=0.1')}[b];[2]${shot('rr=0.1:gg=1:bb=0.4')}[c];[a][b][c]concat=n=3:v=1[out]`,
    '-map', '[out]', '-r', '10', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', film,
  );
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const redder = (pixels: Uint8Array): boolean => {
  let [red, others] = [0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i] ?? 0;
    others += (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0);
  }
  return red > others;
};

type Judge = (inputs: Readonly<Record<string, Tensor>>) => Record<string, Tensor>;
const probabilities = (explicit: boolean): Record<string, Tensor> => ({ probabilities: { type: 'float32', dims: [1, 5], data: Float32Array.from(explicit ? [0.01, 0.01, 0.01, 0.96, 0.01] : [0.01, 0.01, 0.96, 0.01, 0.01]) } });
const byRed: Judge = ({ input }) => probabilities(input?.type === 'uint8' && redder(input.data));

/** Answers every form by what the prompt says. */
const answer = ({ prompt, schema }: Question): string => {
  const [, from = '0', to = '0'] = /from ([\d.]+) s to ([\d.]+) s/.exec(prompt) ?? [];
  const [startSeconds, endSeconds] = [Number(from), Number(to)];
  const wants = JSON.stringify(schema);
  if (wants.includes('"captions"')) return JSON.stringify({ captions: [{ startSeconds, endSeconds, text: 'A pattern.' }] });
  if (wants.includes('"events"')) return JSON.stringify({ summary: 'A pattern.', change: 'None.', events: [{ startSeconds, endSeconds, text: 'It moves.' }] });
  if (wants.includes('"scene"')) return JSON.stringify({ scene: 'A pattern.', people: 'Nobody.', action: 'It moves.', details: 'Colours.' });
  return JSON.stringify({ text: 'A pattern.', keywords: ['pattern'] });
};

function modelsWith(server: TestModelServer, judge: Judge): Models {
  const served = servedModels({ baseUrl: server.baseUrl, visionModel: 'test-vision' }, { retries: 0, timeoutMs: 20_000 });
  return {
    device: 'cpu',
    missing: () => Promise.resolve(undefined),
    async get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }> {
      const { kind }: { kind: ModelKind } = ref;
      // What is opened for a kind is of that kind.
      if (kind === 'vision_language') return served.get(kind, await served.preferred(ref.prefers ?? [])) as { model: ModelKinds[K]; facts: ModelFacts[] };
      const opened = await engine.get(ref);
      if (ref.id !== 'nsfw-mobilenet' && ref.id !== 'nsfw-inception') return opened;
      const tensor = opened.model as TensorModel; // both are tensor networks
      return { ...opened, model: { ...tensor, ...(tensor.labels ? { labels: tensor.labels } : {}), run: (inputs: Readonly<Record<string, Tensor>>) => Promise.resolve().then(() => judge(inputs)) } as typeof opened.model };
    },
  };
}

interface Outcome {
  server: TestModelServer;
  runs: Map<string, Run>;
  observations: Observation[];
  events: TaskEventBody[];
}

async function analyse(file: string, judge: Judge, choices: AnalyzerChoice[], { script = {}, signal = new AbortController().signal, part }: { script?: ModelServerScript; signal?: AbortSignal; part?: { offsetMs: number; goesOn: boolean } } = {}): Promise<Outcome> {
  const server = await startModelServer({ answer, ...script });
  const probed = await probe(file, { signal });
  const outcome: Outcome = { server, runs: new Map(), observations: [], events: [] };
  await runTask({
    analyzers, choices, probe: probed, language: 'en', tier: 'full', keyframeSide: 0, finished: [], models: modelsWith(server, judge), signal, ...(part ? { part } : {}),
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      outcome.events.push(event);
      if (event.type === 'observations') outcome.observations.push(...event.items);
      if (event.type === 'run') outcome.runs.set(event.run.analyzer, event.run);
    },
  });
  return outcome;
}

const all = [...names, 'cut_analysis'].map((name) => ({ name }));
const pixelsOf = async (jpeg: Buffer): Promise<Uint8Array> => sharp(jpeg).raw().toBuffer();

test('no picture of a held shot ever reaches the server, by none of the nine; of the other shots they do', async () => {
  const { server, runs, observations } = await analyse(film, byRed, all);
  const shown = server.questions.flatMap(({ images }) => images);
  expect(shown.length).toBeGreaterThan(2 * names.length);
  for (const { bytes, caption } of shown) {
    expect(redder(await pixelsOf(bytes)), caption).toBe(false);
    const atMs = Number(/at ([\d.]+) s/.exec(caption)?.[1]) * 1000;
    expect(atMs < HELD.startMs || atMs >= HELD.endMs).toBe(true);
  }
  for (const name of names) {
    expect(runs.get(name)).toMatchObject({ status: 'held', models: [{ id: `test-vision (${new URL(server.baseUrl).host})` }] });
    const found = observations.filter(({ analyzer }) => analyzer === name);
    expect(found.some(({ endMs }) => endMs < HELD.startMs), name).toBe(true);
    expect(found.some(({ startMs }) => startMs >= HELD.endMs), name).toBe(true);
    expect(found.filter(({ startMs, endMs }) => startMs < HELD.endMs && endMs >= HELD.startMs), name).toEqual([]);
  }
});

test('where the gate fails, nothing is shown to anybody', async () => {
  const { server, runs, observations } = await analyse(film, () => { throw new Error('out of order'); }, all);
  expect(server.questions).toEqual([]);
  for (const name of names) expect(['failed', 'held']).toContain(runs.get(name)?.status);
  expect(observations.filter(({ analyzer }) => names.includes(analyzer))).toEqual([]);
});

test('in a part of a long film, nothing of the shot that goes on behind it is shown', async () => {
  const { server, observations } = await analyse(film, () => probabilities(false), [{ name: 'blip2_video_analyzer' }, { name: 'streaming_dense_captioning', parameters: { windowMs: 2000 } }], { part: { offsetMs: 600_000, goesOn: true } });
  const shownAt = server.questions.flatMap(({ images }) => images.map(({ caption }) => Number(/at ([\d.]+) s/.exec(caption)?.[1])));
  expect(shownAt.length).toBeGreaterThan(6);
  expect(Math.max(...shownAt)).toBeLessThan(2 * SHOT_S);
  // Told in the times of the whole.
  expect(observations.map(({ startMs }) => startMs).every((atMs) => atMs >= 600_000 && atMs < 610_000)).toBe(true);
});

test('a photo is shown whole or not at all', async () => {
  const photo = path.join(folder, 'photo.jpg');
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=320x180', '-frames:v', '1', photo);
  const held = await analyse(photo, () => probabilities(true), [{ name: 'blip2' }]);
  expect([held.server.questions, held.runs.get('blip2')?.status]).toEqual([[], 'held']);
  const free = await analyse(photo, () => probabilities(false), [{ name: 'blip2' }]);
  expect(free.server.questions[0]?.images).toHaveLength(1);
  expect(free.observations[0]).toMatchObject({ label: 'description', startMs: 0, endMs: 0, attributes: { aspects: { people: 'Nobody.' } } });
});

test('captions appear while the film plays, with what the server counted and how sure it was', async () => {
  const { events, observations } = await analyse(film, () => probabilities(false), [{ name: 'streaming_dense_captioning', parameters: { windowMs: 1500, pictures: 2 } }]);
  const first = events.findIndex((event) => event.type === 'observations');
  const finish = events.findIndex((event) => event.type === 'progress' && event.stage === 'finish');
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(finish);
  expect(observations.length).toBeGreaterThanOrEqual(9);
  expect(observations.map(({ startMs }) => startMs)).toEqual(observations.map(({ startMs }) => startMs).toSorted((a, b) => a - b));
  expect(observations[0]).toMatchObject({ label: 'caption', confidence: 0.905, attributes: { confidenceFrom: 'token_probabilities', tokens: { question: 210, answer: expect.any(Number) as number } } });
});

test('bounded questions at once; a server that is slow is waited for, one that fails fails the run alone', async () => {
  const { server, runs, observations } = await analyse(film, () => probabilities(false), [{ name: 'qwen2_vl_optimized', parameters: { windowMs: 1000, requestsAtOnce: 3 } }, { name: 'cut_analysis' }], {
    script: { answer: async (question) => { await new Promise((resolve) => { setTimeout(resolve, 20); }); return answer(question); } },
  });
  expect(server.mostAtOnce()).toBe(3);
  expect(runs.get('qwen2_vl_optimized')?.status).toBe('done');
  const described = observations.filter(({ analyzer }) => analyzer === 'qwen2_vl_optimized');
  expect(described).toHaveLength(server.questions.length);
  expect(described.flatMap(({ basedOn = [] }) => basedOn).length).toBeGreaterThan(0);
  const broken = await analyse(film, () => probabilities(false), [{ name: 'qwen2_vl_optimized' }, { name: 'cut_analysis' }], { script: { mostImages: 1 } });
  expect(broken.runs.get('qwen2_vl_optimized')).toMatchObject({ status: 'failed', reason: 'MODEL_SERVER_REFUSED', message: expect.stringContaining('At most 1 image') as string });
  expect(broken.runs.get('cut_analysis')?.status).toBe('done');
});

test('an answer of the wrong form gets one more try, then its stretch is left out and that is said', async () => {
  const { server, runs } = await analyse(film, () => probabilities(false), [{ name: 'blip2_video_analyzer' }], { script: { answer: (question) => (question.prompt.includes('from 5.000 s') ? '{"text": 3}' : answer(question)) } });
  expect(server.questions.filter(({ prompt }) => prompt.includes('from 5.000 s'))).toHaveLength(2);
  expect(runs.get('blip2_video_analyzer')).toMatchObject({ status: 'done', reason: 'answers_left_out', message: expect.stringMatching(/^1 of 3/) as string, coverage: expect.closeTo(2 / 3, 2) as number });
});

test('a cancel ends waiting for an answer', async () => {
  const cancel = new AbortController();
  let asked = 0;
  const running = analyse(film, () => probabilities(false), [{ name: 'blip2' }], { signal: cancel.signal, script: { answer: () => { asked += 1; return new Promise(() => undefined); } } });
  running.catch(() => undefined);
  await vi.waitFor(() => { expect(asked).toBe(1); }, { timeout: 30_000 });
  cancel.abort();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(asked).toBe(1);
});

const runOf = (text: string, analyzer: string): Run | undefined => ResultDocument.parse(JSON.parse(text)).runs.find((run) => run.analyzer === analyzer);

test('from the command line: a real film, described in German with what the user knows; tokens and pictures are told', async (context) => {
  const file = needsMedia(context, 'short-30s.mp4');
  const server = await startModelServer({ answer });
  const out = tempFolder();
  const env = { AIMA_OPENAI_BASE_URL: server.baseUrl, AIMA_OPENAI_VISION_MODEL: 'test-vision' };
  const { code, stdout, stderr } = await runCli(['analyze', file, '--tier', 'full', '--lang', 'de', '--analyzers', 'qwen2_vl_temporal,blip2', '--set', 'qwen2_vl_temporal.context={"names":["Ada"],"description":"Ein Film."}', '--json', '--out', path.join(out, 'out')], { data: out, env });
  expect(code, stderr).toBe(0);
  const { observations } = ResultDocument.parse(JSON.parse(stdout));
  for (const name of ['qwen2_vl_temporal', 'blip2']) expect(runOf(stdout, name)).toMatchObject({ status: 'done', tier: 'full', coverage: 1 });
  expect(server.questions.every(({ system }) => system.includes('in German'))).toBe(true);
  expect(server.questions.filter(({ prompt }) => prompt.includes('"names":["Ada"]')).length).toBe(server.questions.filter(({ schema }) => JSON.stringify(schema).includes('"events"')).length);
  const { width = 0, height = 0, format } = await sharp(server.questions[0]?.images[0]?.bytes).metadata();
  expect([format, Math.max(width, height) <= 960]).toEqual(['jpeg', true]);
  for (const { sentence, attributes } of observations) {
    expect(sentence).toMatch(/^Ein Modell beschreibt /);
    expect(attributes?.['confidenceFrom']).toBe('token_probabilities');
  }
});

test('lite says what it needs; without a server, and with one that is away, it is said what to do', async () => {
  const data = tempFolder();
  const photo = path.join(folder, 'plain.png');
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=64x64', '-frames:v', '1', photo);
  const aima = (env: Record<string, string>, ...more: string[]) => runCli(['analyze', photo, '--analyzers', 'blip2', '--json', '--quiet', '--out', path.join(data, 'out'), ...more], { data, env });
  expect(runOf((await aima({})).stdout, 'blip2')).toMatchObject({ status: 'not_run', reason: 'needs_full_tier' });
  expect(runOf((await aima({}, '--tier', 'full')).stdout, 'blip2')).toMatchObject({ status: 'not_run', reason: 'needs_full_tier', message: expect.stringContaining('AIMA_OPENAI_BASE_URL') as string });
  const away = await aima({ AIMA_OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', AIMA_OPENAI_VISION_MODEL: 'x' }, '--tier', 'full');
  expect(away.code).toBe(4);
  expect(runOf(away.stdout, 'blip2')).toMatchObject({ status: 'failed', reason: 'MODEL_SERVER_UNREACHABLE' });
});
