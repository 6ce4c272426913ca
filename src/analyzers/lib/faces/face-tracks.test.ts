import { expect, test } from 'vitest';
import { expectedSquare, faceTracks, REJOIN_MS } from './face-tracks.ts';
import { madeDescriptor, madeFace } from './made-face.cases.ts';

test('a face that moves evenly is expected where it will be', () => {
  const tracks = faceTracks();
  const track = tracks.begin(0, madeFace(100));
  tracks.goOn(track, 500, madeFace(150));
  expect(expectedSquare(track, 1000).centre.x).toBeCloseTo(200, 0);
  expect(tracks.match(1000, [madeFace(205), madeFace(330)])).toEqual([track, undefined]);
});

test('two faces that swap their order keep their tracks', () => {
  const tracks = faceTracks();
  const [a, b] = [tracks.begin(0, madeFace(100)), tracks.begin(0, madeFace(300))];
  expect(tracks.match(500, [madeFace(290), madeFace(110)])).toEqual([b, a]);
});

test('a face of quite another size, or far off, is another one', () => {
  const tracks = faceTracks();
  tracks.begin(0, madeFace(100));
  expect(tracks.match(500, [madeFace(400)])).toEqual([undefined]);
  expect(tracks.match(2000, [madeFace(100)])).toEqual([undefined]);
});

test('a lost face comes back by its descriptor, for a while', () => {
  const tracks = faceTracks();
  const track = tracks.begin(0, madeFace(100));
  track.descriptors.push({ vector: madeDescriptor(1), quality: 0.8 });
  expect(tracks.rejoin(3000, madeDescriptor(1, 0.2))).toBe(track);
  expect(tracks.rejoin(3000, madeDescriptor(2))).toBeUndefined();
  expect(tracks.end(REJOIN_MS, false)).toEqual([]);
  expect(tracks.end(REJOIN_MS + 1, false)).toEqual([track]);
  expect(tracks.rejoin(REJOIN_MS + 1, madeDescriptor(1))).toBeUndefined();
});
