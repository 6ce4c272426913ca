/** The full tier end to end: the user's own entries, a local hub, the real command line, real weights on real media. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ResultDocument, type Observation, type Run } from '@aima/contract';
import { roleModel, speechToText, type Tensor, type TensorInput } from '@aima/sdk';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { networkPicture, pictureSize } from '../../src/analyzers/lib/view/network-picture.ts';
import { openEngine } from '../../src/models/index.ts';
import { findModel } from '../../src/models/store/index.ts';
import { runCli } from '../support/cli.ts';
import { fullTier } from '../support/full-tier.ts';
import { ffmpeg } from '../support/made-media.ts';
import { needsMedia } from '../support/media.ts';
import { startModelServer } from '../support/model-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { corruptModel, testModelEntries, testNetworks } from '../support/test-models.ts';
import { onlyThorough, thorough } from '../support/thorough.ts';
import { wordErrorRate } from '../support/word-error-rate.ts';

const entry = (id: string) => findModel(id, testModelEntries);
/** The run of one analyzer; those that it rests on and the minors' gate run beside it. */
const runOf = (runs: readonly Run[], analyzer: string): Run | undefined => runs.find((run) => run.analyzer === analyzer);

test('depth: people stand in front, the floor comes nearer downwards', async (context) => {
  const film = path.join(tempFolder(), 'walking.mp4');
  await ffmpeg('-i', needsMedia(context, 'people-walking.mp4'), '-t', '12', '-c', 'copy', film);
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const { analyse } = await fullTier(context, [entry('test-tcmonodepth')]);
  const walking = await analyse(film, 'depth_estimation');
  expect(runOf(walking.runs, 'depth_estimation')).toMatchObject({ status: 'done', tier: 'full', models: [{ id: 'test-tcmonodepth', sha256: entry('test-tcmonodepth').files['model']?.sha256 }] });
  expect(walking.observations.length).toBeGreaterThan(0);
  for (const { attributes } of walking.observations) {
    const [upper = 1, , lower = 0] = attributes?.['nearnessDown'] as number[]; // three numbers by the analyzer's schema
    expect(lower).toBeGreaterThan(upper);
  }
  const portrait = (await analyse(photo, 'depth_estimation')).observations[0];
  expect(portrait).toMatchObject({ label: 'depth', startMs: 0, endMs: 0, sentence: expect.stringContaining('no metres') as string });
  expect(portrait?.attributes?.['foregroundShare']).toBeGreaterThan(0.1);
});

const passes = z.object({ passes: z.array(z.object({ startMs: z.number(), endMs: z.number() })), toleranceMs: z.number() });

test('things: every pass of a person is found in time, and the room is empty in between', async (context) => {
  onlyThorough(context);
  const film = needsMedia(context, 'people-walking.mp4');
  const truth = passes.parse(JSON.parse(readFileSync(needsMedia(context, 'people-walking.truth.json'), 'utf8')));
  const { analyse } = await fullTier(context, [entry('test-yolox-nano')]);
  const { runs, observations } = await analyse(film, 'object_detection');
  expect(runOf(runs, 'object_detection')).toMatchObject({ status: 'done', tier: 'full', models: [{ id: 'test-yolox-nano' }] });
  const persons = observations.filter(({ label }) => label === 'person');
  for (const { startMs, endMs } of truth.passes) {
    const seen = persons.filter((item) => item.startMs >= startMs - truth.toleranceMs && item.startMs <= endMs + truth.toleranceMs).map((item) => item.startMs);
    expect(Math.abs(Math.min(...seen) - startMs)).toBeLessThanOrEqual(truth.toleranceMs);
    expect(Math.abs(Math.max(...seen) - endMs)).toBeLessThanOrEqual(truth.toleranceMs);
  }
  const between = persons.filter((item) => truth.passes.every(({ startMs, endMs }) => item.startMs < startMs - truth.toleranceMs || item.startMs > endMs + truth.toleranceMs));
  expect(between).toEqual([]);
  // Nobody is named without the model for it.
  expect(persons.some(({ attributes }) => attributes?.['samePerson'] !== undefined)).toBe(false);
});

/** Upright crop of a person out of a film at a moment, as the embedder wants it. */
async function cropAt(film: string, { startMs, box }: Observation, input: TensorInput, folder: string): Promise<Tensor> {
  const picture = path.join(folder, `${startMs}.png`);
  await ffmpeg('-ss', (startMs / 1000).toFixed(3), '-i', film, '-frames:v', '1', picture);
  const { width = 0, height = 0 } = await sharp(picture).metadata();
  const { x = 0, y = 0, w = 1, h = 1 } = box ?? {};
  const area = { left: Math.floor(x * width), top: Math.floor(y * height), width: Math.floor(w * width), height: Math.floor(h * height) };
  const size = pictureSize(input);
  if (size.width === undefined || size.height === undefined) throw new Error('no size');
  const pixels = await sharp(picture).extract(area).resize(size.width, size.height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  return networkPicture({ pixels, width: size.width, height: size.height }, input);
}

/** Of the looks at one pass and all others: whether the nearest is of the same pass. */
async function nearestLooks(film: string, passes: readonly { startMs: number; endMs: number }[], persons: readonly Observation[], data: string): Promise<boolean[]> {
  const engine = openEngine({ modelsFolder: path.join(data, 'models'), threads: 2, entries: [...testNetworks] });
  onTestFinished(() => engine.close());
  const { model, facts } = await engine.get(roleModel('person-embedder'));
  expect(facts.map(({ id }) => id)).toEqual(['test-osnet']);
  const [input] = model.inputs ?? [];
  if (!input) throw new Error('no input');
  const looks: { pass: number; vector: Float32Array }[] = [];
  for (const [pass, { startMs, endMs }] of passes.entries()) {
    for (const part of [0.4, 0.7]) {
      const person = persons.find((item) => item.startMs >= startMs + (endMs - startMs) * part);
      if (!person) continue;
      const [output] = Object.values(await model.run({ [input.name]: await cropAt(film, person, input, data) }));
      if (output?.type === 'float32') looks.push({ pass, vector: output.data });
    }
  }
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  const likeness = (a: Float32Array, b: Float32Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return looks.map((look) => looks.filter((other) => other !== look).toSorted((a, b) => likeness(look.vector, b.vector) - likeness(look.vector, a.vector))[0]?.pass === look.pass);
}

test('six people of a film have six names, one each however often a track breaks; no vector leaves', async (context) => {
  const film = needsMedia(context, 'people-walking.mp4');
  const truth = passes.parse(JSON.parse(readFileSync(needsMedia(context, 'people-walking.truth.json'), 'utf8')));
  const { analyse, data } = await fullTier(context, [entry('test-yolox-nano'), entry('test-osnet')]);
  const { runs, observations } = await analyse(film, 'object_detection');
  expect(runOf(runs, 'object_detection')?.models.map(({ id }) => id)).toEqual(['test-yolox-nano', 'test-osnet']);
  const persons = observations.filter(({ label }) => label === 'person');
  const names = truth.passes.map(({ startMs, endMs }) => [...new Set(persons.filter((item) => item.startMs >= startMs && item.startMs <= endMs).flatMap(({ attributes }) => attributes?.['samePerson'] ?? []))]);
  expect(names.map((each) => each.length)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(new Set(names.flat()).size).toBe(6);
  for (const { attributes } of observations.filter(({ analyzer }) => analyzer === 'object_detection')) expect(Object.keys(attributes ?? {}).filter((key) => key !== 'samePerson')).toEqual([]);
  // The same by the role of the model: looks of one pass are nearer to each other than to other passes.
  const right = await nearestLooks(film, truth.passes, persons, data);
  expect(right).toHaveLength(12);
  expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(10);
});

test('faces: one in each portrait, more than ten in the group, in the same words as the lite tier', async (context) => {
  const [one, two, group] = ['faces/single-1.jpg', 'faces/single-2.jpg', 'faces/group-1.jpg'].map((name) => needsMedia(context, name));
  const { analyse } = await fullTier(context, [entry('test-yunet')]);
  const count = async (file = ''): Promise<number> => {
    const { runs, observations } = await analyse(file, 'face_detection');
    expect(runOf(runs, 'face_detection')).toMatchObject({ status: 'done', tier: 'full' });
    expect(runOf(runs, 'face_detection')?.models.map(({ id }) => id)).toContain('test-yunet');
    expect(observations.every(({ label, box }) => label === 'face' && box !== undefined)).toBe(true);
    return observations.length;
  };
  expect(await count(one)).toBe(1);
  if (thorough) expect(await count(two)).toBe(1);
  expect(await count(group)).toBeGreaterThan(10);
});

test('sounds and surroundings: a clock is an alarm, a phone a phone, speech is speech, in the words of the lite tier', async (context) => {
  const sounds = [['alarm-clock-elapsed.oga', 'alarm'], ['phone-incoming-call.oga', 'phone']].map(([name = '', label = '']) => ({ file: needsMedia(context, name), label }));
  const speech = needsMedia(context, 'speech-jfk.wav');
  const { analyse } = await fullTier(context, [entry('test-yamnet')]);
  for (const { file, label } of sounds.slice(0, thorough ? 2 : 1)) {
    const { runs, observations } = await analyse(file, 'sound_effects,audio_environment');
    for (const name of ['sound_effects', 'audio_environment']) expect(runOf(runs, name)).toMatchObject({ status: 'done', tier: 'full' });
    const heard = observations.filter(({ analyzer }) => analyzer === 'sound_effects');
    expect(heard.toSorted((a, b) => b.confidence - a.confidence)[0]).toMatchObject({ label, attributes: { classes: expect.arrayContaining([expect.any(String)]) as string[] } });
  }
  const { observations } = await analyse(speech, 'audio_environment,sound_effects');
  expect(new Set(observations.filter(({ analyzer }) => analyzer === 'audio_environment').map(({ label }) => label))).toEqual(new Set(['speech']));
});

test('background: the person of a portrait covers a good part of it', async (context) => {
  const file = needsMedia(context, 'faces/single-1.jpg');
  const { analyse } = await fullTier(context, [entry('test-yolox-nano'), entry('test-selfie-256')]);
  const { runs, observations } = await analyse(file, 'background_segmentation');
  expect(runOf(runs, 'background_segmentation')).toMatchObject({ status: 'done', tier: 'full' });
  const share = observations.find(({ analyzer }) => analyzer === 'background_segmentation')?.attributes?.['personShare'];
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.6);
});

test.for(['test-dtln', 'test-gtcrn'])('noise reduction: %s lowers the noise in the pauses of noisy speech', async (id, context) => {
  if (id !== 'test-dtln') onlyThorough(context);
  const speech = needsMedia(context, 'speech-jfk.wav');
  const { analyse, data } = await fullTier(context, [entry(id)]);
  const file = path.join(data, 'noisy.wav');
  await ffmpeg('-i', speech, '-f', 'lavfi', '-i', 'anoisesrc=color=pink:amplitude=0.5:sample_rate=16000:seed=5', '-filter_complex', '[0][1]amix=duration=first:normalize=0', file);
  const { runs, observations } = await analyse(file, 'noise_reduction');
  const run = runOf(runs, 'noise_reduction');
  expect(run).toMatchObject({ status: 'done', tier: 'full' });
  expect(run?.models.map((model) => model.id.split('/')[0])).toEqual(expect.arrayContaining(['silero-vad', id]));
  const noisy = observations.filter(({ label, attributes }) => label === 'noisy_speech' && attributes?.['pausesReducedByDb'] !== undefined);
  expect(noisy.length).toBeGreaterThan(0);
  for (const { attributes } of noisy) expect(attributes?.['pausesReducedByDb']).toBeGreaterThan(6);
});

test('gestures: the classifier runs behind the landmarks, on the hands of a sign', async (context) => {
  const film = needsMedia(context, 'sign-no.mkv');
  const { analyse } = await fullTier(context, [entry('test-yolox-nano'), entry('test-gestures')]);
  const { runs } = await analyse(film, 'hand_gesture');
  const run = runOf(runs, 'hand_gesture');
  expect(run).toMatchObject({ status: 'done', tier: 'full' });
  expect(run?.models.map(({ id }) => id)).toContain('test-gestures');
});

test('speech: a server hears what was said, and its words stand where they were spoken', async (context) => {
  const file = needsMedia(context, 'speech-jfk.wav');
  const folder = tempFolder();
  const engine = openEngine({ modelsFolder: folder, threads: 1 });
  onTestFinished(() => engine.close());
  // The server is made, what it hears is not: the lite recogniser writes down the very sound that arrives there.
  const { model } = await engine.get(speechToText('moonshine-tiny-en'));
  const server = await startModelServer({
    key: 'secret', models: ['whisper-large'],
    async hear(samples) {
      const { text } = await model.transcribe(samples);
      const seconds = samples.length / 16_000;
      const words = text.split(' ');
      return {
        text, language: 'english', segments: [{ start: 0, end: seconds, text, avg_logprob: -0.2 }],
        words: words.map((word, i) => ({ start: (seconds * i) / words.length, end: (seconds * (i + 1)) / words.length, word })),
      };
    },
  });
  const env = { AIMA_OPENAI_BASE_URL: server.baseUrl, AIMA_OPENAI_API_KEY: 'secret', AIMA_OPENAI_SPEECH_MODEL: 'whisper-large' };
  const { code, stdout, stderr } = await runCli(['analyze', file, '--tier', 'full', '--analyzers', 'speech_transcription', '--json', '--out', path.join(folder, 'out')], { data: folder, env });
  expect(code, stderr).toBe(0);
  const { runs, observations } = ResultDocument.parse(JSON.parse(stdout));
  expect(runOf(runs, 'speech_transcription')).toMatchObject({ status: 'done', tier: 'full', models: expect.arrayContaining([{ id: `whisper-large (${new URL(server.baseUrl).host})`, licence: expect.stringContaining('unknown') as string }]) as unknown });
  expect(wordErrorRate('And so, my fellow Americans: ask not what your country can do for you, ask what you can do for your country.', observations.map(({ text }) => text).join(' '))).toBeLessThanOrEqual(0.1);
  for (const { attributes, startMs, endMs, confidence } of observations) {
    expect(attributes).toMatchObject({ language: 'en' });
    const words = attributes?.['words'] as { startMs: number; endMs: number }[]; // by the analyzer's schema
    expect(words.every((word) => word.startMs >= startMs && word.endMs <= endMs)).toBe(true);
    expect(confidence).toBeCloseTo(Math.exp(-0.2));
  }
});

test('speech: a server that fails is told as that, not as silence', async (context) => {
  const file = needsMedia(context, 'speech-jfk.wav');
  const data = tempFolder();
  const env = { AIMA_OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', AIMA_OPENAI_SPEECH_MODEL: 'whisper-large' };
  const { code, stdout } = await runCli(['analyze', file, '--tier', 'full', '--analyzers', 'speech_transcription', '--json', '--out', path.join(data, 'out')], { data, env });
  expect(code).toBe(4);
  expect(runOf(ResultDocument.parse(JSON.parse(stdout)).runs, 'speech_transcription')).toMatchObject({ status: 'failed', reason: 'MODEL_SERVER_UNREACHABLE' });
});

test('without the models, full names the command; lite says what needs the full tier', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const { analyse, aima } = await fullTier(context, [entry('test-tcmonodepth'), entry('test-yolox-nano')], []);
  const { runs } = await analyse(photo, 'depth_estimation,object_detection');
  expect(runOf(runs, 'depth_estimation')).toMatchObject({ status: 'not_run', reason: 'needs_full_tier', message: expect.stringContaining('aima models pull test-tcmonodepth') as string });
  expect(runOf(runs, 'object_detection')).toMatchObject({ status: 'done', tier: 'lite', reason: 'lite_instead_of_full', message: expect.stringContaining('aima models pull test-yolox-nano') as string });
  const lite = await aima('analyze', photo, '--analyzers', 'depth_estimation', '--json', '--quiet');
  expect(runOf(ResultDocument.parse(JSON.parse(lite.stdout)).runs, 'depth_estimation')).toMatchObject({ status: 'not_run', reason: 'needs_full_tier' });
});

test('a damaged file is refused by its hash, and by the runtime where the hash is its own', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const posing = { ...corruptModel, role: 'depth-estimator' as const };
  const wrongHash = { ...posing, id: 'test-other-hash', files: { model: { ...entry('test-tcmonodepth').files['model'], path: 'model.int8.onnx', hub: corruptModel.files['model']?.hub, sha256: '0'.repeat(64), sizeBytes: 1_540_034 } } };
  const refused = await fullTier(context, [wrongHash as typeof posing], []);
  const pull = await refused.aima('models', 'pull', 'test-other-hash');
  expect(pull.code).toBe(1);
  expect(pull.stderr).toContain('SHA-256');
  const loaded = await fullTier(context, [posing]);
  const { stdout, code } = await loaded.aima('analyze', photo, '--tier', 'full', '--analyzers', 'depth_estimation', '--json');
  expect(code).toBe(4);
  expect(runOf(ResultDocument.parse(JSON.parse(stdout)).runs, 'depth_estimation')).toMatchObject({ status: 'failed', reason: 'MODEL_CORRUPT', message: expect.stringContaining('test-corrupt') as string });
});

test('own entries are listed with all others, and a wrong one is named', async (context) => {
  const { aima, data } = await fullTier(context, [entry('test-yunet'), entry('test-tinyllamas')]);
  const { stdout } = await aima('models', 'list', '--tier', 'full');
  expect(stdout).toMatch(/^test-yunet +full +here/m);
  expect(stdout).toMatch(/^test-tinyllamas +full +here/m);
  expect(stdout).toMatch(/^yunet-2026may +full +not here/m);
  expect((await aima('models', 'verify')).code).toBe(0);
  writeFileSync(`${data}/own-models.json`, JSON.stringify([{ id: 'x', licence: 'MIT' }]));
  const wrong = await aima('models', 'list');
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toContain('own-models.json');
});
