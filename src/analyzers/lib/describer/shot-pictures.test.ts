import type { FrameBatch } from '@aima/sdk';
import { expect, test } from 'vitest';
import { look, SIZE, textured, times } from '../drawn-frames.cases.ts';
import { shotPictures, type ShotPart, type ShotPictures } from './shot-pictures.ts';

const FPS = 25;
const batchOf = (frames: readonly { atMs: number; pixels: Uint8Array }[]): FrameBatch => ({ ...SIZE, pixels: new Uint8Array(), frames: frames.map((frame) => ({ ...frame, toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) })) });
const shot = (seed: number, frames: number): Uint8Array[] => times(frames, (i) => look(textured(seed), { x: i * 0.3 }));
const film = (pictures: readonly Uint8Array[]) => pictures.map((pixels, i) => ({ atMs: i * (1000 / FPS), pixels }));
const sampled = (endMs: number, everyMs: number, sharpness: (atMs: number) => number = () => 1) =>
  Array.from({ length: Math.ceil(endMs / everyMs) }, (_, i) => ({ picture: { atMs: i * everyMs, ...SIZE }, sharpness: sharpness(i * everyMs) }));
const spans = (parts: readonly ShotPart[]) => parts.map(({ startMs, endMs, candidates }) => [startMs, endMs, candidates.map(({ picture: { atMs } }) => atMs)]);

const frames = film([...shot(1, 30), ...shot(2, 50), ...shot(3, 20)]);
/** What comes out, whichever stream runs ahead. */
const feeds: [string, (shots: ShotPictures) => void][] = [
  ['pictures first', (shots) => {
    for (const each of sampled(4000, 500)) shots.picture(each);
    for (const frame of frames) shots.everyFrame(batchOf([frame]));
  }],
  ['every frame first', (shots) => {
    shots.everyFrame(batchOf(frames));
    for (const each of sampled(4000, 500)) shots.picture(each);
  }],
  ['side by side', (shots) => {
    for (const [i, frame] of frames.entries()) {
      shots.everyFrame(batchOf([frame]));
      const [each] = sampled(4000, 500).filter(({ picture: { atMs } }) => Math.floor(atMs / 40) === i);
      if (each) shots.picture(each);
    }
  }],
];

test.each(feeds)('pictures belong to their shots: %s', (_, feed) => {
  const shots = shotPictures(10_000, 8);
  const parts: ShotPart[] = [];
  feed(shots);
  parts.push(...shots.take());
  shots.end(4000);
  parts.push(...shots.take());
  expect(spans(parts)).toEqual([[0, 1199, [0, 500, 1000]], [1200, 3199, [1500, 2000, 2500, 3000]], [3200, 4000, [3500]]]);
});

test('a shot is told while the film goes on, once no cut can come into it any more', () => {
  const shots = shotPictures(10_000, 8);
  for (const each of sampled(2000, 500)) shots.picture(each);
  shots.everyFrame(batchOf(frames.slice(0, 45)));
  expect(spans(shots.take())).toEqual([]);
  shots.everyFrame(batchOf(frames.slice(45, 60)));
  expect(spans(shots.take())).toEqual([[0, 1199, [0, 500, 1000]]]);
});

test('a long shot is divided; a photo is one moment', () => {
  const shots = shotPictures(1500, 8);
  for (const each of sampled(4000, 500)) shots.picture(each);
  shots.everyFrame(batchOf(film(shot(1, 100))));
  shots.end(4000);
  expect(spans(shots.take())).toEqual([[0, 1499, [0, 500, 1000]], [1500, 2999, [1500, 2000, 2500]], [3000, 4000, [3000, 3500]]]);
  const photo = shotPictures(1500, 8);
  photo.picture({ picture: { atMs: 0, ...SIZE }, sharpness: 1 });
  photo.end(0);
  expect(spans(photo.take())).toEqual([[0, 0, [0]]]);
});

test('of a shot that lasts a bounded number is kept, evenly in time, of neighbours the sharpest', () => {
  const shots = shotPictures(1_000_000, 8);
  for (const each of sampled(500_000, 500, (atMs) => (atMs % 16_000 === 5000 ? 9 : 1))) shots.picture(each);
  shots.end(500_000);
  const [part] = shots.take();
  const kept = part?.candidates.map(({ picture: { atMs } }) => atMs) ?? [];
  expect(kept.length).toBeGreaterThan(4);
  expect(kept.length).toBeLessThanOrEqual(9);
  expect(kept.filter((atMs) => atMs % 16_000 === 5000).length).toBeGreaterThanOrEqual(kept.length - 1);
  const gaps = kept.slice(1).map((atMs, i) => atMs - (kept[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * 64_000);
});
