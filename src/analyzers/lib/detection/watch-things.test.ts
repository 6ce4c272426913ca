import type { Frame } from '@aima/sdk';
import { expect, test } from 'vitest';
import type { Detection } from './boxes.ts';
import { WATCHING, watchThings, watchingFor, type ViewOfThings } from './watch-things.ts';

const SIZE = { width: 96, height: 96 };
const PERSON: Detection = { label: 'person', confidence: 0.9, box: { x: 0.2, y: 0.2, w: 0.4, h: 0.6 } };

/** Stripes of a seed's own direction and width, and a grey square at `x` where it is given. */
function frameOf(atMs: number, seed: number, square?: number, brighter = 0): Frame {
  const pixels = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const inSquare = square !== undefined && x >= square && x < square + 24 && y > 30 && y < 70;
      const striped = Math.sin((seed % 2 === 0 ? x : y) / (3 + seed) + seed) > 0 ? 200 : 40;
      pixels.fill((inSquare ? 120 : striped) + brighter, (y * SIZE.width + x) * 3, (y * SIZE.width + x) * 3 + 3);
    }
  }
  return { atMs, pixels, toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) };
}

async function watched(frames: readonly Frame[], find: (atMs: number) => Detection[] = () => [PERSON]): Promise<{ views: ViewOfThings[]; searches: number[] }> {
  const searches: number[] = [];
  const watch = watchThings({ id: `test ${Math.random()}`, find: (frame) => { searches.push(frame.atMs); return Promise.resolve(find(frame.atMs)); } }, WATCHING);
  const views: ViewOfThings[] = [];
  for (const frame of frames) views.push(await watch.see(frame, SIZE));
  return { views, searches };
}

test('a still picture is not searched again, but things are told at every frame, and now and then it is searched all the same', async () => {
  const { views, searches } = await watched(Array.from({ length: 9 }, (_, i) => frameOf(i * 500, 2)));
  expect(searches).toEqual([0, 3_500]);
  expect(views.map(({ things }) => things.map(({ track }) => track.id))).toEqual(new Array(9).fill(['object-1']));
});

test('where something moves it is searched', async () => {
  const { searches } = await watched([frameOf(0, 2), frameOf(500, 2, 10), frameOf(1_000, 2, 40), frameOf(1_500, 2, 40)]);
  expect(searches).toEqual([0, 500, 1_000]);
});

test('tracks end at a cut; light that goes on is no cut', async () => {
  const { views } = await watched([frameOf(0, 2), frameOf(500, 2, undefined, 40), frameOf(1_000, 5), frameOf(1_500, 5)]);
  expect(views.map(({ cut }) => cut)).toEqual([true, false, true, false]);
  expect(views.map(({ things }) => things[0]?.track.id)).toEqual(['object-1', 'object-1', 'object-2', 'object-2']);
  expect(views[2]?.ended.map(({ id }) => id)).toEqual(['object-1']);
});

test('one thing under two names, or twice under one, is one thing', async () => {
  const twice = { ...PERSON, confidence: 0.4, box: { ...PERSON.box, x: 0.25 } };
  const renamed = { ...PERSON, confidence: 0.5, label: 'dog' };
  const { views } = await watched([frameOf(0, 2)], () => [renamed, twice, PERSON]);
  expect(views[0]?.things.map(({ label, confidence }) => [label, confidence])).toEqual([['person', 0.9]]);
});

test('two watches of one run share the search', async () => {
  let searches = 0;
  const detector = { id: 'shared', find: () => Promise.resolve([{ ...PERSON, confidence: ++searches / 10 }]) };
  const frame = frameOf(0, 3);
  await Promise.all([1, 2].map(() => watchThings(detector, WATCHING).see(frame, SIZE)));
  expect(searches).toBe(1);
});

test('photos need more than films', () => {
  expect(watchingFor('image')).toMatchObject({ minSamples: 1, minConfidence: 0.4, minPersonConfidence: 0.35 });
  expect(watchingFor('image', { ...WATCHING, minConfidence: 0.7 }).minConfidence).toBe(0.7);
  expect(watchingFor('video')).toBe(WATCHING);
});
