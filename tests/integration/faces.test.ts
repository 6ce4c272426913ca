/** The five analyzers of faces on real pictures: real decode, real networks, one task as the worker runs it. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mediaIdOf, type ModelFacts, type Observation } from '@aima/contract';
import { tensorModel, type ModelKind, type ModelKinds, type ModelRef, type TensorModel } from '@aima/sdk';
import { ageEstimation } from '../../src/analyzers/age-estimation.ts';
import { emotionDetection } from '../../src/analyzers/emotion-detection.ts';
import { eyeTracking } from '../../src/analyzers/eye-tracking.ts';
import { faceDetection } from '../../src/analyzers/face-detection.ts';
import { facialDetails } from '../../src/analyzers/facial-details.ts';
import { apparentAges } from '../../src/analyzers/lib/faces/apparent-age.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { missing, needsMedia, testMedia } from '../support/media.ts';

const FILM = 'short-30s.mp4';
const SHA256 = 'cd'.repeat(32);
const ANALYZERS = [faceDetection, facialDetails, eyeTracking, ageEstimation, emotionDetection];

interface Seen {
  of(analyzer: string): Observation[];
  status: Map<string, string>;
  calls: Map<string, number>;
}

let folder = '';
let engine: Engine;
let film: Seen;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-faces-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
  if (existsSync(testMedia(FILM))) film = await look(testMedia(FILM));
}, 300_000);
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** The engine, counting the calls of each network. */
function counting(calls: Map<string, number>): Pick<Engine, 'get' | 'device' | 'missing'> {
  return {
    device: engine.device, missing: engine.missing,
    async get<K extends ModelKind>(ref: ModelRef<K>): Promise<{ model: ModelKinds[K]; facts: readonly ModelFacts[] }> {
      const opened = await engine.get(ref);
      const inner: ModelKinds[ModelKind] = opened.model;
      if (!('run' in inner)) return opened;
      const counted: TensorModel = { ...inner, run: (inputs) => { calls.set(ref.id, (calls.get(ref.id) ?? 0) + 1); return inner.run(inputs); } };
      // A model with `run` is a tensor model, and so is the counted one.
      return { ...opened, model: counted as ModelKinds[K] };
    },
  };
}

async function look(file: string, language: 'en' | 'de' = 'en'): Promise<Seen> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const found: Observation[] = [];
  const status = new Map<string, string>();
  const calls = new Map<string, number>();
  await runTask({
    analyzers: ANALYZERS, choices: ANALYZERS.map(({ name }) => ({ name })), probe: probed, language, keyframeSide: 0, finished: [], models: counting(calls), signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run') status.set(event.run.analyzer, event.run.status);
    },
  });
  return { of: (analyzer) => found.filter((item) => item.analyzer === analyzer).sort((a, b) => a.startMs - b.startMs), status, calls };
}

const attribute = (item: Observation | undefined, name: string): unknown => item?.attributes?.[name];
const between = (items: readonly Observation[], from: number, to: number): Observation[] => items.filter(({ startMs }) => startMs >= from && startMs < to);
const inFilm = (context: Parameters<typeof missing>[0]): void => { if (!existsSync(testMedia(FILM))) missing(context, `${FILM} is not there (AIMA_TEST_MEDIA)`); };

test('all five are done, the detector looks at about every second sample, and nothing is computed twice', (context) => {
  inFilm(context);
  expect(ANALYZERS.map(({ name }) => film.status.get(name))).toEqual(new Array(5).fill('done'));
  // 60 samples; as many looks as samples would be the old way, five analyzers on their own five times that.
  expect(film.calls.get('face-ssd')).toBeLessThanOrEqual(40);
  const faces = film.of('face_detection').length;
  expect(film.calls.get('facemesh')).toBeLessThanOrEqual(faces * 2 + 10);
  expect(film.calls.get('iris')).toBeLessThanOrEqual(faces);
});

test('one track a person and shot, each with one best shot; all analyzers name the same tracks', (context) => {
  inFilm(context);
  const faces = film.of('face_detection');
  const tracks = new Map<string | undefined, Observation[]>();
  for (const face of faces) tracks.set(face.trackId, [...tracks.get(face.trackId) ?? [], face]);
  expect(tracks.size).toBe(6);
  for (const items of tracks.values()) expect(items.filter((item) => attribute(item, 'bestShot') === true)).toHaveLength(1);
  for (const { name } of ANALYZERS) expect(film.of(name).every(({ trackId }) => tracks.has(trackId)), name).toBe(true);
  // A track never runs across a cut.
  for (const cut of [8000, 13_000, 16_000, 23_500, 27_000]) {
    const before = new Set(faces.filter(({ startMs }) => startMs < cut).map(({ trackId }) => trackId));
    expect(faces.some(({ startMs, trackId }) => startMs >= cut && before.has(trackId)), `${cut} ms`).toBe(false);
  }
});

test('the man of two shots is one person, the others are others', (context) => {
  inFilm(context);
  const faces = film.of('face_detection');
  const personsIn = (from: number, to: number): Set<unknown> => new Set(between(faces, from, to).map((face) => attribute(face, 'samePerson')));
  const [man] = personsIn(15_000, 16_000);
  expect(personsIn(15_000, 16_000).size).toBe(1);
  expect(personsIn(23_500, 27_000)).toContain(man);
  expect(personsIn(23_500, 27_000).size).toBe(3);
  expect(personsIn(4500, 8000)).not.toContain(man);
  expect(personsIn(11_000, 13_000)).not.toContain(man);
});

test('no descriptor and no gender comes out', (context) => {
  inFilm(context);
  const all = JSON.stringify(ANALYZERS.flatMap(({ name }) => film.of(name)));
  expect(all).not.toMatch(/descriptor|embedding|gender|male\b/i);
  // Long lists of numbers would be templates.
  expect(all).not.toMatch(/(-?\d+(\.\d+)?,){20}/);
});

test('an age is a range, an expression is uncertain, a look has a direction', (context) => {
  inFilm(context);
  const ages = film.of('age_estimation').filter(({ label }) => label === 'apparent_age');
  expect(ages.length).toBeGreaterThanOrEqual(5);
  for (const age of ages) {
    const { fromYears, toYears } = z.object({ fromYears: z.int(), toYears: z.int() }).parse(age.attributes);
    expect(toYears - fromYears).toBeGreaterThanOrEqual(15);
    expect(age.sentence).toContain(`between ${fromYears} and ${toYears} years`);
  }
  expect(film.of('emotion_detection').every((item) => attribute(item, 'uncertain') === true)).toBe(true);
  expect(between(film.of('eye_tracking'), 5000, 8000).map(({ label }) => label)).toEqual(['camera']);
});

test('a group photo: every face, and no two of them the same', async (context) => {
  const seen = await look(needsMedia(context, 'faces/group-1.jpg'), 'de');
  const faces = seen.of('face_detection');
  expect(faces).toHaveLength(14);
  expect(new Set(faces.map(({ trackId }) => trackId)).size).toBe(14);
  expect(faces.every(({ startMs, endMs, sentence }) => startMs === 0 && endMs === 0 && sentence.startsWith('Ein Gesicht'))).toBe(true);
  expect(faces.some((face) => attribute(face, 'samePerson') !== undefined)).toBe(false);
  expect(seen.of('facial_details')).toHaveLength(14);
});

test('a head turned to the right, one turned to the left, eyes that look away, a smile', async (context) => {
  const yawOf = (seen: Seen): number => z.object({ headPose: z.object({ yaw: z.number() }) }).parse(seen.of('facial_details')[0]?.attributes).headPose.yaw;
  const [right, left, aside] = [await look(needsMedia(context, 'faces/b-2.jpg')), await look(needsMedia(context, 'faces/single-7.jpg')), await look(needsMedia(context, 'faces/b-7.jpg'))];
  expect(yawOf(right)).toBeGreaterThan(20);
  expect(yawOf(left)).toBeLessThan(-20);
  expect(right.of('facial_details')[0]?.sentence).toContain('turned to the right of the picture');
  expect(aside.of('eye_tracking')[0]?.label).toBe('left');
  expect(aside.of('emotion_detection')[0]?.sentence).toBe('A face shows a smiling expression (an uncertain estimate).');
});

test('what the gate asks: both models judge a good face, none a blurred one', async (context) => {
  const file = needsMedia(context, 'faces/b-6.jpg');
  const models = Object.fromEntries(await Promise.all(([['detector', 'face-ssd'], ['mesh', 'facemesh'], ['faceres', 'faceres'], ['faceAge', 'face-age']] as const)
    .map(async ([key, id]) => [key, (await engine.get(tensorModel(id))).model] as const))) as Record<'detector' | 'mesh' | 'faceres' | 'faceAge', TensorModel>; // the keys above
  const pictureOf = async (blur: number): Promise<Parameters<typeof apparentAges>[0]> => {
    const { data, info } = await sharp(file).resize(960, 960, { fit: 'inside' }).blur(blur).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { pixels: new Uint8Array(data), width: info.width, height: info.height };
  };
  const [face] = await apparentAges(await pictureOf(0.3), models);
  expect(face?.estimates.map(({ model }) => model)).toEqual(['faceres', 'face-age']);
  for (const { years, uncertaintyYears } of face?.estimates ?? []) {
    expect(years).toBeGreaterThan(14);
    expect(years).toBeLessThan(35);
    expect(uncertaintyYears).toBeGreaterThan(10);
  }
  expect((await apparentAges(await pictureOf(14), models)).every(({ estimates }) => estimates.length === 0)).toBe(true);
});
