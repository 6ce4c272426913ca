/** Things, bodies, hands and backgrounds on real media: real decode, real networks, the pipeline's own path. */
import { createHash } from 'node:crypto';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mediaIdOf, type Observation } from '@aima/contract';
import { backgroundSegmentation } from '../../src/analyzers/background-segmentation.ts';
import { bodyPose } from '../../src/analyzers/body-pose.ts';
import { handGesture } from '../../src/analyzers/hand-gesture.ts';
import { objectDetection } from '../../src/analyzers/object-detection.ts';
import { productDetection } from '../../src/analyzers/product-detection.ts';
import { textOverlay } from '../../src/analyzers/text-overlay.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { fullTier } from '../support/full-tier.ts';
import { needsMedia, testMedia } from '../support/media.ts';
import { testModelEntries } from '../support/test-models.ts';
import { onlyThorough } from '../support/thorough.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-bodies-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const ANALYZERS = [objectDetection, bodyPose, handGesture, backgroundSegmentation, textOverlay, productDetection];
const LOOKERS = ['object_detection', 'body_pose', 'hand_gesture', 'background_segmentation'];

async function seen(file: string, names: readonly string[] = LOOKERS): Promise<(analyzer: string) => Observation[]> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const sha256 = createHash('sha256').update(await readFile(file)).digest('hex');
  const found: Observation[] = [];
  await runTask({
    analyzers: ANALYZERS, choices: names.map((name) => ({ name })), probe: probed, language: 'en', keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(sha256), sha256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run' && ANALYZERS.some(({ name }) => name === event.run.analyzer)) expect(event.run.status, event.run.message).not.toBe('failed');
    },
  });
  return (analyzer) => found.filter((item) => item.analyzer === analyzer).sort((a, b) => a.startMs - b.startMs);
}

const Interval = z.object({ startMs: z.int(), endMs: z.int() });
type Interval = z.infer<typeof Interval>;
const labelled = (items: readonly Observation[], label: string): Observation[] => items.filter((item) => item.label === label);
const tracksOf = (items: readonly Observation[]): Set<string | undefined> => new Set(items.map(({ trackId }) => trackId));
const within = (items: readonly Observation[], { startMs, endMs }: Interval, slackMs = 0): Observation[] => items.filter((item) => item.startMs >= startMs - slackMs && item.startMs <= endMs + slackMs);

test('six passes are found in time, each as one person, and the room is empty in between', async (context) => {
  const film = needsMedia(context, 'people-walking.mp4');
  const truth = z.object({ passes: z.array(Interval), toleranceMs: z.int() }).parse(JSON.parse(await readFile(testMedia('people-walking.truth.json'), 'utf8')));
  const of = await seen(film, ['object_detection', 'body_pose']);
  const people = labelled(of('object_detection'), 'person');
  for (const pass of truth.passes) {
    const during = within(people, pass, truth.toleranceMs);
    expect(Math.abs((during[0]?.startMs ?? Infinity) - pass.startMs), `start at ${pass.startMs}`).toBeLessThanOrEqual(truth.toleranceMs);
    expect(Math.abs((during.at(-1)?.startMs ?? Infinity) - pass.endMs), `end at ${pass.endMs}`).toBeLessThanOrEqual(truth.toleranceMs);
    expect(tracksOf(during).size, `tracks from ${pass.startMs}`).toBeLessThanOrEqual(2);
  }
  expect(people.filter((person) => !truth.passes.some((pass) => within([person], pass, truth.toleranceMs).length > 0))).toEqual([]);
  // What is there for minutes is a person at a board; everything else would be invented.
  expect(of('object_detection').filter(({ label }) => label !== 'person').length).toBeLessThanOrEqual(people.length * 0.05);
  const tracks = tracksOf(people);
  for (const { trackId } of of('body_pose')) expect(tracks).toContain(trackId);
});

const Film = z.object({ cutMs: z.array(z.int()), people: z.array(Interval), cars: z.array(Interval) });

test('people and cars of the short film are found, and no track goes on after a cut', async (context) => {
  const film = needsMedia(context, 'short-30s.mp4');
  const truth = Film.parse(JSON.parse(await readFile(testMedia('short-30s.truth.json'), 'utf8')));
  const things = (await seen(film, ['object_detection']))('object_detection');
  for (const interval of truth.people) expect(within(labelled(things, 'person'), interval).length).toBeGreaterThan(2);
  for (const interval of truth.cars) expect(within(labelled(things, 'car'), interval).length).toBeGreaterThan(0);
  const shotOf = (atMs: number): number => truth.cutMs.filter((cut) => cut <= atMs).length;
  for (const id of tracksOf(things)) expect(new Set(things.filter(({ trackId }) => trackId === id).map(({ startMs }) => shotOf(startMs))).size, id).toBe(1);
});

test('cars from above are cars, one track each, and nobody is there', async (context) => {
  const of = await seen(needsMedia(context, 'cars.mp4'));
  expect(tracksOf(labelled(of('object_detection'), 'car')).size).toBe(4);
  expect(of('object_detection').filter(({ label }) => label !== 'car')).toEqual([]);
  for (const analyzer of LOOKERS.slice(1)) expect(of(analyzer), analyzer).toEqual([]);
});

test('who signs is upright, and the signing hand is found as a right hand on that person\'s track', async (context) => {
  for (const [sign, gestures] of [['yes', ['fist']], ['no', ['fist', 'pointing', 'none']], ['help', ['open_palm', 'none', 'fist']]] as const) {
    const of = await seen(needsMedia(context, `sign-${sign}.mkv`));
    const people = tracksOf(labelled(of('object_detection'), 'person'));
    expect(people.size, sign).toBe(1);
    expect(labelled(of('body_pose'), 'upright').length, sign).toBeGreaterThanOrEqual(4);
    const hands = of('hand_gesture').filter(({ box }) => (box?.y ?? 1) < 0.7);
    expect(hands.length, sign).toBeGreaterThanOrEqual(2);
    expect(hands.some(({ attributes }) => attributes?.['handedness'] === 'right'), sign).toBe(true);
    for (const hand of hands) {
      expect(gestures as readonly string[], sign).toContain(hand.label);
      expect(people).toContain(hand.attributes?.['personTrackId']);
      expect(hand.attributes?.['landmarks']).toHaveLength(6);
    }
    expect(of('background_segmentation')).toMatchObject([{ label: 'sharp_background', attributes: { backgroundMotion: 'stable' } }]);
  }
});

test('a photo: key points lie on the body, the background is told by its sharpness', async (context) => {
  const of = await seen(needsMedia(context, 'faces/single-1.jpg'));
  const points = new Map(z.array(z.object({ name: z.string(), x: z.number(), y: z.number() })).parse(of('body_pose')[0]?.attributes?.['keypoints']).map((point) => [point.name, point]));
  // A woman right of the middle; her face is in the upper third, her hips in the lower half.
  expect(points.get('nose')).toMatchObject({ x: expect.closeTo(0.62, 1) as number, y: expect.closeTo(0.24, 1) as number });
  expect(points.get('left_shoulder')?.x).toBeGreaterThan(points.get('right_shoulder')?.x ?? 1);
  expect(points.get('left_hip')?.y).toBeGreaterThan(0.5);
  expect(of('background_segmentation')).toMatchObject([{ label: 'sharp_background', startMs: 0, endMs: 0 }]);
  expect((await seen(needsMedia(context, 'faces/single-4.jpg'), ['background_segmentation']))('background_segmentation')).toMatchObject([{ label: 'blurred_background' }]);
});

test('products: a phone in a hand, words of an offer, never a brand by its looks', async (context) => {
  onlyThorough(context);
  const photo = (await seen(needsMedia(context, 'faces/single-6.jpg'), ['product_detection']))('product_detection');
  expect(photo.find(({ label }) => label === 'cell phone')).toMatchObject({ attributes: { evidence: 'thing', heldBy: 'object-1' }, basedOn: [expect.any(String)] });
  expect(photo.filter(({ label }) => label === 'brand')).toEqual([]);
  const film = await seen(needsMedia(context, 'short-30s.mp4'), ['product_detection']);
  const offers = labelled(film('product_detection'), 'offer');
  expect(offers.map(({ text }) => text)).toEqual(expect.arrayContaining(['50 PERCENT OFF', 'LINK IN BIO']));
  const texts = new Set(film('text_overlay').map(({ id }) => id));
  for (const { basedOn } of offers) expect(basedOn?.every((id) => texts.has(id))).toBe(true);
});

test('the full tier follows its own detector, asks a gesture classifier and another segmenter', async (context) => {
  const film = needsMedia(context, 'sign-yes.mkv');
  const wanted = ['test-yolox-nano', 'test-gestures', 'test-selfie-256'];
  const { analyse } = await fullTier(context, testModelEntries.filter(({ id }) => wanted.includes(id)));
  const { runs, observations } = await analyse(film, LOOKERS.join(','));
  expect(runs.map(({ analyzer, tier }) => [analyzer, tier])).toEqual(expect.arrayContaining(LOOKERS.map((analyzer) => [analyzer, 'full'])));
  const hands = observations.filter(({ analyzer, box }) => analyzer === 'hand_gesture' && (box?.y ?? 1) < 0.7);
  expect(hands.length).toBeGreaterThanOrEqual(2);
  expect(new Set(hands.map(({ label }) => label))).toEqual(new Set(['fist']));
  const people = tracksOf(observations.filter(({ analyzer, label }) => analyzer === 'object_detection' && label === 'person'));
  for (const hand of hands) expect(people).toContain(hand.attributes?.['personTrackId']);
  expect(observations.some(({ analyzer }) => analyzer === 'background_segmentation')).toBe(true);
});
